#!/bin/sh
# pfsim calibrate --pcap: captures of known simulations, at both ends and between, give back within 2 % what can be
# told there, and so do captures of real daemons; the scenario that is written takes as long. Bad captures get one line.
. "$srcdir/tests/support.sh"
need jq

captures=$scratch
small="$scratch/small.yaml"

# value FIELD: of the last calibration.
value() {
    jq -r --arg field "$1" '.values[] | select(.field == $field) | .value' "$scratch/found.json"
}

# near WHAT WANTED GOT [PER_CENT]
near() {
    awk -v wanted="$2" -v got="$3" -v by="${4:-2}" \
        'BEGIN { exit !(got != "" && got >= wanted * (1 - by / 100) && got <= wanted * (1 + by / 100)) }' ||
        fail "$1: wanted $2, got '$3'"
}

# found CAPTURE: calibrates, writes a scenario, runs it, and leaves found.json and again.json.
found() {
    run 0 calibrate --pcap "$1" -o "$scratch/again.yaml" --json
    grep -v 'half a transfer' "$scratch/err" >"$scratch/warned" && fail "$1: $(cat "$scratch/warned")"
    cp "$scratch/out" "$scratch/found.json"
    run 0 run "$scratch/again.yaml" --json
    grep -v 'travel in 3 fragments' "$scratch/err" >"$scratch/warned" && fail "the scenario of $1: $(cat "$scratch/warned")"
    cp "$scratch/out" "$scratch/again.json"
}

# As fast as simulated: the whole of it, from the first request to the last ACK.
as_long() { # WHAT PER_CENT
    expect "$1: completed" "$(jq .clients "$scratch/found.json")" "$(jq .completed "$scratch/again.json")"
    near "$1: time" "$(jq .took_s "$scratch/found.json")" "$(jq .all_back_s "$scratch/again.json")" "$2"
}

# The sites of these simulations: files of 130 kB, a line without framing, so that its rate is that of IP packets.
cat >"$small" <<END
method: tftp
firmware: P0030801SR02
phone: {turnaround: 4 ms, restart: 5 s, flash: 1 GB/s}
reset: {spread: 100 ms}
wan: {rate: 512 kbps, rtt: 16 ms, framing: none, queue: {limit: 50 packets}}
subnets: [{prefix: 10.1.0.0/24, phones: [{model: CP-7940, count: 1}]}]
END

# Server's side, between, clients' side of the same run.
simulate() { # NAME [OPTION]...
    name=$1
    shift
    run 0 run "$small" "$@" --json --pcap "$scratch/$name"
    took=$(json .all_back_s)
}

# ---- one phone: no packet waits, the rate is told by sizes; a round is 16 + 4 ms, two cables, and the ACK's time
simulate one
for place in server wan-site switch-10.1.0.0-24; do
    found "$scratch/one/$place.pcap"
    near "one phone, $place: rate" 512000 "$(value wan.rate)"
    near "one phone, $place: a round" 0.0207 "$(jq .round_s "$scratch/found.json")"
    as_long "one phone, $place" 0.5
done
near "clients' side: turn-around" 0.004 "$(value phone.turnaround)"

# ---- many, and a line that is full
simulate many -s subnets.phones.count=12
for place in server wan-site switch-10.1.0.0-24; do
    found "$scratch/many/$place.pcap"
    near "12 phones, $place: rate" 512000 "$(value wan.rate)" 0.5
    expect "12 phones, $place: how sure" sure "$(jq -r '.values[] | select(.field == "wan.rate") | .sure' "$scratch/found.json")"
    expect "12 phones, $place: clients" 12 "$(jq .clients "$scratch/found.json")"
    near "12 phones, $place: a round" 0.0207 "$(jq .round_s "$scratch/found.json")"
    as_long "12 phones, $place" 0.5
done

# ---- windows of larger blocks
simulate windows -s subnets.phones.count=3 -s tftp.blksize=1428 -s tftp.windowsize=4 -s wan.rate=2Mbps
for place in server wan-site switch-10.1.0.0-24; do
    found "$scratch/windows/$place.pcap"
    near "windows, $place: rate" 2000000 "$(value wan.rate)" 0.5
    expect "windows, $place: block size" 1428 "$(value tftp.blksize)"
    expect "windows, $place: window" 4 "$(value tftp.windowsize)"
    near "windows, $place: a round" 0.0203 "$(jq .round_s "$scratch/found.json")"
    as_long "windows, $place" 2
done

# ---- blocks in fragments
simulate fragments -s tftp.blksize=3000 -s wan.rate=2Mbps
found "$scratch/fragments/server.pcap"
expect "fragments: block size" 3000 "$(value tftp.blksize)"
expect "fragments: of a block" 3 "$(jq '.transfers[-1].fragments' "$scratch/found.json")"
as_long fragments 0.5

# ---- a full queue: its limit, and who sends again
lossy() { # KIND POLICY PLACE
    simulate "lossy-$1" -s subnets.phones.count=14 -s "wan.queue.limit=7 packets" -s "server.kind=$1" -s "tftp.policy=$2"
    found "$scratch/lossy-$1/$3.pcap"
    near "$1, $3: rate" 512000 "$(value wan.rate)" 0.5
    expect "$1, $3: queue" 7 "$(value wan.queue.limit)"
    fits=$(jq -r --arg kind "$1" '.server.names[] | select(.name == $kind) | .fits' "$scratch/found.json")
    expect "$1, $3: fits" true "$fits"
}
lossy tftpd-hpa tftp-hpa server
expect "tftpd-hpa: kind" tftpd-hpa "$(value server.kind)"
lossy atftpd cisco-7900 server
expect "atftpd: kind" atftpd "$(value server.kind)"
expect "atftpd: policy" cisco-7900 "$(value tftp.policy)"
lossy dnsmasq busybox server
expect "dnsmasq: policy" busybox "$(value tftp.policy)"
lossy cucm-tftp curl switch-10.1.0.0-24
expect "cucm-tftp: policy" curl "$(value tftp.policy)"

# ---- real ones: curl and the daemons, at 1 Mbps of Ethernet frames, so 974.9 kbps of blocks
for daemon in tftpd-hpa atftpd dnsmasq lossy; do
    gunzip -c "$srcdir/tests/real/capture/$daemon.pcap.gz" >"$captures/$daemon.pcap" || fail "$daemon.pcap.gz cannot be read"
done
for daemon in tftpd-hpa atftpd dnsmasq; do
    found "$captures/$daemon.pcap"
    near "real $daemon: rate" 974910 "$(value wan.rate)" 0.5
    expect "real $daemon: clients" 10 "$(jq .completed "$scratch/found.json")"
    expect "real $daemon: policy" curl "$(value tftp.policy)"
    expect "real $daemon: fits" true "$(
        jq --arg kind "$daemon" '.server.names[] | select(.name == $kind) | .fits' "$scratch/found.json"
    )"
    as_long "real $daemon" 3
    near "real $daemon: replay" "$(jq .all_back_s "$scratch/again.json")" "$(jq .replay.took_s "$scratch/found.json")" 0.0001
done
# A queue of 5 packets, which has lost some.
found "$captures/lossy.pcap"
expect "real, lossy: queue" 5 "$(value wan.queue.limit)"
expect "real, lossy: other loss" '' "$(value wan.loss)"
as_long "real, lossy" 3
expect "real, lossy: runs" 20 "$(jq .replay.runs "$scratch/found.json")"
jq -e '.replay.low_s < .replay.took_s * 1.001 and .replay.low_s < .replay.high_s' "$scratch/found.json" >/dev/null ||
    fail "real, lossy: $(jq -c .replay "$scratch/found.json")"

# ---- the report, and where a scenario may be written
run 0 calibrate --pcap "$captures/dnsmasq.pcap"
grep -q "^taken at the server's side (likely" "$scratch/out" || fail "the report has no place: $(head -3 "$scratch/out")"
grep -Eq '^  wan.rate +9[67][0-9.]+ kbps +sure ' "$scratch/out" || fail "the report has no rate"
run 0 calibrate --pcap "$captures/dnsmasq.pcap" -o "$scratch/again.yaml"
grep -Eq '^simulated, the scenario takes [0-9.]+ s, [-+][0-9.]+ % of the real 5.38' "$scratch/out" ||
    fail "the report has no replay: $(tail -2 "$scratch/out")"
run 2 calibrate --pcap "$captures/dnsmasq.pcap" -o "$scratch/none/x.yaml"
said 'none/x-firmware.csv: '
mkdir "$scratch/left"
(
    ulimit -f 0
    "$PFSIM" calibrate --pcap "$captures/dnsmasq.pcap" -o "$scratch/left/x.yaml" >"$scratch/out" 2>"$scratch/err"
) && fail 'a scenario that cannot be written is no failure'
expect "left of one that cannot be written" '' "$(ls -A "$scratch/left")"

# ---- bad captures: one line each, and nothing written
refused() { # PATTERN FILE
    run 2 calibrate --pcap "$2" -o "$scratch/left/x.yaml"
    said "$1"
    expect "left after '$1'" '' "$(ls -A "$scratch/left")"
}
refused 'no-such.pcap: cannot be read: No such file' "$scratch/no-such.pcap"
: >"$scratch/empty.pcap"
refused 'empty.pcap: the file is empty; capture while a phone downloads' "$scratch/empty.pcap"
head -c 10 "$captures/dnsmasq.pcap" >"$scratch/header.pcap"
refused 'header.pcap: it ends within its header' "$scratch/header.pcap"
head -c 24 "$captures/dnsmasq.pcap" >"$scratch/nobody.pcap"
refused 'nobody.pcap: no packet is in it' "$scratch/nobody.pcap"
refused 'small.yaml: it is no capture' "$small"
refused 'is a directory' "$scratch"
{
    head -c 20 "$captures/dnsmasq.pcap"
    printf '\177\0\0\0'
    tail -c +25 "$captures/dnsmasq.pcap"
} >"$scratch/radio.pcap"
refused 'radio.pcap: it was captured on a link of another type \(802.11' "$scratch/radio.pcap"
run 0 run "$srcdir/scenarios/background-http.yaml" -s run.limit=2s --pcap "$scratch/http" --pcap-link wan-site
refused 'no TFTP download is in it' "$scratch/http/wan-site.pcap"
if command -v editcap >/dev/null; then
    editcap -r "$captures/dnsmasq.pcap" "$scratch/late.pcap" 1500-1600
    refused 'late.pcap: half a transfer: [0-9]+ blocks and ACKs, but no request' "$scratch/late.pcap"
    editcap -r "$captures/dnsmasq.pcap" "$scratch/half.pcap" 1-200
    refused 'half.pcap: half a transfer: the end of ' "$scratch/half.pcap"
    run 0 calibrate --pcap "$scratch/half.pcap"
    grep -q 'not to its end' "$scratch/out" || fail "half a transfer is not reported"
fi
size=$(wc -c <"$captures/dnsmasq.pcap")
head -c $((size - 30)) "$captures/dnsmasq.pcap" >"$scratch/cut.pcap"
run 0 calibrate --pcap "$scratch/cut.pcap"
grep -q 'warning: .*cut.pcap: it ends within a packet' "$scratch/err" || fail "a cut capture: $(cat "$scratch/err")"
run 64 calibrate
said '^pfsim calibrate: '

finish
