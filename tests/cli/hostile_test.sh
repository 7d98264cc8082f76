#!/bin/sh
# Names are data, through the whole program: a scenario whose names are words of a shell, a
# spreadsheet, HTML, Graphviz, gnuplot and printf, with marks that turn text around. What cannot be a
# name is refused with one line that is as harmless as the rest.
. "$srcdir/tests/support.sh"
need jq

# What a person sees has no byte that a terminal acts on, and no mark that turns text around.
harmless() {
    for file in "$@"; do
        LC_ALL=C grep -q "$(printf '[\001-\010\013-\037\177]')" "$file" &&
            fail "$file has control characters"
        LC_ALL=C grep -q "$(printf '\302[\200-\237]\|\342\200[\250-\256]\|\342\201[\246-\251]')" "$file" &&
            fail "$file has marks that do not print"
    done
}

cd "$scratch" || exit 1
turn=$(printf '\342\200\256') # U+202E
worst="=1+1;'\"\`touch pwned\`\$(touch pwned)\\N<script>&lt;{^x}_y%n$turn|touch pwned"
quoted=$(printf '%s' "$worst" | sed "s/'/''/g")
printf 'load,model_family,file,bytes,provenance\nl,7965,"%s",300,x\nl,7965,"%s",20000,x\n' \
    'a"";`touch pwned`$(touch pwned).loads' "=1+1'..\\N<b>&lt;/%n{^x}.sbn" >firmware.csv
printf 'model,series,pfs,background,transport,load,provenance\n"%s",7965,yes,no,tftp,l,x\n' \
    "=1'\"\"\`touch pwned\`<i>" >models.csv
cat >worst.yaml <<end
name: '$quoted'
method: pfs
catalogue: {firmware: firmware.csv, models: models.csv}
phone: {restart: 1 s}
sites:
  - {name: '$quoted', subnets: [{phones: [{model: '=1''"\`touch pwned\`<i>', count: 3}]}]}
  - {name: '../../$quoted', subnets: [{phones: [{model: '=1''"\`touch pwned\`<i>', count: 2}]}]}
end

run 0 run worst.yaml -o results --pcap results/pcap --log results/log
harmless results/scenario.yaml "$scratch/out" "$scratch/err" results/*.dot results/summary.json
grep -q '^=1+1;.*\\u202e|touch pwned (pfs; ' "$scratch/out" || fail "the title: $(head -n 1 "$scratch/out")"
run 0 run worst.yaml --json
harmless "$scratch/out"
expect "the name in JSON" "$worst" "$(json .name)"
expect "the second site in JSON" "../../$worst" "$(json '.sites[1].name')"
run 0 scenario worst.yaml --explain
harmless "$scratch/out"
cp "$scratch/out" again.yaml
run 0 run again.yaml --json
expect "the name of what was written" "$worst" "$(json .name)"
run 0 screens results --at 3s --svg results/screens.svg
harmless "$scratch/out" results/screens.svg
grep -q '<script\|<b>\|<i>' results/screens.svg && fail "names are elements in the SVG"
grep -q '\(^\|,\|"\)=' results/*.csv && fail "a table has a formula: $(grep -h '\(^\|,\|"\)=' results/*.csv | head -n 1)"

# Files are where they belong, under plain names.
expect "files elsewhere" "" "$(find . -type f ! -path './results/*' ! -name '*.yaml' ! -name '*s.csv' \
    ! -name firmware.csv ! -name out ! -name err)"
for file in results/* results/pcap/* results/log/*; do
    case ${file##*/} in
    .* | *[!A-Za-z0-9._-]*) fail "the name of $file" ;;
    esac
done
expect "captures of WANs" 2 "$(ls results/pcap | grep -c '^wan-')"

if command -v dot >/dev/null; then
    for graph in results/*.dot; do
        dot -Tsvg "$graph" >graph.svg 2>dot.err || fail "dot does not read $graph"
        expect "dot on $graph" "" "$(cat dot.err)"
        grep -q '<script\|<b>' graph.svg && fail "names are elements in the picture of $graph"
        grep -q '&lt;script&gt;&amp;lt;{^x}_y' graph.svg || fail "not the site's name in the picture"
    done
fi

# Charts: of the run, of each site, of what somebody else's table could have.
if command -v gnuplot >/dev/null; then
    mkdir charts
    cp results/*.csv charts
    run 0 draw charts
    harmless "$scratch/err" charts/*.svg
    for site in "$worst" "../../$worst"; do
        run 0 draw charts --site "$site"
        harmless "$scratch/out" "$scratch/err" charts/site-*.svg
    done
    expect "charts" "phones progress site-1-phones site-1-progress site-1-wan site-2-phones \
site-2-progress site-2-wan sites wan" "$(cd charts && echo *.svg | sed 's/\.svg//g')"
    drawn=$(printf '%s' "$worst" | sed "s/&/\\&amp;/g; s/</\\&lt;/g; s/$turn/\\\\u202e/")
    for chart in sites site-1-wan site-2-progress; do
        grep -qF "$drawn" charts/$chart.svg ||
            fail "not the site's name on $chart.svg: $(grep -h 'touch' charts/$chart.svg | head -n 3)"
    done
    grep -q '<script\|<b>\|<i>' charts/*.svg && fail "names are elements in a chart"
fi

# refused VALUE PATTERN: as a name.
refused() {
    printf 'name: "%s"\nsubnets: [{phones: [{model: CP-7965}]}]\n' "$1" >bad.yaml
    run 2 run bad.yaml
    said "$2"
    harmless "$scratch/err"
}
refused 'a\e[31m' "name: 'a.x1b\[31m' has characters that do not print"
refused 'a\nb' "name: 'a.x0ab' has characters that do not print"
refused 'a\u009b31m' "name: 'a.u009b31m' has characters that do not print"
refused "$(printf 'a\233b')" 'bad.yaml:1:[0-9]*: not UTF-8 text'
for name in "$(printf 'a\033b')" "$(printf 'a\302\233b')"; do
    printf 'load,model_family,file,bytes,provenance\n"%s",7965,a,300,x\n' "$name" >firmware.csv
    run 2 run worst.yaml
    said 'firmware.csv:2: the load has unprintable characters; use ASCII'
    printf 'load,model_family,file,bytes,provenance\nl,7965,a,"%s",x\n' "$name" >firmware.csv
    run 2 run worst.yaml
    said "firmware.csv:2: 'a.(x1b|u009b)b' is no size"
    harmless "$scratch/err"
done
[ ! -e pwned ] || fail "a name was run as a command"

finish
