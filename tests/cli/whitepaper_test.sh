#!/bin/sh
# Parts of the white paper, other points and settings, points of one's own, and how charts look.
. "$srcdir/tests/support.sh"
need gnuplot

paper="$scratch/paper"
files() {
    (cd "$paper" && ls -A | tr '\n' ' ')
}

# Points of the curves that a table has, as METHOD:PHONES.
points() {
    awk -F, 'NR > 1 { printf "%s:%s ", $2, $3 }' "$paper/$1.csv"
}

# --- only what is wanted runs, and is written
run 0 whitepaper -o "$paper" --only lan --phones 5,1:2 -j 1
expect 'runs' 'pfsim: 0 of 3 runs done' "$(head -n 1 "$scratch/err")"
expect 'files of the LAN' 'lan.csv lan.png lan.svg published.csv ' "$(files)"
expect 'points of the LAN' 'load-server:1 load-server:2 load-server:5 ' "$(points lan)"
grep -q 'None of the runs is one with a published number' "$scratch/out" || fail 'a comparison without 40 phones'
expect 'rows of published.csv' 1 "$(wc -l <"$paper/published.csv")"

# --- the published numbers whose runs there are
run 0 whitepaper -o "$paper" --only lan --phones 1,40 --no-charts
grep -Eq '^ *lan-ratio .*agrees$' "$scratch/out" || fail 'lan-ratio is not compared'
expect 'what is compared' 'lan-ratio ' "$(awk -F, 'NR > 1 { printf "%s ", $1 }' "$paper/published.csv")"
grep -q 'Table 1' "$scratch/out" && fail 'Table 1 is not wanted'
expect 'charts of the earlier one' 'lan.csv published.csv ' "$(files)"

# --- settings; points of one's own, whose names are data; looks
cat >"$scratch/own.csv" <<'CSV'
label,phones,method,all_back
"our lab, ""A"" <&> `touch pwned`",2,pfs,12 min
elsewhere,6,tftp,20 min
CSV
run 0 whitepaper -o "$paper" --only figure3 --phones 1:3:2 -s wan.rate=768kbps --points "$scratch/own.csv" \
    --size 640x400 --font 'DejaVu Sans,9' --format svg,png,pdf --log x,y
expect 'what it says of the comparison' \
    'Not compared with the published numbers, whose inputs are others than what -s sets.' "$(head -n 1 "$scratch/out")"
expect 'files of figure 3' 'figure3-own.csv figure3.csv figure3.pdf figure3.png figure3.svg lan.csv published.csv ' \
    "$(files)"
expect 'points of figure 3' 'tftp:1 tftp:3 tftp:1 tftp:3 pfs:1 pfs:3 pfs:1 pfs:3 ' "$(points figure3)"
svg="$paper/figure3.svg"
for text in '768 kbps on the WAN' 'our lab, "A" &lt;&amp;> `touch pwned`' 'elsewhere' '>10 min<' 'DejaVu Sans' \
    'width="640" height="400"'; do
    grep -qF -- "$text" "$svg" || fail "figure 3 does not show $text"
done
grep -q '>published</text>' "$svg" && fail 'published points beside other inputs'
[ ! -e pwned ] && [ ! -e "$paper/pwned" ] || fail 'a label was run'
run 0 whitepaper -o "$paper" --only figure3 --phones 1,2 -s wan.rate=768kbps --format svg
expect 'files of the next one' 'figure3.csv figure3.svg lan.csv published.csv ' "$(files)"
grep -q 'up to 5 phones' "$svg" && fail 'an inset of few phones'

# --- what is wrong is said before anything runs
refused() {
    message=$1
    shift
    run 2 whitepaper -o "$scratch/none" "$@"
    said "$message"
    [ ! -e "$scratch/none" ] || fail "a folder is left after: $*"
}
refused "^pfsim: --phones 3:1: " --phones 3:1
refused "^pfsim: --phones 1:5000: 5000 points are too many for a curve: up to 2000$" --phones 1:5000
refused "prefix: .* has room for 245 phones, not for 300" --only figure3 --phones 1,300
refused "^pfsim: -s wan.rate=7: .*no unit" --only lan -s wan.rate=7
refused "^pfsim: -s method=pfs: the paper's curves set that themselves$" -s method=pfs
refused "themselves; --phones has their points$" -s 'subnets.phones.count=3'
refused "^pfsim: --log z: it should be x, y, 'x,y' or none$" --log z
refused "^pfsim: --size 9x9: " --size 9x9
refused "^pfsim: --font x: " --font x
refused "^pfsim: --format gif: " --format gif
printf 'phones,all_back\n3,4\n' >"$scratch/own.csv"
refused "own.csv:2: '4' has no unit" --points "$scratch/own.csv"
run 64 whitepaper -o "$scratch/none" --only figure3,figre1
said "did you mean 'figure1'\?$"

finish
