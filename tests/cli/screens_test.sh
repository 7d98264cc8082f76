#!/bin/sh
# pfsim run -o, --draw and --log, and pfsim screens on what they wrote.
. "$srcdir/tests/support.sh"
need jq

site="$srcdir/scenarios/one-phone.yaml"
set -- -s wan.rate=10Mbps -s wan.rtt=4ms -s phone.restart=1s -s 'phone.turnaround=1 ms'

# By TFTP all phones count at the same file, without the mark.
run 0 run "$site" "$@" -s subnets.phones.count=3 -o "$scratch/tftp"
for file in hierarchies.csv progress.csv timeline.csv; do
    [ -s "$scratch/tftp/$file" ] || fail "$file is missing"
done
expect "rows of hierarchies.csv by TFTP" 1 "$(wc -l <"$scratch/tftp/hierarchies.csv")"
expect "graphs by TFTP" "" "$(find "$scratch/tftp" -name '*.dot')"
[ "$(wc -l <"$scratch/tftp/progress.csv")" -gt 30 ] || fail "progress.csv has hardly a row"
middle=$(awk -F, '$1 == 0 && $6 == "receiving" && $8 - $7 > longest {
    longest = $8 - $7; at = ($7 + $8) / 2 } END { printf "%.3f", at }' "$scratch/tftp/timeline.csv")
run 0 screens "$scratch/tftp" --at "${middle}s" --svg "$scratch/screens.svg"
expect "phones that count" 3 "$(grep -c '^  SEP.* [0-9]* %' "$scratch/out")"
expect "PFS marks by TFTP" 0 "$(grep -c '^  SEP.*PFS  [a-z]' "$scratch/out")"
grep -q '</svg>' "$scratch/screens.svg" || fail "the picture is not complete"
expect "screens in the picture" 3 "$(grep -c '>SEP' "$scratch/screens.svg")"
run 0 screens "$scratch/tftp" --at "${middle}s" --kilobytes
expect "phones that count in kilobytes" 3 "$(grep -c '^  SEP.* kB' "$scratch/out")"
run 0 screens "$scratch/tftp" --at 0s
expect "phones before" 3 "$(grep -c 'old load' "$scratch/out")"
run 0 screens "$scratch/tftp" --at "$(jq -r .simulated_s "$scratch/tftp/summary.json") s"
expect "phones afterwards" 3 "$(grep -c 'new load' "$scratch/out")"

# What is wrong is said in one line, with status 2.
run 2 screens "$scratch/tftp" --at 300
said "--at: '300' has no unit"
run 2 screens "$scratch/tftp" --at 30d
said 'the run ended at .*, before 30 d'
run 2 screens "$scratch" --at 1s
said 'there is no such file'
rm "$scratch/tftp/progress.csv"
run 2 screens "$scratch/tftp" --at 1s
said 'progress.csv: there is no such file'
run 2 screens "$scratch/tftp/none" --at 1s --svg "$scratch/none.svg"
said 'there is no such file'
[ ! -e "$scratch/none.svg" ] || fail "a picture of nothing"
run 64 screens
said 'the folder of a run is missing'
run 64 screens a b --at 1s
said 'one folder of a run at a time'
run 64 screens a
said '--at TIME is missing'
run 64 run "$site" --draw
said '--draw needs -o DIR'

# With Peer Firmware Sharing there are hierarchies, and phones with the mark.
run 0 run "$site" "$@" -m pfs -s subnets.phones.count=5 -o "$scratch/pfs" --log "$scratch/logs" --json
expect "by PFS all completed" 5 "$(json .completed)"
expect "roots and children" true "$(json '.pfs | .roots >= 1 and .children >= 4 and .max_children <= 2')"
hierarchies=$(json .pfs.hierarchies)
expect "graphs" "$hierarchies" "$(find "$scratch/pfs" -name 'hierarchy-*.dot' | wc -l)"
expect "downloads" "$(json .wan.downloads)" \
    "$(($(grep -c ',root,' "$scratch/pfs/hierarchies.csv") + \
        $(grep -c ',fallback,' "$scratch/pfs/hierarchies.csv")))"
children=$(grep -c ',child,' "$scratch/pfs/hierarchies.csv")
expect "files from parents" "$children" "$(grep -c ',pfs,10\.' "$scratch/pfs/files.csv")"
expect "console logs" 5 "$(find "$scratch/logs" -name 'SEP*.log' | wc -l)"
middle=$(awk -F, '$6 == "receiving" && $8 - $7 > longest {
    longest = $8 - $7; at = ($7 + $8) / 2 } END { printf "%.3f", at }' "$scratch/pfs/timeline.csv")
run 0 screens "$scratch/pfs" --at "${middle}s"
[ "$(grep -c '^  SEP.*PFS  [a-z]' "$scratch/out")" -ge 2 ] || fail "hardly a PFS mark at ${middle}s"

if command -v gnuplot >/dev/null && command -v dot >/dev/null; then
    run 0 run "$site" "$@" -m pfs -s subnets.phones.count=5 -o "$scratch/drawn" --draw
    for name in wan progress phones; do
        for format in png svg; do
            [ -s "$scratch/drawn/$name.$format" ] || fail "$name.$format was not drawn"
        done
    done
    expect "hierarchies drawn" "$((2 * hierarchies))" \
        "$(find "$scratch/drawn" -name 'hierarchy-*.png' -o -name 'hierarchy-*.svg' | wc -l)"
    run 0 run "$site" "$@" -o "$scratch/drawn"
    expect "hierarchies of the run before" "" "$(find "$scratch/drawn" -name 'hierarchy-*')"
else
    echo "gnuplot or dot is not installed: nothing was drawn"
fi

finish
