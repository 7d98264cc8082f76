# shellcheck shell=sh
# A line between real servers and real clients: three network namespaces. In the middle one each port holds what
# leaves there to a rate by a token bucket (tc tbf) with a short queue (pfifo), so that packets are lost as on a thin
# WAN; ../wire.c carries frames from one port to the other, with a delay, so that no netem is needed.
#
#   server 10.77.1.1 s0 -- r0 line r1 -- c0 10.77.2.1 clients
#
# Sourced by the scripts of this folder. All that is started is ended by its PID, and the namespaces go, however the
# script ends.
set -u

SERVER=10.77.1.1
WIRE=${WIRE:-tests/real/wire} # as `make realcheck` builds it
BUCKET=1600 # bytes: one packet of any size goes at once
scratch=$(mktemp -d "${TMPDIR:-/tmp}/pfsim-real-XXXXXX")
chmod 755 "$scratch"
ns=pfsim-$$

# Only this script's processes are in its namespaces.
network_end_processes() {
    for place in server line clients; do
        for pid in $(ip netns pids "$ns-$place" 2>/dev/null); do
            kill "${1:--TERM}" "$pid" 2>/dev/null
        done
    done
}

network_remove() {
    network_end_processes -KILL
    for place in server line clients; do
        ip netns delete "$ns-$place" 2>/dev/null
    done
    rm -rf "$scratch"
}
trap network_remove EXIT
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 143' TERM

# Servers and clients hardly wait for what else the machine does. (With chrt they would not at all, but their timers
# would be exact then, too: fs/select.c lets those of others be late by 0.1 %.)
at_once="nice -n -20"

in_server() { ip netns exec "$ns-server" "$@"; }
in_clients() { ip netns exec "$ns-clients" "$@"; }

# wire_start MICROSECONDS: the delay each way.
wire_start() {
    ip netns exec "$ns-line" "$WIRE" r0 r1 "$1" &
    wire=$!
}

wire_stop() {
    kill "$wire" && wait "$wire" 2>/dev/null
}

# skip TEXT: nothing can be measured here.
skip() {
    echo "SKIP: $*"
    exit 77
}

network_needs() {
    [ "$(id -u)" -eq 0 ] || skip "real servers need root: network namespaces and port 69"
    missing=0
    while read -r tool package; do
        command -v "$tool" >/dev/null && continue
        echo "SKIP: $tool is not installed (apt-get install $package)"
        missing=1
    done <<-END
	ip iproute2
	tc iproute2
	dumpcap wireshark-common
	tshark tshark
	jq jq
	END
    [ "$missing" -eq 0 ] || exit 77
    [ -x "$WIRE" ] || skip "tests/real/wire is not built: make realcheck does so"
}

# One end of a cable in a namespace, the other on the line.
network_cable() { # PLACE DEVICE ADDRESS PORT
    ip link add "$2" netns "$ns-$1" type veth peer name "$4" netns "$ns-line" || return
    ip -n "$ns-$1" address add "$3/16" dev "$2"
    ip -n "$ns-$1" link set "$2" up
    ip -n "$ns-line" link set "$4" up
    # As if each client were a host of its own: Linux answers closed ports once a second and host.
    ip netns exec "$ns-$1" sysctl -q net.ipv4.icmp_ratelimit=0
}

# Hardware addresses are told, so that nobody asks by ARP.
network_introduce() { # PLACE DEVICE ADDRESS PLACE DEVICE
    ip -n "$ns-$4" neighbour replace "$3" dev "$5" nud permanent \
        lladdr "$(ip netns exec "$ns-$1" cat "/sys/class/net/$2/address")"
}

network_build() {
    for place in server line clients; do
        ip netns add "$ns-$place" || skip "no network namespace can be made here"
        ip -n "$ns-$place" link set lo up
    done
    network_cable server s0 $SERVER r0 || skip "no veth can be made here"
    network_cable clients c0 10.77.2.1 r1 || skip "no veth can be made here"
    network_introduce server s0 $SERVER clients c0
    network_introduce clients c0 10.77.2.1 server s0
    network_shape 100mbit 100 || skip "the kernel has no tbf (tc qdisc add ... tbf)"
}

# network_shape RATE PACKETS: both ways, as of now, with empty queues.
network_shape() {
    for port in r0 r1; do
        ip netns exec "$ns-line" tc qdisc del dev $port root 2>/dev/null
        ip netns exec "$ns-line" tc qdisc add dev $port root handle 1: \
            tbf rate "$1" burst $BUCKET limit 1000000 || return
        ip netns exec "$ns-line" tc qdisc add dev $port parent 1:1 handle 10: pfifo limit "$2" || return
    done
}

# Debian has no room for two TFTP servers on port 69: atftpd is unpacked beside the other.
# ATFTPD=/path/to/atftpd says where there is one.
find_atftpd() {
    ATFTPD=${ATFTPD:-$(command -v atftpd)}
    [ -x "$ATFTPD" ] && return
    (cd "$scratch" && apt-get download atftpd && dpkg -x atftpd_*.deb atftpd) >/dev/null 2>&1
    ATFTPD=$scratch/atftpd/usr/sbin/atftpd
    [ -x "$ATFTPD" ]
}

# Whether there is this server or client; one line if not.
have() { # KIND
    case $1 in
    tftpd-hpa) command -v in.tftpd >/dev/null ;;
    atftpd) find_atftpd ;;
    dnsmasq) command -v dnsmasq >/dev/null ;;
    tftp-hpa) tftp -V 2>&1 | grep -q hpa ;;
    busybox) busybox tftp --help 2>&1 | grep -q -- -b ;;
    curl) curl -V | grep -q tftp ;;
    *) command -v "$1" >/dev/null ;;
    esac && return
    case $1 in
    dnsmasq) package=dnsmasq-base ;;
    *) package=$1 ;;
    esac
    echo "SKIP: $1 is not installed (apt-get install $package)" >&2
    return 1
}

# server_start KIND FOLDER: serves the folder at $SERVER, port 69. What it says is in $scratch/server.log.
server_start() {
    case $1 in
    tftpd-hpa) in_server $at_once in.tftpd -L -a $SERVER:69 -s "$2" ;;
    atftpd) in_server $at_once "$ATFTPD" --daemon --no-fork --bind-address $SERVER --port 69 --logfile - "$2" ;;
    dnsmasq)
        in_server $at_once dnsmasq --keep-in-foreground --conf-file=/dev/null --pid-file= --port=0 --user=root \
            --listen-address=$SERVER --bind-interfaces --enable-tftp --tftp-root="$2" --log-facility=-
        ;;
    esac >"$scratch/server.log" 2>&1 &
    for _ in 1 2 3 4 5 6 7 8 9 10; do
        in_server grep -q ':0045 ' /proc/net/udp && return
        sleep 0.2
    done
    echo "$1 does not listen: $(cat "$scratch/server.log")" >&2
    return 1
}

server_stop() {
    network_end_processes -TERM
    sleep 0.2
    network_end_processes -KILL
    wait
}

