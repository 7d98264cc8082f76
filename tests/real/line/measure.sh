#!/bin/sh
# Measures what the cases of cases.tsv take with real servers and clients, and writes FOLDER/measured.tsv, a row a
# repetition, and FOLDER/clients.tsv, a row a client. By root:
#   measure.sh FOLDER [CASE]...
# REPETITIONS=1: of each case, otherwise as it says there; KEEP=yes: the captures stay in the folder
here=$(cd "$(dirname "$0")" && pwd)
. "$here/network.sh"

folder=$1
shift
LIMIT=45 # seconds, for a client
tab=$(printf '\t')

versions() {
    echo "# measured $(date -u +%Y-%m-%d), Linux $(uname -r), $(nproc) processors"
    for package in tftpd-hpa atftpd dnsmasq-base curl tftp-hpa atftp busybox iproute2; do
        version=$(dpkg-query -W -f '${Version}' $package 2>/dev/null)
        [ $package = atftpd ] && version=$("$ATFTPD" -V 2>&1 | sed -n 's/.*atftp-\([0-9.]*\).*/\1/p')
        echo "# $package $version"
    done
}

# Draws when each client starts: uniform in a second.
starts() { # CLIENTS SEED
    awk -v n="$1" -v seed="$2" 'BEGIN { srand(seed); for (i = 0; i < n; i++) printf "%.4f\n", rand() }'
}

# The clients of one repetition; waits until all have ended.
clients_run() {
    number=0
    clients=
    for start in $(starts "$clients_wanted" "$repetition"); do
        number=$((number + 1))
        ip netns exec "$ns-clients" $at_once timeout $LIMIT "$here/client.sh" "$start" "$client" $SERVER file \
            "$scratch/got/$number" "$blksize" "$windowsize" </dev/null >>"$scratch/clients.log" 2>&1 &
        clients="$clients $!"
    done
    for pid in $clients; do
        wait "$pid"
    done
}

# How many have the whole file, with the right bytes.
completed() {
    count=0
    for got in "$scratch"/got/*; do
        cmp -s "$got" "$scratch/files/file" && count=$((count + 1))
    done
    echo $count
}

repetition_run() {
    rm -rf "$scratch/got" "$scratch/capture"
    mkdir "$scratch/got"
    network_shape "${rate}kbit" "$queue"
    server_start "$server" "$scratch/files" || return
    wire_start "$delay"
    ip netns exec "$ns-line" dumpcap -q -i r0 -i r1 -s 100 -w "$scratch/capture" -f "udp or icmp" 2>"$scratch/dumpcap.log" &
    capturing=$!
    while [ ! -s "$scratch/capture" ]; do sleep 0.1; done
    sleep 0.5
    clients_run
    sleep 1 # what the kernel still holds back from dumpcap
    kill $capturing
    wait $capturing
    wire_stop
    server_stop
    [ "$blksize" = - ] && block=512 || block=$blksize
    counted=$(tshark -r "$scratch/capture" --disable-protocol tftp -T fields -E occurrence=f -e frame.interface_id -e frame.time_epoch \
        -e ip.proto -e udp.srcport -e udp.dstport -e udp.payload 2>/dev/null |
        cut -c 1-200 | sort -s -t "$tab" -k 2,2n | awk -v name="$case$tab$repetition" -v last="$(printf %04x $((bytes / block + 1)))" \
        -v clients="$scratch/clients.tsv" -f "$here/count.awk")
    cat "$scratch/clients.tsv" >>"$folder/clients.tsv"
    [ "${KEEP:-}" = "" ] || cp "$scratch/capture" "$folder/$case-$repetition.pcapng"
    printf '%s\t%s\t%s\t%s\n' "$case" "$repetition" "$(completed)" "$counted" | tee -a "$folder/measured.tsv"
}

wanted() { # of the CASEs that were given
    [ "$chosen" = "" ] && return 0
    case " $chosen " in *" $1 "*) return 0 ;; esac
    return 1
}

network_needs
network_build
mkdir -p "$folder" "$scratch/files"
chosen=$*
find_atftpd
{
    versions
    echo "# case${tab}repetition${tab}completed${tab}started${tab}last_s${tab}spread_s${tab}data${tab}data_again${tab}requests${tab}acks${tab}dropped${tab}icmp${tab}client_us${tab}server_us${tab}way_us${tab}server_late_us${tab}client_late_us${tab}phase_ms"
} >"$folder/measured.tsv"
echo "# case${tab}repetition${tab}client${tab}start_s${tab}end_s" >"$folder/clients.tsv"
while IFS=$tab read -r case server client clients_wanted rate delay queue bytes blksize windowsize repetitions _ <&3; do
    case $case in '#'*) continue ;; esac
    { wanted "$case" && have "$server" && have "$client"; } || continue
    head -c "$bytes" /dev/urandom >"$scratch/files/file"
    chmod -R a+rX "$scratch/files"
    repetition=0
    while [ $repetition -lt "${REPETITIONS:-$repetitions}" ]; do
        repetition=$((repetition + 1))
        repetition_run || exit 1
    done
done 3<"$here/cases.tsv"
