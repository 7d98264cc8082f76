#!/bin/sh
# pfsim compare: what moved between two settings and scenarios, and where their runs part.
. "$srcdir/tests/support.sh"
need jq

data=$(cd "$srcdir/tests/scenarios/data" && pwd)
cat >"$scratch/three.yaml" <<END
name: three
method: pfs
catalogue: {firmware: $data/small-firmware.csv, models: $data/small-models.csv}
wan: {rate: 10 Mbps}
subnets: [{phones: [{model: CP-7965, count: 3}]}]
END
three=$scratch/three.yaml

# has TEXT...: lines of the last run's output that have each of these.
has() {
    for text in "$@"; do
        grep -qF -- "$text" "$scratch/out" || fail "the output has no '$text': $(head -c 600 "$scratch/out")"
    done
}

# row NAME: its line of the table, with single blanks.
row() {
    grep "^  $1 " "$scratch/out" | tr -s ' '
}

# --- an ad each 200 ms instead of 250: five intervals sooner for each of the files
run 1 compare "$three" -p pfs.ad_interval=250ms,200ms -r 4 -t 0
has "4 pairs of runs with the same seed and replication, at 1 point" \
    "differs: pfs.ad_interval: 250 ms -> 200 ms" "of 54 quantities" "Kolmogorov-Smirnov"
for name in all_back_s upgrade_time_s outage_s.mean; do
    row "$name" | grep -Eq -- '-[0-9.]+ s exactly moved, better$' || fail "$name: $(row $name)"
done
grep -A 8 '^first event that differs, of seed 1, replication 0: after' "$scratch/out" >"$scratch/first"
[ "$(grep -c 'PFS ad 1, xid' "$scratch/first")" -eq 2 ] || fail "the first event: $(cat "$scratch/first")"
grep -q '^  B  *0\.[0-9]* s  sent SEP[0-9A-F]*, up, until' "$scratch/first" || fail "no ad of B: $(cat "$scratch/first")"
grep -q '^  A  *0\.[0-9]* s  sent SEP[0-9A-F]*, up, until' "$scratch/first" || fail "no ad of A: $(cat "$scratch/first")"

run 1 compare "$three" -p pfs.ad_interval=250ms,200ms -r 4 -t 0 --json
json '.points[0].quantities[] | select(.verdict == "moved") | "\(.name) \(.difference * 1000 | round) \(.exact) \(.interval)"' >"$scratch/moved"
expect "the difference of all_back" "all_back_s $(sed -n 's/^all_back_s \([-0-9]*\).*/\1/p' "$scratch/moved") true null" \
    "$(grep '^all_back_s' "$scratch/moved")"
expect "events of both" "sent sent null" "$(json '.first_difference | "\(.a.event) \(.b.event) \(.a_then)"')"
expect "how much sooner" 50 "$(json '.first_difference | (.a.time_s - .b.time_s) * 1000 | round')"
expect "both sides" "250 ms|200 ms" "$(json '"\(.differs[0].a)|\(.differs[0].b)"')"
expect "phones" 12 "$(json '.points[0].phones.n[0]')"
moved=$(json .moved_and_not_accepted)

# --- tolerances, reasons, choices
run 0 compare "$three" -p pfs.ad_interval=250ms,200ms -r 4 -t 5% --quick
has "0 moved" "the same within the tolerance"
grep -q 'first event' "$scratch/out" && fail "--quick looks for the first event"
run 0 compare "$three" -p pfs.ad_interval=250ms,200ms -r 2 -t 0 -t 'all_back=30 s' -q all_back --quick
has "of 1 quantities 0 moved"
run 1 compare "$three" -p pfs.ad_interval=250ms,200ms -r 2 -t 5% -t 'all_back = 1ms' -q all_back --quick
row all_back_s | grep -q 'moved, better by more than 0.001 s$' || fail "a tolerance of 1 ms: $(row all_back_s)"
run 0 compare "$three" -p pfs.ad_interval=250ms,200ms -r 2 -t 0 -q all_back -q wan.drops --quick \
    --accept 'all_back=ads come sooner' --accept 'wan.drops=none'
has "; accepted: ads come sooner" "(1 of them accepted)" "wan.drops was accepted, and has not moved"
run 1 compare "$three" -p pfs.ad_interval=250ms,200ms -r 2 -t 0 -q all --quick --json
[ "$(json '.points[0].quantities | length')" -gt 80 ] || fail "-q all compares too few"
[ "$(json .moved_and_not_accepted)" -ge "$moved" ] || fail "-q all finds less"
run 1 compare "$three" -p pfs.ad_interval=250ms,200ms -r 2 -t 0 --full --quick
row wan.drops | grep -q ' 0 0 .*equal$' || fail "--full does not list what is equal: $(row wan.drops)"

# --- equal ones, two scenarios, one run, unpaired
run 0 compare "$three" "$three" -r 3
has "identical: 3 pairs with equal fingerprints"
expect "lines of identical ones" 4 "$(wc -l <"$scratch/out")"
sed 's/10 Mbps/5 Mbps/; s/three/other/' "$three" >"$scratch/other.yaml"
run 1 compare "$three" "$scratch/other.yaml" -r 2 -t 0
has "differs: wan.rate: 10 Mbps -> 5 Mbps" "differs: scenario: three -> other" "sent wan"
run 0 compare "$three" "$scratch/other.yaml" -t 0 --quick
row all_back_s | grep -q 'cannot say (n = 1)$' || fail "one pair decides: $(row all_back_s)"
run 0 compare "$three" "$scratch/other.yaml" -t 0 -r 2 --quick --unpaired -q all_back
has "no pairs of runs at 1 point: means are compared"
run 0 compare "$three" -p seed=1,7 -r 3 -t 0
has "no pairs of runs"
run 0 compare "$three" -p engine=native,native
has "identical"

# --- stores
run 0 sweep "$three" -s pfs.ad_interval=250ms -r 3 -o "$scratch/before.db"
run 0 sweep "$three" -s pfs.ad_interval=200ms -r 4 --keep phones -o "$scratch/after.db"
run 0 compare "$scratch/before.db" "$scratch/before.db"
has "identical: 3 pairs with equal fingerprints"
run 1 compare "$scratch/before.db" "$scratch/after.db" -t 0
has "differs: pfs.ad_interval: 250 ms -> 200 ms" "left out of B: 1 run without a partner" "PFS ad 1, xid"
row all_back_s | grep -Eq -- '-[0-9.]+ s exactly moved, better$' || fail "all_back of stores: $(row all_back_s)"
grep -q Smirnov "$scratch/out" && fail "phones of a store without any"
run 0 sweep "$three" -p pfs.ad_interval=250ms,200ms -p 'subnets[0].phones[0].count=2,3' -r 3 --keep phones -o "$scratch/both.db"
run 1 compare "$scratch/both.db" -p pfs.ad_interval=0.25s,200ms -t 0
has "6 pairs of runs with the same seed and replication, at 2 points" "of 108 quantities" \
    " subnets[0].phones[0].count = 2" "Kolmogorov-Smirnov" "of 9"
expect "lines of all_back" 2 "$(row all_back_s | wc -l)"
run 0 compare "$scratch/both.db" -p pfs.ad_interval=200ms,200ms
has "identical: 6 pairs"
run 1 compare "$scratch/both.db" -p pfs.ad_interval=250ms,200ms -t 0 --quick --json
expect "points" "2 true 2" "$(json '"\(.points | length) \(.points[1].paired) \(.points[0].phones.n[0] / 3)"')"

# --- a store of another build: the text of its identity is changed here
run 0 compare "$scratch/before.db" "$scratch/before.db" --json
identity=$(json .a.build)
other=$(echo "$identity" | tr 0-9a-f 1-9a-f0)
build=$(echo "$other" | cut -c 1-12)
for store in before after; do
    LC_ALL=C sed "s/$identity/$other/g" "$scratch/$store.db" >"$scratch/old-$store.db"
done
run 0 compare "$scratch/old-before.db" "$scratch/before.db" --json
expect "builds" "false true $build" "$(json '"\(.a.build == .b.build) \(.identical) \(.a.build[0:12])"')"
run 1 compare "$scratch/old-before.db" "$scratch/after.db" -t 0
has ", build $build" "not looked for: $scratch/old-before.db is of another build, $build: --program-a PATH gives"
row all_back_s | grep -q 'exactly moved' || fail "without the program: $(row all_back_s)"
# A program is asked for its build: only the one that made the runs says where they part.
program() {
    printf '#!/bin/sh\n[ "$1" != --version ] || { echo "pfsim 0.1.0 (build %s)"; exit; }\n%s\n' "$2" "$3" >"$scratch/$1"
    chmod +x "$scratch/$1"
}
program older "$build" "exec '$PFSIM' \"\$@\""
run 1 compare "$scratch/old-before.db" "$scratch/after.db" -t 0 --program-a "$PFSIM"
has "not looked for: $PFSIM is the build $(echo "$identity" | cut -c 1-12), but $scratch/old-before.db was made by $build: give that program"
run 1 compare "$scratch/before.db" "$scratch/old-after.db" -t 0 --program-b "$PFSIM"
has "not looked for: $PFSIM is the build $(echo "$identity" | cut -c 1-12), but $scratch/old-after.db was made by $build"
run 1 compare "$scratch/old-before.db" "$scratch/after.db" -t 0 --program-a "$scratch/none"
has "not looked for: $scratch/none does not say its build, as 'pfsim --version' does; give the program that made $scratch/old-before.db"
run 1 compare "$scratch/old-before.db" "$scratch/old-after.db" -t 0 --program-a "$scratch/older" --program-b "$scratch/older"
[ "$(grep -c 'PFS ad 1, xid' "$scratch/out")" -eq 2 ] || fail "other programs find no first event: $(head -n 12 "$scratch/out")"
# The file that the other program reads goes when a signal ends this one.
program ends "$build" 'kill -TERM $PPID; exec sleep 60'
mkdir "$scratch/tmp"
status=0
TMPDIR=$scratch/tmp "$PFSIM" compare "$scratch/old-before.db" "$scratch/old-after.db" -t 0 \
    --program-a "$scratch/ends" --program-b "$scratch/older" >"$scratch/out" 2>"$scratch/err" || status=$?
expect "status of a comparison that is ended" 143 "$status"
expect "what it leaves" '' "$(ls -A "$scratch/tmp")"
program fails "$build" 'exit 1'
run 1 compare "$scratch/old-before.db" "$scratch/after.db" -t 0 --program-a "$scratch/fails"
has "not looked for: $scratch/old-before.db: its run failed, with status 1"
program 'says nothing' "$build" 'exit 0'
run 1 compare "$scratch/old-before.db" "$scratch/after.db" -t 0 --program-a "$scratch/says nothing"
has "its program writes no events as this one reads them"
expect "files left behind" 0 "$(find "$scratch" "${TMPDIR:-/tmp}" -maxdepth 1 -name 'pfsim-compare-*' -newer "$three" | wc -l)"

# --- what cannot be
run 2 compare "$scratch/before.db" "$three"
said 'is a store, and the other is not'
run 2 compare "$scratch/before.db" "$scratch/after.db" -r 3
said 'are of scenarios; the runs of a store are there already'
run 2 compare "$scratch/both.db" -p pfs.ad_interval=250ms,300ms
said 'pfs.ad_interval=300ms: there is no run that is done to compare'
run 2 compare "$scratch/both.db" -p pfs.ad_intervall=250ms,200ms
said "did you mean 'ad_interval'"
run 2 compare "$scratch/before.db" "$scratch/before.db" --build-a 0123
said 'before.db'
run 2 compare "$scratch/before.db"
said 'is compared with nothing'
head -c 3000 "$scratch/before.db" >"$scratch/cut.db"
run 2 compare "$scratch/cut.db" "$scratch/before.db"
said 'cut.db'
run 2 compare "$three"
said 'is compared with nothing; give another one, or what is otherwise, such as -p'
run 2 compare "$three" -p pfs.ad_interval=250ms
said 'has not two values; give PATH=A,B'
run 2 compare "$three" -p pfs.ad_interval=250ms,200ms,150ms
said 'has not two values'
run 2 compare "$three" -p pfs.ad_interval=250,200
said 'pfs.ad_interval'
run 2 compare "$three" "$three" -t 1s
said 'of all quantities it is 0 or a percentage'
run 2 compare "$three" "$three" -t all_back=1kg
said "^pfsim: --tolerance 'all_back=1kg': "
run 2 compare "$three" "$three" -t al_back=1s
said "did you mean 'all_back_s'"
run 2 compare "$three" "$three" -q events
said "'events' is no number by which runs are compared"
run 2 compare "$three" "$three" --accept all_back=
said 'gives no reason'
run 2 compare "$three" "$three" --build-a 0123
said 'are of stores'
run 2 compare "$three" "$scratch/no.yaml"
said 'no.yaml'
run 64 compare
run 64 compare "$three" "$three" "$three"

finish
