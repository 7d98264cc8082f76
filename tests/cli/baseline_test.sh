#!/bin/sh
# pfsim baseline: one is added, holds, moves when the scenario does, and is updated with a reason.
. "$srcdir/tests/support.sh"
need jq

ci=$scratch/ci/baselines
mkdir "$scratch/sites"
cat >"$scratch/sites/site.yaml" <<'END'
name: two phones
firmware: SCCP45.9-4-2SR4-3S
subnets:
  - phones:
      - {model: CP-7965, count: 2}
END
site=$scratch/sites/site.yaml

# Its file has what the run said, where the scenario is, and a reason.
run 0 run "$site" --json
cp "$scratch/out" "$scratch/run.json"
run 0 baseline add "$site" --folder "$ci"
expect 'what add says' "$ci/site.json is written" "$(cat "$scratch/out")"
baseline=$ci/site.json
expect 'scenario' '../../sites/site.yaml' "$(jq -r .scenario "$baseline")"
expect 'fingerprint' "$(jq -r .fingerprint "$scratch/run.json")" "$(jq -r .fingerprint "$baseline")"
expect 'a time' "$(jq .all_back_s "$scratch/run.json")" "$(jq .quantities.all_back_s "$baseline")"
expect 'a share' "$(jq .wan.utilisation "$scratch/run.json")" "$(jq '.quantities["wan.utilisation"]' "$baseline")"
expect 'a count' 2 "$(jq .quantities.completed "$baseline")"
expect 'what is 0, or of the program' 'null null' \
    "$(jq -r '"\(.quantities["wan.drops"]) \(.quantities.events)"' "$baseline")"
expect 'reasons' '["as it was when the baseline was made"]' "$(jq -c .because "$baseline")"

# A folder's name, too, goes to the terminal as what can be seen.
run 0 baseline add "$site" --folder "$scratch/$(printf 'e\033[31m')"
expect 'what a terminal would obey' 0 "$(tr -dc '\033' <"$scratch/out" | wc -c)"

# Values that are set, and a name.
run 64 baseline add "$site" -s wan.rate=768kbps --folder "$ci"
said 'give --name NAME'
run 0 baseline add "$site" -s wan.rate=768kbps -m pfs --name faster --folder "$ci" --because 'to see both'
expect 'set' '["method=pfs","wan.rate=768kbps"]' "$(jq -c .set "$ci/faster.json")"
expect 'the reason given' '["to see both"]' "$(jq -c .because "$ci/faster.json")"
run 2 baseline add "$site" --name faster --folder "$ci"
said 'faster.json: is there already'
run 2 baseline add "$site" --name a/b --folder "$ci"
said 'no name of a file; give --name a-b'
run 2 baseline add "$scratch/none.yaml" --folder "$ci"
said 'none.yaml: cannot be read: No such file'

# They hold, wherever one is, with any number of workers.
(cd / && "$PFSIM" baseline check --folder "$ci" -j 1 >"$scratch/out" 2>/dev/null) || fail "check: $?"
expect 'what check says' '2 of 2 baselines hold' "$(cat "$scratch/out")"
run 0 baseline check faster --folder "$ci"
expect 'of one' '1 of 1 baselines hold' "$(cat "$scratch/out")"
before=$(cat "$baseline")
run 0 baseline update --because nothing --folder "$ci"
expect 'what did not move' "$before" "$(cat "$baseline")"
expect 'what update says of it' "2 of 2 baselines hold
Nothing moved, and nothing is written" "$(cat "$scratch/out")"

# A change: each number with both values, the difference, and what to type.
sed -i 's/^firmware/wan: {rtt: 50 ms}\n&/' "$site"
run 1 baseline check --folder "$ci" -j 2
cp "$scratch/out" "$scratch/check"
grep -Eq '^site: \.\./\.\./sites/site\.yaml$' "$scratch/check" || fail "check does not name the scenario"
grep -Eq '^faster: .* -s method=pfs -s wan\.rate=768kbps$' "$scratch/check" || fail "nor what is set"
grep -Eq '^  fingerprint +0x[0-9a-f]{16}  0x[0-9a-f]{16}$' "$scratch/check" || fail "no fingerprints"
grep -Eq '^  all_back_s +[0-9]+\.[0-9]{9} +[0-9]+\.[0-9]{9}  \+[0-9].* s \(\+[0-9.]+ %\), worse$' "$scratch/check" ||
    fail "no line of all_back_s that is worse: $(grep all_back "$scratch/check")"
grep -q '^  completed' "$scratch/check" && fail "a line of a number that did not move"
expect 'the counts' '0 of 2 baselines hold, 2 moved' "$(tail -2 "$scratch/check" | head -1)"
expect 'the hint' "If that is meant: pfsim baseline update --because \"...\" --folder $ci faster site" \
    "$(tail -1 "$scratch/check")"
# ... as a shell reads it
cp -r "$ci" "$ci of mine"
run 1 baseline check --folder "$ci of mine" site
expect 'the hint for a folder with blanks' \
    "If that is meant: pfsim baseline update --because \"...\" --folder '$ci of mine' site" "$(tail -1 "$scratch/out")"
run 64 baseline update --folder "$ci"
said 'because "..." is missing'
run 64 baseline update --because ' ' --folder "$ci"
expect 'nothing is written without a reason' "$before" "$(cat "$baseline")"
run 0 baseline update --because 'the line is longer' --folder "$ci" site
grep -q '^  all_back_s .* worse$' "$scratch/out" || fail "update does not list what moved"
expect 'what update says' "1 of 1 baselines moved and are written anew
The reason in their files: the line is longer" "$(tail -2 "$scratch/out")"
expect 'both reasons' '["as it was when the baseline was made","the line is longer"]' "$(jq -c .because "$baseline")"
run 1 baseline check --folder "$ci"
expect 'the other one' '1 of 2 baselines hold, 1 moved' "$(tail -2 "$scratch/out" | head -1)"

# Numbers are compared by themselves, and by their tolerance.
run 0 baseline update --because 'the same line' --folder "$ci"
jq '.quantities.all_back_s *= 1.0005' "$baseline" >"$scratch/new" && cp "$scratch/new" "$baseline"
run 1 baseline check site --folder "$ci"
grep -Eq '^  all_back_s .*-[0-9.]+ (s|ms) \(-0\.05 %\), within tolerance$' "$scratch/out" || fail "not within tolerance: $(cat "$scratch/out")"
grep -q fingerprint "$scratch/out" && fail "a fingerprint that did not move"
run 0 baseline check site --folder "$ci" --within-tolerance
jq '.quantities.all_back_s *= 1.002 | .quantities["wan.drops"] = 3' "$baseline" >"$scratch/new" && cp "$scratch/new" "$baseline"
run 1 baseline check site --folder "$ci" --within-tolerance
grep -Eq '^  all_back_s .*\(-0\.2[0-9]* %\), better$' "$scratch/out" || fail "not better: $(grep all_back "$scratch/out")"
grep -Eq '^  wan\.drops  +3  +0  -3 \(-100 %\), better$' "$scratch/out" || fail "a number that the run has not: $(grep drops "$scratch/out")"
jq '.fingerprint = "0x0123456789abcdef"' "$ci/faster.json" >"$scratch/new" && cp "$scratch/new" "$ci/faster.json"
run 1 baseline check faster --folder "$ci"
grep -q '^  fingerprint .*packets or states differ, and no number does$' "$scratch/out" || fail "fingerprint alone"
run 0 baseline check faster --folder "$ci" --within-tolerance

# What cannot be run fails, and the others are looked at nevertheless.
run 0 baseline update --because 'again' --folder "$ci"
mv "$site" "$site.away"
jq '.scenario = "one-phone" | .set = ["wan.rate=10Mbps"]' "$ci/faster.json" >"$ci/other.json"
run 2 baseline check --folder "$ci"
grep -q '^  cannot be run: .*site.yaml: cannot be read' "$scratch/out" || fail "$(cat "$scratch/out")"
grep -q '^0 of 3 baselines hold, 1 moved, 2 could not be run$' "$scratch/out" || fail "$(tail -2 "$scratch/out")"
mv "$site.away" "$site"

# Without the engine it is skipped, and says so.
jq '.engine = "ns3"' "$ci/site.json" >"$ci/other.json"
(
    PFSIM_ENGINES=$scratch
    export PFSIM_ENGINES
    run 0 baseline check --folder "$ci"
    grep -q '^  SKIPPED: .*ns3' "$scratch/out" || fail "not skipped loudly: $(cat "$scratch/out")"
    expect 'one is skipped' '2 of 3 baselines hold, 1 skipped' "$(tail -1 "$scratch/out")"
    exit "$failures"
)
failures=$?
rm "$ci/other.json"

# Files that are none, and names of none.
broken() {
    printf '%s' "$1" >"$ci/broken.json"
    run 2 baseline check --folder "$ci"
    said "$2"
}
broken 'x' 'broken.json:1:1: is no JSON'
broken '[]' "no text 'scenario'"
broken '{"scenario": "lan", "engine": "ns4"}' "no engine 'ns4'; give native or ns3"
broken '{"scenario": "lan", "engine": "native", "set": [1]}' "'set' is no array of texts"
broken '{"scenario": "lan", "engine": "native", "set": [], "because": []}' "no text 'fingerprint'"
broken '{"scenario": "lan", "engine": "native", "set": [], "because": [], "fingerprint": "12"}' "no fingerprint"
broken '{"scenario": "lan", "engine": "native", "set": [], "because": [], "fingerprint": "0x1"}' "no object 'quantities'"
for value in -1 1.5 '"2"' 1e300; do
    broken "{\"scenario\": \"lan\", \"engine\": \"native\", \"set\": [], \"because\": [], \"fingerprint\": \"0x1\",
        \"quantities\": {\"completed\": $value}}" "'completed' has no value that a run can have"
done
rm "$ci/broken.json"
run 2 baseline check fastr --folder "$ci"
said "did you mean 'faster'"
mkdir "$scratch/empty"
run 2 baseline check --folder "$scratch/empty"
said 'there are no baselines; .pfsim baseline add. makes one'

run 64 baseline
said 'what to do \(check, update or add\) is missing'
run 64 baseline chek
said "did you mean 'check'"
run 64 baseline check --because x
run 64 baseline check --name x
run 64 baseline update --because x --within-tolerance
run 64 baseline add
run 64 baseline add "$site" "$site"

# Of pfsim's own folder each scenario wants one; its scenarios go by their names.
data=$scratch/data
mkdir -p "$data/scenarios" "$data/results"
cp -r "$srcdir/models" "$data"
cp "$srcdir/scenarios/one-phone.yaml" "$srcdir/scenarios/pfs-one-phone.yaml" "$data/scenarios"
(
    PFSIM_DATA=$data
    export PFSIM_DATA
    run 2 baseline check
    said 'there are no baselines; give --folder DIR'
    run 0 baseline add one-phone
    expect 'the name' one-phone "$(jq -r .scenario "$data/results/baselines/one-phone.json")"
    run 1 baseline check
    grep -A 1 '^pfs-one-phone$' "$scratch/out" | grep -q '^  is new$' || fail "a scenario without a baseline"
    run 0 baseline update --because 'one more scenario'
    expect 'the new one' '["one more scenario"]' "$(jq -c .because "$data/results/baselines/pfs-one-phone.json")"
    run 0 baseline check
    run 0 baseline add "$data/scenarios/one-phone.yaml" --name by-path
    expect 'a path to it' one-phone "$(jq -r .scenario "$data/results/baselines/by-path.json")"
    exit "$failures"
)
failures=$?

# All that moved is written, or nothing.
sed -i 's/50 ms/60 ms/' "$site"
cp -r "$ci" "$scratch/kept"
run 2 baseline update --because x --folder "$ci" /nowhere
diff -r "$ci" "$scratch/kept" || fail "an update that fails has written"

finish
