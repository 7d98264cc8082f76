#!/bin/sh
# pfsim run --events: all that a fingerprint is made of, in one order.
. "$srcdir/tests/support.sh"
need jq

cat >"$scratch/three.yaml" <<END
method: pfs
firmware: whitepaper-7965
wan: {loss: 1 %}
subnets: [{phones: [{model: CP-7965, count: 3}]}]
run: {limit: 40 s}
END

run 0 run "$scratch/three.yaml" --json
plain=$(json .fingerprint)
run 0 run "$scratch/three.yaml" --json --all-links --events "$scratch/events.csv" -o "$scratch/tables"
expect "fingerprint of a run with events" "$plain" "$(json .fingerprint)"

expect "the header" "time_s,event,place,direction,digest,until_s,content" "$(head -n 1 "$scratch/events.csv")"
LC_ALL=C sed 1d "$scratch/events.csv" >"$scratch/lines"
sort -s -c -n -t, -k1,1 "$scratch/lines" || fail "lines are not in the order of time"

# --- as many as the tables count, until the run's end; links here have no commas in their names
count() {
    awk -F, -v event="$1" '$1 <= 40 && $2 == event' "$scratch/lines" | wc -l
}
column() {
    awk -F, -v wanted="$1" 'NR == 1 { for (i = 1; i <= NF; i++) if ($i ~ wanted) use[i] }
        { for (i in use) sum += $i } END { print sum }' "$scratch/tables/links.csv"
}
expect "packets sent" "$(column '^packets$')" "$(count sent)"
expect "packets delivered" "$(column '^delivered$')" "$(count delivered)"
expect "packets dropped" "$(column '^dropped_')" "$(count dropped)"
[ "$(count dropped)" -gt 0 ] || fail "nothing was dropped"
grep -q ',dropped,wan.*,"\?lost: ' "$scratch/lines" || fail "no reason why one was dropped"
expect "phones reset" 3 "$(grep -c ',phone,.*,booting' "$scratch/lines")"

# --- what packets say
for words in 'TFTP RRQ ' 'TFTP DATA block [0-9]*, 512 bytes' 'PFS claim, xid ' 'PFS JOIN, xid ' ': PFS ACCEPT, depth 1'; do
    grep -q "$words" "$scratch/lines" || fail "no packet says '$words'"
done

# --- to standard output, and nothing else
run 0 run "$scratch/three.yaml" --events -
cmp -s "$scratch/out" "$scratch/events.csv" || fail "--events - writes other lines than --events FILE"
run 64 run "$scratch/three.yaml" --events - --json
said 'has standard output for itself'
run 64 run "$scratch/three.yaml" --events - --log -
run 64 run "$scratch/three.yaml" --events x --methods all
said '^pfsim: run: --events is of one run|--events is of one run'
"$PFSIM" run "$scratch/three.yaml" --events - >/dev/full 2>"$scratch/err" && fail "a full disk is not seen"
[ "$(wc -l <"$scratch/err")" -eq 1 ] || fail "a full disk: $(cat "$scratch/err")"

# --- a file appears when it is complete
run 2 run "$scratch/three.yaml" --events "$scratch/no/such/folder/x"
said 'no/such/folder'
"$PFSIM" run "$scratch/three.yaml" --events "$scratch/events.csv" -o /dev/null/x >/dev/null 2>&1 &&
    fail "a folder that cannot be is no error"
cmp -s "$scratch/out" "$scratch/events.csv" || "$PFSIM" run "$scratch/three.yaml" --events - | cmp -s - "$scratch/events.csv" ||
    fail "a run that fails leaves other events"

finish
