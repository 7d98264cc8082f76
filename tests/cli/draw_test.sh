#!/bin/sh
# Drawing from the command line: a folder of any name, no locale, one site, and an interrupt.
. "$srcdir/tests/support.sh"
need gnuplot dot

odd="$scratch/it's a; touch pwned; \$(touch pwned)"
phones='subnets[0].phones[0].count=2'

# Without a locale gnuplot warns; that is no failure.
env -i PATH="$PATH" PFSIM_DATA="$PFSIM_DATA" "$PFSIM" run "$srcdir/scenarios/whitepaper-pfs.yaml" -s "$phones" \
    -o "$odd" --draw >"$scratch/out" 2>"$scratch/err" || fail "no locale: $(cat "$scratch/err")"
expect "what it says on stderr" "" "$(cat "$scratch/err")"
for chart in wan progress phones hierarchy-001-SCCP45.8-5.loads; do
    [ -s "$odd/$chart.png" ] && [ -s "$odd/$chart.svg" ] || fail "no $chart"
done
[ ! -e "$odd/sites.png" ] || fail "one site, and a chart of sites"
[ ! -e pwned ] && [ ! -e "$odd/pwned" ] || fail "a folder's name was run"

# The next run's pictures are not beside those of this one.
touch "$odd/notes.png"
run 0 run "$srcdir/scenarios/one-phone.yaml" -o "$odd"
expect "pictures left" notes.png "$(cd "$odd" && ls | grep -E '\.(png|svg|dot)$')"

cat >"$scratch/two.yaml" <<'YAML'
sites:
  - {name: "a, \"b\" <c>", subnets: [{phones: [{model: CP-7965, count: 1}]}]}
  - {name: office, subnets: [{phones: [{model: CP-7965, count: 1}]}]}
YAML
run 0 run "$scratch/two.yaml" -o "$scratch/two"
run 2 draw "$scratch/two" --site offce
said "no site 'offce'; did you mean 'office'\?"
run 0 draw "$scratch/two" --site 'a, "b" <c>'
grep -q 'a, "b" &lt;c>' "$scratch/two/site-1-wan.svg" || fail "the site's name is not on its chart"
[ -s "$scratch/two/site-1-phones.png" ] || fail "no phones of the site"
run 0 draw "$scratch/two"
[ -s "$scratch/two/sites.png" ] || fail "no chart of the sites"
run 2 draw "$scratch"
said 'sites.csv'

# A gnuplot that hangs: the first signal ends it, and the run says so with its status.
mkdir "$scratch/bin"
mkfifo "$scratch/begun"
printf '#!/bin/sh\ntrap "" TERM\necho begun >"%s"\nwhile :; do sleep 1000; done\n' "$scratch/begun" \
    >"$scratch/bin/gnuplot"
chmod +x "$scratch/bin/gnuplot"
PATH="$scratch/bin:$PATH" "$PFSIM" draw "$scratch/two" >"$scratch/out" 2>"$scratch/err" &
read -r begun <"$scratch/begun"
expect "gnuplot" begun "$begun"
kill -TERM $!
status=0
wait $! || status=$?
expect "status after SIGTERM" 130 "$status"
said 'interrupted while gnuplot drew it'
expect "files aside" "" "$(find "$scratch/two" -name '.*' -type f)"

finish
