#!/bin/sh
# pfsim run --engine ns3 and pfsim crosscheck: a small set on both engines, and what is said when
# the engine is not there.
. "$srcdir/tests/support.sh"
need jq

scenario="$srcdir/scenarios/one-phone.yaml"

run 2 run "$scenario" --engine abacus
said "no engine 'abacus'; use 'native' or 'ns3'"
(
    PFSIM_ENGINES="$scratch"
    export PFSIM_ENGINES
    run 2 run "$scenario" --engine ns3
    said "there is no $scratch/ns3_engine.so: PFSIM_ENGINES"
    run 2 crosscheck "$scenario"
    said 'PFSIM_ENGINES'
    echo garbage >"$scratch/ns3_engine.so"
    run 2 run "$scenario" --engine ns3
    said 'ns3 cannot be loaded'
    exit "$failures"
)
failures=$?
(
    PFSIM_ENGINES=
    PFSIM="$scratch/elsewhere/pfsim"
    mkdir "$scratch/elsewhere" "$scratch/.libs"
    cp "$builddir/pfsim" "$PFSIM"
    echo garbage >"$scratch/.libs/ns3_engine.so" # of a folder above: not the program's
    "$PFSIM" run "$scenario" --engine ns3 >/dev/null 2>"$scratch/err" || # unless it is installed
        said 'ns3 is not installed .*apt-get install libns3-dev libsqlite3-dev'
    exit "$failures"
)
failures=$?
run 64 crosscheck
said 'a scenario file is missing'
run 2 crosscheck "$scenario" -j 0
said 'from 1 to 1024'
run 2 crosscheck "$scenario" -r 2x
said '-r 2x: give a number from 1 to 100000'
run 64 crosscheck "$scenario" -n 2
said "option '-n' is '-r' now; did you mean that\?$"
run 64 crosscheck --random 3
said 'needs -o DIR'
run 64 crosscheck --random 3 -o "$scratch/random" "$scenario"
said 'give no file with it'
run 64 crosscheck --random 3 -o "$scratch/random" -m pfs
said 'draws the methods'
run 64 crosscheck "$scenario" --seed 3
said 'which is missing'
run 2 crosscheck "$scratch/missing.yaml"

[ -e "$builddir/.libs/ns3_engine.so" ] || {
    [ "$failures" -eq 0 ] || finish
    echo "SKIP: the engine ns3 is not built: ns-3 is missing, or --without-ns3 was given"
    exit 77
}

# alike WHAT FILE ARGUMENT...: all packets of the run, and all else, are the same on both engines.
alike() {
    what=$1
    shift
    run 0 run "$@" --json
    native=$(json .fingerprint)
    counters=$(json '[.lan.bytes_to_phones, .lan.bytes_from_phones, .messages, .fragments]')
    run 0 run "$@" --json --engine ns3
    expect "$what: counters" "$counters" "$(json '[.lan.bytes_to_phones, .lan.bytes_from_phones, .messages, .fragments]')"
    expect "$what: engine" ns3 "$(json .engine)"
    expect "$what: fingerprint" "$native" "$(json .fingerprint)"
}
phones() {
    echo "subnets[0].phones[0].count=$1"
}
(
    unset PFSIM_ENGINES # what was built is found beside the program
    alike 'one phone' "$scenario"
    exit "$failures"
)
failures=$?
alike 'a LAN' "$srcdir/scenarios/lan.yaml" -s "$(phones 3)"
alike 'a load server' "$srcdir/scenarios/whitepaper-load-server.yaml" -s "$(phones 2)"
alike 'losses, duplicates, overtaking' "$srcdir/scenarios/impaired-wan.yaml" -s "$(phones 2)"
alike 'bytes that change' "$srcdir/scenarios/lan.yaml" -s "$(phones 2)" -s 'subnets[0].lan.corrupt=0.1%'
alike 'a shaper' "$srcdir/scenarios/shaped-ethernet.yaml" -s "$(phones 2)"
# Blocks that are cut twice, by the server's cable and before the WAN, and packets that come twice, late
# and changed, ICMP messages too; the server goes down while it is at work.
alike 'fragments' "$scenario" -s "$(phones 3)" -s tftp.blksize=4096 -s server.kind=tftpd-hpa \
    -s 'server.cpu=5 ms/packet' -s server.down_at=9s -s server.down_for=5s -s tftp.policy=busybox \
    -s wan.mtu=600 -s 'wan.queue.limit=200 packets' -s wan.duplicate=2% -s wan.corrupt=1% \
    -s 'subnets[0].lan.mtu=200' -s 'subnets[0].lan.duplicate=2%' -s 'subnets[0].lan.corrupt=1%'
[ "$(json .fragments.incomplete)" -gt 0 ] || fail "fragments: nothing was given up: $(json .fragments)"
run 2 run "$scenario" --engine ns3 -s tftp.blksize=8192 -s wan.mtu=600 # the last block of a file
grep -q 'takes packets of 600 bytes, and there are some of 698 that must not be fragmented' "$scratch/err" ||
    fail "a last block that ns-3 would fragment: $(cat "$scratch/err")" # beside a warning

run 0 crosscheck "$srcdir/scenarios/one-phone.yaml" "$srcdir/scenarios/pfs-one-phone.yaml"
expect 'scenarios that agree' 2 "$(grep -c 'the engines agree' "$scratch/out")"
expect 'equal fingerprints' 2 "$(grep -Ec '0x[0-9a-f]+ +equal$' "$scratch/out")"
run 0 crosscheck "$srcdir/scenarios/whitepaper-pfs.yaml" -s "$(phones 3)"
grep -q '40 phones behind 384 kbps: 3 phones, the engines agree' "$scratch/out" ||
    fail "PFS: $(cat "$scratch/out")"

# Queues in which packets overtake, beside calls: the same packets on both.
{
    sed 's/queue: {discipline: fifo, limit: 10 packets}/queue: {discipline: priority, classes: [{dscp: ef}], limit: 10 packets}/' \
        "$srcdir/scenarios/whitepaper-tftp.yaml"
    echo 'traffic: [{kind: calls, codec: g729, count: 2, stop: 60 s}]'
} >"$scratch/priority.yaml"
sed 's/discipline: priority, classes: .{dscp: ef}., limit: 10/discipline: fq_codel, limit: 1000/' "$scratch/priority.yaml" \
    >"$scratch/fq_codel.yaml"
for queue in priority fq_codel; do
    run 0 crosscheck "$scratch/$queue.yaml" -s "$(phones 5)" -s run.limit=70s
    grep -q 'agree, packet by packet' "$scratch/out" || fail "$queue: $(cat "$scratch/out")"
done
run 2 run "$scratch/priority.yaml" --engine ns3 -s reset.at=30s -s wan.queue.discipline=drr \
    -s 'wan.queue.classes[0].share=33%'
said 'ns-3 has no deficit round robin; the native engine runs it'

# A network that loses packets. By UDP each replication is the same on both; by TCP it is the means.
run 0 crosscheck "$srcdir/scenarios/impaired-wan.yaml" -s "$(phones 1)" -r 2 -s wan.rate=10Mbps
grep -q 'fingerprints *equal in 2 of 2 replications' "$scratch/out" || fail "$(cat "$scratch/out")"

# Without random draws the runs are one, and have no interval.
http="$srcdir/scenarios/background-http.yaml"
two="-s subnets[0].phones[0].count=1 -s subnets[0].phones[1].count=1"
run 0 crosscheck "$http" $two -s wan.rate=10Mbps -s reset.spread=0s -s 'wan.queue.limit=1000 packets' -r 3
grep -q 'replications *3, all the same: nothing is drawn at random' "$scratch/out" ||
    fail "without draws: $(cat "$scratch/out")"
! grep -q '+-\|overlap' "$scratch/out" || fail "an interval of one run: $(cat "$scratch/out")"
run 0 crosscheck "$scenario" -r 2 # with some, what does not vary has none either
grep -Eq '^  phones completed +1 +1 +none$' "$scratch/out" || fail "one phone: $(cat "$scratch/out")"
grep -Eq '^  a phone.s completion +[0-9.]+ \+- ' "$scratch/out" || fail "one phone: $(cat "$scratch/out")"

# Where nobody completes TCP has nothing to compare; UDP has its packets.
run 1 crosscheck "$http" $two -s run.limit=20s
grep -q ': 2 phones, not decided$' "$scratch/out" || fail "nobody completes: $(cat "$scratch/out")"
grep -q 'no phone completed on either engine: there is nothing to compare' "$scratch/out" ||
    fail "nobody completes: $(cat "$scratch/out")"
run 0 crosscheck "$scenario" -s run.limit=20s
grep -q 'agree, packet by packet; no phone completed on either$' "$scratch/out" ||
    fail "nobody completes by TFTP: $(cat "$scratch/out")"

# A line that two phones fill by HTTP. How often its queue is full tells how each TCP's window grows,
# and shrinks.
drops() {
    run 0 run "$srcdir/scenarios/background-http.yaml" -s "$(phones 1)" \
        -s 'subnets[0].phones[1].count=1' -s wan.rate=5Mbps -s 'wan.queue.limit=20 packets' --json "$@"
    json .wan.drops
}
native=$(drops)
ns3=$(drops --engine ns3)
[ "$native" -gt 300 ] && [ $((50 * (native > ns3 ? native - ns3 : ns3 - native))) -le "$native" ] ||
    fail "dropped by a full queue: native $native, ns3 $ns3"

# An interrupt says how far it was, and leaves no empty folder.
"$PFSIM" crosscheck "$srcdir/scenarios/pfs-far-1000.yaml" -r 4 -s run.limit=7d -o "$scratch/stopped" \
    >"$scratch/out" 2>"$scratch/lines" &
pid=$!
while ! grep -q runs "$scratch/lines" 2>/dev/null && kill -0 $pid 2>/dev/null; do
    :
done
kill -TERM $pid
status=0
wait $pid || status=$?
expect 'status of an interrupted comparison' 130 "$status"
expect 'what it says' 'pfsim: interrupted after 0 of 4 runs; nothing is decided' \
    "$(tail -n 1 "$scratch/lines")"
[ ! -e "$scratch/stopped" ] || fail "left: $(find "$scratch/stopped")"

# Scenarios drawn at random: of TCP with losses one run is chance, and its means agree.
mkdir "$scratch/random"
run 0 crosscheck --random 6 --seed 4 -o "$scratch/random"
grep -q '^6 of 6 scenarios agree$' "$scratch/out" || fail "random: $(cat "$scratch/out")"
table="$scratch/random/crosscheck.csv"
expect 'rows' 7 "$(wc -l <"$table")"
expect 'fields of each row' 25 "$(awk -F, '{ print NF }' "$table" | sort -u)"
expect 'replications' 'replications 1 1 20 1 1 1' "$(cut -d, -f4 "$table" | tr '\n' ' ' | sed 's/ $//')"
run 0 crosscheck "$scratch/random/random-00.yaml"
cp "$scratch/random/random-00.yaml" "$scratch/first.yaml"
run 1 crosscheck "$http" $two -s wan.rate=10Mbps -s wan.loss=3%
grep -q 'one run does not decide' "$scratch/out" || fail "a run with losses: $(cat "$scratch/out")"
grep -q 'compare the means, with -r 20' "$scratch/out" || fail 'it does not say what to do'
# A seed and a number are a scenario.
run 0 crosscheck --random 1 --seed 4 -o "$scratch/random"
cmp "$scratch/random/random-00.yaml" "$scratch/first.yaml" || fail 'another scenario of a seed'
run 0 crosscheck --random 1 --seed 2 -o "$scratch/random"
! cmp -s "$scratch/random/random-00.yaml" "$scratch/first.yaml" || fail 'two seeds, one scenario'

# Captures of both are the same, byte for byte.
for engine in native ns3; do
    run 0 run "$scenario" --engine $engine --pcap "$scratch/$engine"
done
cmp "$scratch/native/wan-site.pcap" "$scratch/ns3/wan-site.pcap" || fail 'captures differ'

# The same again, in another process, and with another seed.
run 0 run "$srcdir/scenarios/whitepaper-pfs.yaml" -s "$(phones 2)" --engine ns3 --json
first=$(json .fingerprint)
run 0 run "$srcdir/scenarios/whitepaper-pfs.yaml" -s "$(phones 2)" --engine ns3 --json
expect 'fingerprint again' "$first" "$(json .fingerprint)"
# At the edge of the window ns-3 picks a segment of no bytes to send again, and would crash on it: in half of such runs.
cat >"$scratch/edge.yaml" <<'END'
name: TCP at the edge of its window
firmware: whitepaper-7965
run: {limit: 2 s}
seed: 10
wan: {rate: 2 Mbps, rtt: 100 ms, loss: 2 %, queue: {limit: 30 packets}}
tcp: {window: 20000 B, sack: on, timestamps: on}
traffic: [{kind: tcp, flows: 4}]
subnets: [{phones: [{model: CP-7965}]}]
END
run 0 run "$scratch/edge.yaml" -s reset.at=1s --engine ns3

finish
