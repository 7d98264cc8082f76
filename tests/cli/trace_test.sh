#!/bin/sh
# pfsim run --trace: what a viewer wants of trace events, in whatever run.
. "$srcdir/tests/support.sh"
need jq

site="$PFSIM_DATA/scenarios/whitepaper-pfs.yaml"
few='subnets[0].phones[0].count=3'

# --- each event has what its phase must have, and all are in the order of time
cat >"$scratch/schema.jq" <<'END'
def whole: type == "number" and . >= 0 and . == floor;
def named: (.name | type == "string") and (.name | length > 0);
def fits:
    (.pid | whole) and (.tid | whole) and (.ts | type == "number" and . >= 0) and named and
    if .ph == "X" then (.dur | type == "number" and . >= 0) and (.cat | type == "string")
    elif .ph == "C" then (.args | length == 1) and ([.args[]] | all(type == "number" and . >= 0))
    elif .ph == "M" then
        if (.name | endswith("_sort_index")) then (.args.sort_index | whole)
        else (.name == "process_name" or .name == "thread_name") and (.args | named) end
    elif .ph == "s" or .ph == "f" then
        (.id | whole) and .cat == "pfs" and ((.ph == "f") == (.bp == "e"))
    else false end;
(.displayTimeUnit == "ns") and (.otherData | type == "object") and
(.traceEvents | length > 0 and all(fits) and (map(.ts) | . == sort))
END
# Whole nanoseconds, so that sums are exact.
cat >"$scratch/slices.jq" <<'END'
def ns: . * 1000 | round;
[.traceEvents[] | select(.ph == "X") | {track: [.pid, .tid], from: (.ts | ns), to: ((.ts | ns) + (.dur | ns)), name, cat}]
END
# What overlaps without one being in the other; empty slices are at an edge of others.
cat >"$scratch/nest.jq" <<'END'
group_by(.track) | map(reduce .[] as $s ({open: [], bad: []};
    .open |= map(select(.to > $s.from)) |
    if (.open | length > 0) and .open[-1].to < $s.to then .bad += [$s] else . end |
    if $s.to > $s.from then .open += [$s] else . end) | .bad) | add
END
# Arrows that have no other end, or do not lead from a parent's sharing to its child's downloading.
cat >"$scratch/flows.jq" <<'END'
def ns: . * 1000 | round;
($slices[0] | group_by(.track) | map({key: (.[0].track | tostring), value: .}) | from_entries) as $of |
def around: (.ts | ns) as $at |
    [$of[[.pid, .tid] | tostring][] | select(.from <= $at and $at < .to) | .name];
[.traceEvents[] | select(.ph == "s" or .ph == "f")] | group_by(.id) | map(select(
    length != 2 or .[0].ph != "s" or .[1].ph != "f" or .[0].ts > .[1].ts or
    (.[0] | around) != ["fetching", .[0].args.file, "sharing"] or
    (.[1] | around) != ["fetching", .[0].args.file, "downloading"]))
END

check_trace() {
    jq -e -f "$scratch/schema.jq" "$1" >/dev/null || fail "$2: no trace as a viewer wants it"
    jq -f "$scratch/slices.jq" "$1" >"$scratch/slices"
    expect "$2: slices that do not nest" '[]' "$(jq -c -f "$scratch/nest.jq" "$scratch/slices")"
    expect "$2: arrows that do not bind" '[]' \
        "$(jq -c --slurpfile slices "$scratch/slices" -f "$scratch/flows.jq" "$1")"
    expect "$2: threads with two names, or none" 'true' \
        "$(jq '[.traceEvents[] | select(.name == "thread_name") | .tid] as $named |
            ($named | length == (unique | length)) and
            ([.traceEvents[] | select(.ph == "X") | .tid] | unique - $named == [])' "$1")"
}

trace=$scratch/run.json
run 0 run "$site" -s "$few" --trace "$trace" -o "$scratch/tables"
grep -q 'phones completed  *3 of 3' "$scratch/out" || fail "the summary is not printed beside a trace"
check_trace "$trace" "three phones that share"

# --- as much as the tables have
count() {
    jq "[.traceEvents[] | select($1)] | length" "$trace"
}
rows() {
    sed 1d "$scratch/tables/$1" | grep -c "$2"
}
expect "phones" 3 "$(count '.name == "thread_name"')"
expect "files" "$(rows files.csv .)" "$(count '.cat == "file"')"
expect "transfers" "$(rows hierarchies.csv ,child,)" "$(count '.ph == "s"')"
expect "the busiest second" "$(jq .wan.peak_utilisation "$scratch/tables/summary.json" | cut -c 1-8)" \
    "$(jq '[.traceEvents[] | select(.name == "wan site down utilisation") | .args["%"]] | max / 100' "$trace" | cut -c 1-8)"
expect "bytes from parents" "$(awk -F, '$4 == "pfs" { sum += $9 } END { print sum }' "$scratch/tables/files.csv")" \
    "$(jq '[.traceEvents[] | select(.cat == "doing" and .args.depth > 0) | .args.bytes] | add' "$trace")"

# --- the same bytes again, and with other outputs
cp "$trace" "$scratch/first.json"
run 0 run "$site" -s "$few" --trace "$trace" --json --log "$scratch/logs"
cmp -s "$trace" "$scratch/first.json" || fail "the same run has another trace"

# --- calls
cat >"$scratch/calls.yaml" <<END
method: tftp
firmware: whitepaper-7965
wan: {rate: 2 Mbps}
subnets: [{phones: [{model: CP-7965, count: 2}]}]
traffic: [{kind: calls, codec: g729, count: 2}]
run: {limit: 20 s}
END
run 0 run "$scratch/calls.yaml" --trace "$trace" -o "$scratch/tables"
check_trace "$trace" "calls"
expect "talk spurts" "$(rows spurts.csv .)" "$(count '.cat == "talk spurt"')"
[ "$(count '.args.mos > 3')" -gt 0 ] || fail "no opinion of a call"

# --- whatever goes wrong
run 0 run "$PFSIM_DATA/scenarios/pfs-root-unplugged.yaml" -s 'subnets[0].phones[0].count=4' --trace "$trace"
check_trace "$trace" "a root that is pulled out"

# --- what it does not go with, and what cannot be written
run 64 run "$site" --trace x --methods all
said '^pfsim: run: --trace is of one run|--trace is of one run'
run 64 run "$site" --trace x -r 3
said '--trace is of one run'
run 2 run "$site" -s "$few" --trace "$scratch/no/such/folder/x"
said 'no/such/folder'
run 2 run "$site" -s "$few" --trace "$scratch/aside.json" -o /dev/null/x
[ ! -e "$scratch/aside.json" ] || fail "a run that fails leaves a trace"

finish
