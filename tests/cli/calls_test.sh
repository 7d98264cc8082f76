#!/bin/sh
# Calls beside an upgrade: tshark decodes their packets as RTP, and the run says how they were.
. "$srcdir/tests/support.sh"
need jq tshark

cat >"$scratch/site.yaml" <<'YAML'
name: calls
firmware: whitepaper-7965
run: {limit: 60 s}
reset: {at: 20 s}
subnets:
  - phones:
      - {model: CP-7965}
traffic:
  - {kind: calls, codec: g729, count: 2}
  - {kind: calls, codec: g711u, packet: 30 ms, talk: spurts}
YAML

run 0 run "$scratch/site.yaml" --pcap "$scratch/pcap" --pcap-link wan-site -o "$scratch/out1"
grep -q '^  calls (2, G.729' "$scratch/out" || fail "the summary does not tell of two calls of G.729"
grep -q '^  calls (1, G.711' "$scratch/out" || fail "the summary does not tell of one call of G.711"
grep -q 'MOS 4.* during the upgrade, 4.* before' "$scratch/out" || fail "the summary has no MOS before and during"

# Speech of the three calls, both ways, whatever else is on the line.
tshark -r "$scratch/pcap/wan-site.pcap" -d udp.port==16384,rtp -d udp.port==16386,rtp -d udp.port==16388,rtp \
    -Y rtp -T fields -e ip.src -e ip.dst -e rtp.version -e rtp.p_type -e rtp.ssrc \
    -e rtp.seq -e rtp.timestamp -e rtp.marker -e ip.len -e _ws.malformed -e udp.srcport -e ip.dsfield.dscp \
    >"$scratch/rtp" 2>"$scratch/err" || fail "tshark: $(head -c 200 "$scratch/err")"
expect "versions" 2 "$(cut -f3 "$scratch/rtp" | sort -u)"
expect "malformed" '' "$(cut -f10 "$scratch/rtp" | sort -u)"
expect "payload types and lengths" "0 280,18 60" \
    "$(awk -F '\t' '{print $4, $9}' "$scratch/rtp" | sort -u | paste -sd,)"
expect "streams" 6 "$(cut -f5 "$scratch/rtp" | sort -u | wc -l)"
expect "odd ports" 0 "$(awk -F '\t' '$11 % 2' "$scratch/rtp" | wc -l)"
expect "code points" 46 "$(cut -f12 "$scratch/rtp" | sort -u)"
# Of each stream: sequence numbers follow one another, timestamps are 160 ahead (20 ms) or, where pauses are,
# 240 (30 ms) or more, and then there is a marker.
awk -F '\t' '
($5 in seq) {
    step = ($7 - time[$5] + 4294967296) % 4294967296; usual = $4 == 18 ? 160 : 240
    if (($6 - seq[$5] + 65536) % 65536 != 1) print "sequence", $5, seq[$5], $6
    if (step % usual || step == 0) print "timestamp", $5, time[$5], $7
    if ((step > usual) != ($8 == "1" || $8 == "True")) print "marker", $5, $6, step, $8
}
{ seq[$5] = $6; time[$5] = $7 }' "$scratch/rtp" >"$scratch/wrong"
[ ! -s "$scratch/wrong" ] || fail "$(head -5 "$scratch/wrong")"

# As many as the tables say, both ways: a row a direction.
expect "rows of calls.csv" 6 "$(tail -n +2 "$scratch/out1/calls.csv" | wc -l)"
sent=$(awk -F, '
NR == 1 { for (i = 1; i <= NF; i++) if ($i == "packets") at = i }
NR > 1 { sum += $at }
END { print sum }' "$scratch/out1/calls.csv")
captured=$(wc -l <"$scratch/rtp")
[ $((captured - sent)) -ge 0 ] && [ $((captured - sent)) -le 6 ] ||
    fail "$captured packets are captured, $sent in calls.csv: up to one a direction may be under way"
expect "lost of RTP, as tshark counts" 6 "$(tshark -q -r "$scratch/pcap/wan-site.pcap" -d udp.port==16384,rtp \
    -d udp.port==16386,rtp -d udp.port==16388,rtp -z rtp,streams 2>"$scratch/err" | grep -c ' 0 (0.0%)')"

# The other engine, where it was built: the same packets at the same times.
if [ -e "$PFSIM_ENGINES/ns3_engine.so" ]; then
    run 0 run "$scratch/site.yaml" --json
    native=$(json '[.fingerprint, .calls]')
    run 0 run "$scratch/site.yaml" --json --engine ns3
    expect "ns-3's fingerprint, and its calls" "$native" "$(json '[.fingerprint, .calls]')"
fi

# Nothing of calls where there are none, in the same folder.
[ -s "$scratch/out1/spurts.csv" ] || fail "there are no talk spurts"
sed '/^traffic:/,$d' "$scratch/site.yaml" >"$scratch/quiet.yaml"
run 0 run "$scratch/quiet.yaml" -o "$scratch/out1"
for table in calls spurts; do
    [ ! -e "$scratch/out1/$table.csv" ] || fail "$table.csv of an earlier run is still there"
done
grep -q '^  calls' "$scratch/out" && fail "calls that nobody makes"
expect "numbers of calls" '[0,0,null,null,null]' \
    "$(jq -c '.calls | [.count, .packets, .lost, .delay_s.mean, .mos]' "$scratch/out1/summary.json")"

finish
