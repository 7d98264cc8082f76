#!/bin/sh
# Captures: tshark decodes every packet as TFTP, none is malformed, and capturing changes nothing.
. "$srcdir/tests/support.sh"
need jq tshark

# fields CAPTURE FIELD...: what tshark makes of each packet, in $scratch/decoded; it is slow, and so is asked once a file.
again=
fields() {
    file=$1 asked=
    shift
    for field in "$@"; do
        asked="$asked -e $field"
    done
    # shellcheck disable=SC2086 # several arguments
    tshark ${again:+-2} -r "$file" -o ip.check_checksum:TRUE -o udp.check_checksum:TRUE -T fields $asked \
        >"$scratch/decoded" 2>"$scratch/err" || fail "tshark on $file: $(head -c 200 "$scratch/err")"
}

for scenario in one-phone two-sites shaped-ethernet; do
    set -- "$srcdir/scenarios/$scenario.yaml"
    case $scenario in
    one-phone) set -- "$@" -s tftp.blksize=1428 -s tftp.windowsize=4 ;;
    *) # smaller phones, so that the captures stay small
        sed -e 's/model: CP-[0-9]*G*/model: CP-7940/' -e '/^firmware:/d' \
            -e 's/count: [0-9]*/count: 2/' -e 's/, firmware: [^,}]*//' "$1" >"$scratch/$scenario.yaml"
        set -- "$scratch/$scenario.yaml"
        ;;
    esac
    run 0 run "$@" --json
    plain=$(json .fingerprint)
    run 0 run "$@" --json --pcap "$scratch/captures-$scenario"
    expect "$scenario: fingerprint of a captured run" "$plain" "$(json .fingerprint)"
    found=0
    for capture in "$scratch/captures-$scenario"/*.pcap; do
        [ -s "$capture" ] || continue
        found=$((found + 1))
        fields "$capture" frame.time_relative _ws.col.Protocol _ws.malformed ip.checksum.status udp.checksum.status
        expect "$capture: protocols" TFTP "$(cut -f2 "$scratch/decoded" | grep -vx ICMP | sort -u | tr '\n' ' ' | sed 's/ $//')"
        cut -f3 "$scratch/decoded" | grep -q . && fail "$capture has malformed packets"
        # 1: it is right; of an ICMP message those of the packet inside, too
        cut -f4,5 "$scratch/decoded" | grep -Evq '^1(,1)*	1?(,1)*$' && fail "$capture has bad checksums"
        cut -f1 "$scratch/decoded" | sort -c -g || fail "$capture is not in the order of time"
    done
    [ "$found" -ge 3 ] || fail "$scenario: only $found captures"
done

# Blocks of 8192 bytes travel in 6 fragments, which tshark puts together.
run 0 run "$srcdir/scenarios/one-phone.yaml" -s tftp.blksize=8192 -s run.limit=3min -s wan.rate=10Mbps \
    --pcap "$scratch/fragments" --pcap-link wan-site
capture="$scratch/fragments/wan-site.pcap"
again=yes # who reads a fragment knows of the others only then
fields "$capture" frame.number ip.flags.mf ip.frag_offset ip.reassembled_in tftp.opcode ip.fragment.count udp.length \
    _ws.malformed ip.checksum.status udp.checksum.status
of() { # AWK_CONDITION AWK_FIELD
    awk -F '\t' "$1 {print $2}" "$scratch/decoded"
}
most() { # which line there is most often
    sort | uniq -c | sort -rn | awk 'NR == 1 {print $2}'
}
[ "$(of '$2 == 1 || $3 > 0' '$1' | wc -l)" -gt 1000 ] || fail 'there are no fragments'
expect 'fragments that are in no datagram' '' "$(of '$2 == 1 && $4 == ""' '$1')"
expect 'fragments of a whole block' 6 "$(of '$5 == 3' '$6' | most)"
expect 'bytes of a block' 8204 "$(of '$5 == 3' '$7' | most)"
expect 'malformed or wrong' '' "$(of '$8 != "" || $9 != 1 || $10 == "0"' '$1')" # 3: there is no checksum

# A tunnel takes less: the server is told by ICMP (fragmentation needed, 1420), on its own cable.
run 0 run "$srcdir/scenarios/one-phone.yaml" -s tftp.blksize=1468 -s wan.mtu=1420 -s run.limit=20s \
    --pcap "$scratch/tunnel" --pcap-link server
capture="$scratch/tunnel/server.pcap"
expect 'ICMP' '3	4	1420' "$(tshark -r "$capture" -Y icmp -T fields -e icmp.type -e icmp.code -e icmp.mtu 2>/dev/null)"

# Directions with different framing: the IP packets alone.
run 0 run "$srcdir/scenarios/one-phone.yaml" -s wan.up.framing=ethernet -s run.limit=20s \
    --pcap "$scratch/mixed"
tshark -r "$scratch/mixed/wan-site.pcap" -Y tftp 2>/dev/null | grep -q 'Data Packet' ||
    fail "a link with two framings does not decode"

# One link only, by its name or as its file is called; capturing it changes nothing.
site="$srcdir/scenarios/one-phone.yaml"
run 0 run "$site" -s run.limit=20s --json
plain=$(json .fingerprint)
for link in 'wan site' wan-site; do
    run 0 run "$site" -s run.limit=20s --json --pcap "$scratch/one" --pcap-link "$link"
    expect "fingerprint with --pcap-link" "$plain" "$(json .fingerprint)"
    expect "captures of $link" wan-site.pcap "$(ls -A "$scratch/one")"
    rm -r "$scratch/one"
done
run 0 run "$site" -s run.limit=20s --pcap "$scratch/all"
run 0 run "$site" -s run.limit=20s --pcap "$scratch/two" --pcap-link wan-site --pcap-link "$(
    basename "$(find "$scratch/all" -name '*.pcap' ! -name 'wan*' | head -1)" .pcap
)"
expect "captures of two links" 2 "$(find "$scratch/two" -name '*.pcap' | wc -l)"
cmp -s "$scratch/all/wan-site.pcap" "$scratch/two/wan-site.pcap" || fail "a link alone is captured otherwise"
run 2 run "$site" --pcap "$scratch/none" --pcap-link wan-siet
said "'wan-siet' is no link of this scenario; did you mean 'wan site'\?$"
[ ! -e "$scratch/none" ] || fail 'a link that is none leaves a folder'
run 64 run "$site" --pcap-link wan-site
said 'needs --pcap DIR'

# TCP's options, of both engines; the losses bring selective acknowledgements.
engines=native
[ -e "$builddir/.libs/ns3_engine.so" ] && engines='native ns3'
for engine in $engines; do
    run 0 run "$srcdir/scenarios/background-http.yaml" --engine "$engine" -s wan.down.loss=2% -s run.limit=2s \
        -s 'tcp={window: 262144 B, sack: on, timestamps: on}' \
        --pcap "$scratch/options-$engine" --pcap-link wan-site
    capture="$scratch/options-$engine/wan-site.pcap"
    seen() { # filter: it has such a packet
        [ -n "$(tshark -r "$capture" -o tcp.check_checksum:TRUE -Y "$1" 2>/dev/null | head -1)" ]
    }
    seen 'tcp.flags.syn == 1 && tcp.window_size == 65535 && tcp.options.wscale.shift == 3 &&
        tcp.options.sack_perm && tcp.options.timestamp.tsval' || fail "$engine: no SYN with all options"
    seen 'tcp.options.sack.count == 2' || fail "$engine: no SACK of two blocks"
    seen 'tcp.window_size == 262144 && tcp.len == 1448' || fail "$engine: no full segment, or its window"
    seen 'tcp.len > 0 && !tcp.options.timestamp.tsval' && fail "$engine: data without a timestamp"
    seen '_ws.malformed || tcp.checksum.status == 0' && fail "$engine: malformed, or a bad checksum"
done

# A run that ends with the phone's last connection still open: what the program does when it takes
# it down, resets and ICMP, is no part of it.
for engine in $engines; do
    run 0 run "$srcdir/scenarios/pfs-one-phone.yaml" --engine "$engine" -s phone.restart=0s \
        --pcap "$scratch/end-$engine"
    found=0
    for capture in "$scratch/end-$engine"/*.pcap; do
        expect "$capture: resets and ICMP" 0 "$(
            tshark -r "$capture" -Y 'icmp or tcp.flags.reset == 1' 2>/dev/null | wc -l
        )"
        found=$((found + 1))
    done
    [ "$found" -ge 4 ] || fail "$engine: only $found captures of a phone that shares"
done

# What stops the writing is told, and nothing is left.
(
    ulimit -f 8
    "$PFSIM" run "$site" -s run.limit=1min --pcap "$scratch/full" >"$scratch/out" 2>"$scratch/err"
) && fail 'files that may not grow are no failure'
said 'pcap: cannot be written: File too large'
[ ! -e "$scratch/full" ] || fail "left: $(ls -A "$scratch/full")"
if [ "$(id -u)" -eq 0 ] && mkdir "$scratch/disk" && mount -t tmpfs -o size=64k none "$scratch/disk" 2>/dev/null; then
    run 2 run "$site" -s run.limit=1min --pcap "$scratch/disk/captures"
    said 'pcap: cannot be written: No space left on device'
    umount "$scratch/disk"
fi

finish
