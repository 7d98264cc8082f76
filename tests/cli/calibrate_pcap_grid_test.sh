#!/bin/sh
# pfsim calibrate --pcap over a grid of simulations: 64 kbps to 100 Mbps, round trips of 0 to 600 ms, blocks of 512 to
# 1,428 bytes, windows of 1 to 16, 1 to 10 clients, all servers, at the server, in between and at the clients. Without
# loss a rate that is called sure is 2 % off at most, and the scenario takes as long within 2 %, with windows 4 %. With a loss of 0.5 or 2 %
# (lock-step only) the real time is 10 % off at most, or among those of the replay's other runs. Prints the worst.
#   GRID_CASES=30   drawn with a fixed seed
. "$srcdir/tests/support.sh"
need jq

cat >"$scratch/site.yaml" <<END
method: tftp
firmware: P0030801SR02
server: {lan: 10 Gbps}
phone: {turnaround: 4 ms, restart: 5 s, flash: 1 GB/s}
reset: {spread: 100 ms}
wan: {framing: none, queue: {limit: 1000 packets}}
subnets: [{prefix: 10.1.0.0/24, lan: {rate: 10 Gbps, delay: 0 us}, phones: [{model: CP-7940, count: 1}]}]
END

# Rounds stay below 2 s, as longer ones are repeated though nothing is lost: that tells nothing of the line.
draw() {
    awk -v cases="${GRID_CASES:-30}" '
        function one(list) { seed = seed * 16807 % 2147483647; n = split(list, of, " "); return of[int(seed / 2147483647 * n) + 1] }
        BEGIN {
            seed = 20261130
            for (i = 0; i < cases; i++) {
                rate = one("64 128 256 512 1000 2000 10000 100000"); rtt = one("0 5 16 60 200 600")
                blksize = one("512 1024 1428"); window = one("1 1 2 4 8 16"); clients = one("1 2 3 5 10")
                loss = one("0 0 0 0.5 2"); kind = one("tftpd-hpa atftpd dnsmasq cucm-tftp")
                while (clients > 1 && (blksize + 32) * 8 * window * clients / rate + rtt > 2000) clients--
                while (window > 1 && (blksize + 32) * 8 * window * clients / rate + rtt > 2000) window /= 2
                if (window > 1) { loss = 0; if (kind != "atftpd") kind = "cucm-tftp" }
                print rate, rtt, blksize, window, clients, loss, kind
            }
        }'
}

draw >"$scratch/cases"
while read -r rate rtt blksize window clients loss kind; do
    set -- -s "wan.rate=$rate kbps" -s "wan.rtt=$rtt ms" -s "subnets.phones.count=$clients" -s "wan.loss=$loss %" \
        -s "server.kind=$kind" -s "tftp.blksize=$blksize"
    [ "$window" -eq 1 ] || set -- "$@" -s "tftp.windowsize=$window"
    rm -rf "$scratch/captures"
    run 0 run "$scratch/site.yaml" "$@" --json --pcap "$scratch/captures"
    for place in server wan-site switch-10.1.0.0-24; do
        run 0 calibrate --pcap "$scratch/captures/$place.pcap" -o "$scratch/again.yaml" --json
        jq -r --argjson rate "$rate" --arg case "$rate kbps, $rtt ms, $clients x $window x $blksize, $loss %, $kind, $place" '
            (.values[] | select(.field == "wan.rate")) as $r | .replay as $p | .took_s as $took |
            [($p.took_s / $took - 1) * 100,
             (if $r.sure == "sure" then ($r.value / 1000 / $rate - 1) * 100 else 0 end),
             (if $took >= $p.low_s and $took <= $p.high_s then 1 else 0 end),
             $p.completed - .clients, $case] | @tsv' "$scratch/out"
    done
done <"$scratch/cases" >"$scratch/grid"

tab=$(printf '\t')
while IFS=$tab read -r off rate among missing case; do
    case $case in *', 0 %,'*) lossy=0 ;; *) lossy=1 ;; esac
    case $case in *' x 1 x '*) most=2 ;; *) most=4 ;; esac
    awk -v off="$off" -v rate="$rate" -v among="$among" -v missing="$missing" -v lossy=$lossy -v most=$most '
        function size(x) { return x < 0 ? -x : x }
        BEGIN { exit missing != 0 || size(rate) > 2 || (lossy ? !among && size(off) > 10 : size(off) > most) }' ||
        fail "$case: time $off %, rate $rate %, $missing more clients completed"
done <"$scratch/grid"
echo "the worst of $(wc -l <"$scratch/grid") captures without loss, then with it: time off, %; rate off, %; among the other runs; ..."
for which in '^' '!'; do
    awk -F "$tab" -v which="$which" '($5 ~ /, 0 %,/) == (which == "^") { print ($1 < 0 ? -$1 : $1) "\t" $0 }' "$scratch/grid" |
        sort -rg | cut -f 2- | head -3
done
finish
