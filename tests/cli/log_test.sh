#!/bin/sh
# pfsim run --log: a lone phone's console beside the known log, and what its log server gets.
. "$srcdir/tests/support.sh"
need jq tshark

# mask: what is a phone's own: XID, map, strengths, address, descriptor.
mask() {
    sed -E 's/(XID|map=|strength=| H=|ROOT=| fd=)[0-9A-Fa-f.]+/\1*/g'
}

run 0 run "$srcdir/scenarios/pfs-one-phone.yaml" --json
plain=$(json .fingerprint)
run 0 run "$srcdir/scenarios/pfs-one-phone.yaml" --json --log "$scratch/logs" --pcap "$scratch/captures"
expect "fingerprint of a run with logs" "$plain" "$(json .fingerprint)"
expect "logs of one phone" 1 "$(ls -A "$scratch/logs" | wc -l)"
sed 1d "$srcdir/results/pfs-root-timeline.csv" >"$scratch/known"
lines=$(wc -l <"$scratch/known")
head -n "$lines" "$scratch/logs"/*.log >"$scratch/log"

# --- the same lines in the same order
cut -d, -f2- "$scratch/known" | tr ',' ' ' | mask >"$scratch/wanted"
sed -E 's/^([A-Z]{3}) [0-9:.]+ DLoad: /\1 /' "$scratch/log" | mask >"$scratch/got"
cmp -s "$scratch/wanted" "$scratch/got" || fail "$(diff "$scratch/wanted" "$scratch/got" | head -n 8)"

# --- each within 3 ms
cut -d, -f1 "$scratch/known" >"$scratch/wanted"
awk '{split($2, t, ":"); printf "%.3f\n", ((t[1] * 60 + t[2]) * 60 + t[3]) * 1000}' \
    "$scratch/log" >"$scratch/got"
paste "$scratch/wanted" "$scratch/got" "$scratch/log" |
    awk '{d = $2 - $1} NR == 1 {first = d} d - first > 3 || first - d > 3' >"$scratch/late"
[ -s "$scratch/late" ] && fail "not within 3 ms: $(head -n 1 "$scratch/late")"

# --- the log server gets every line, as syslog
for capture in "$scratch/captures"/*phone*.pcap "$scratch/captures"/SEP*.pcap; do
    [ -s "$capture" ] && break
done
tshark -r "$capture" -Y syslog -T fields -e syslog.facility -e syslog.msg >"$scratch/syslog" \
    2>"$scratch/err" || fail "tshark: $(head -c 200 "$scratch/err")"
expect "syslog messages" "$(cat "$scratch/logs"/*.log | wc -l)" "$(wc -l <"$scratch/syslog")"
expect "their facilities" 23 "$(cut -f1 "$scratch/syslog" | sort -u)"
grep -q 'SEP0200.* DLoad: @@@HROOT' "$scratch/syslog" || fail "no message of the root"

# --- to standard output: the same lines, of all phones in the order of time
cat >"$scratch/three.yaml" <<END
method: pfs
firmware: whitepaper-7965
subnets: [{phones: [{model: CP-7965, count: 3}]}]
run: {limit: 40 s}
END
run 0 run "$scratch/three.yaml" --log "$scratch/files"
run 0 run "$scratch/three.yaml" --log -
grep -E '^[0-9]+\.[0-9]{6} SEP[^ ]+ [A-Z]{3} ' "$scratch/out" >"$scratch/merged"
sort -s -c -n -k1,1 "$scratch/merged" || fail "--log - is not in the order of time"
expect "phones in it" 3 "$(cut -d' ' -f2 "$scratch/merged" | sort -u | wc -l)"
for log in "$scratch/files"/*.log; do
    phone=$(basename "$log" .log)
    sed -n "s/^[0-9.]* $phone //p" "$scratch/merged" | cmp -s - "$log" || fail "$phone has other lines"
done
grep -q 'phones completed' "$scratch/out" || fail 'no summary behind the lines'
run 64 run "$scratch/three.yaml" --log - --json
said 'both write to standard output'

# --- what cannot be written is told before the run
run 2 run "$srcdir/scenarios/pfs-one-phone.yaml" --log /dev/null/logs
said '/dev/null'

finish
