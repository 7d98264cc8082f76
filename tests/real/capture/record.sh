#!/bin/sh
# Captures real downloads: curl from tftpd-hpa, atftpd and dnsmasq over a line that tc tbf holds to a rate. By root:
#   record.sh FOLDER [CASE]...
# FOLDER gets CASE-server.pcap, CASE-client.pcap (the same download at both ends) and took.tsv: case, seconds from the
# first request to the last ACK as the clients' end saw them, how many completed.
here=$(cd "$(dirname "$0")" && pwd)
. "$here/../line/network.sh"

# Where nothing, or little, is lost no timer matters, and whoever waits for the processor only blurs what is measured.
chrt -f 10 true 2>/dev/null && at_once="chrt -f 10"

folder=$1
shift
chosen=$*
tab=$(printf '\t')

wanted() { # of the CASEs that were given
    [ "$chosen" = "" ] && return 0
    case " $chosen " in *" $1 "*) return 0 ;; esac
    return 1
}

# capture_start PLACE DEVICE FILE
capture_start() {
    ip netns exec "$ns-$1" dumpcap -q -P -i "$2" -s 96 -w "$3" -f udp 2>"$scratch/dumpcap-$1.log" &
    eval "capturing_$1=$!"
    for _ in 1 2 3 4 5 6 7 8 9 10; do
        [ -s "$3" ] && return
        sleep 0.2
    done
}

clients_run() {
    number=0
    pids=
    for start in $(awk -v n="$clients" 'BEGIN { srand(n); for (i = 0; i < n; i++) printf "%.4f\n", rand() / 2 }'); do
        number=$((number + 1))
        in_clients $at_once timeout 120 "$here/../line/client.sh" "$start" curl $SERVER firmware.bin "$scratch/got/$number" - - \
            </dev/null >>"$scratch/clients.log" 2>&1 &
        pids="$pids $!"
    done
    for pid in $pids; do
        wait "$pid"
    done
}

completed() {
    count=0
    for got in "$scratch"/got/*; do
        cmp -s "$got" "$scratch/files/firmware.bin" && count=$((count + 1))
    done
    echo $count
}

case_run() {
    rm -rf "$scratch/got" "$scratch/s.pcap" "$scratch/c.pcap"
    mkdir "$scratch/got"
    network_shape "${rate}kbit" "$queue"
    server_start "$server" "$scratch/files" || return
    wire_start "$delay"
    capture_start server s0 "$scratch/s.pcap"
    capture_start clients c0 "$scratch/c.pcap"
    sleep 0.5
    clients_run
    sleep 1 # what the kernel still holds back from dumpcap
    kill "$capturing_server" "$capturing_clients"
    wait "$capturing_server" "$capturing_clients"
    wire_stop
    server_stop
    cp "$scratch/s.pcap" "$folder/$case-server.pcap"
    cp "$scratch/c.pcap" "$folder/$case-client.pcap"
    took=$(tshark -r "$scratch/c.pcap" -T fields -e frame.time_epoch 2>/dev/null |
        awk 'NR == 1 { first = $1 } { last = $1 } END { printf "%.6f", last - first }')
    printf '%s\t%s\t%s\n' "$case" "$took" "$(completed)" | tee -a "$folder/took.tsv"
}

network_needs
network_build
mkdir -p "$folder" "$scratch/files"
find_atftpd
while IFS=$tab read -r case server clients rate delay queue bytes <&3; do
    case $case in '#'*) continue ;; esac
    { wanted "$case" && have "$server" && have curl; } || continue
    head -c "$bytes" /dev/zero >"$scratch/files/firmware.bin" # so that a capture can be compressed
    chmod -R a+rX "$scratch/files"
    case_run || exit 1
done 3<"$here/cases.tsv"
