#!/bin/sh
# The Wireshark dissector: packets written by hand, good and bad, and those of a run.
. "$srcdir/tests/support.sh"
need tshark text2pcap jq

# decode CAPTURE ARGUMENT...: tshark with the dissector.
decode() {
    capture=$1
    shift
    tshark -X "lua_script:$srcdir/dissector/pfs.lua" -r "$capture" "$@" 2>"$scratch/err" ||
        fail "tshark $*: $(head -c 300 "$scratch/err")"
    grep -i 'lua.*error' "$scratch/err" && fail "the dissector has an error"
}

# packet HEX...: one, as text2pcap reads it.
packet() {
    printf '0000 %s\n' "$(printf '%s' "$*" | tr -d ' ' | sed 's/../& /g')"
}

# info NUMBER: the info column of that packet, of the capture that was decoded last.
info() {
    sed -n "$1p" "$scratch/info"
}

texts='07 43502d37393635 07 612e6c6f616473' # CP-7965, a.loads
map=94712854                                # theirs, by FNV-1a
start="xid=080027f8 strength=31d4d43d"

# --- discovery messages: the first three are good
{
    packet 4350 01 01 080027f8 $map 31d4d43d 00 00 00 00 0a010001 $texts
    packet 4350 01 02 080027f8 $map 31d4d43d 07 03 02 00 0a010001 $texts
    packet 4350 01 03 080027f8 $map 31d4d43d 01 00 00 00 0a010001 $texts
    packet 4351 01 01 080027f8 $map 31d4d43d 00 00 00 00 0a010001 $texts
    packet 4350 02 01 080027f8 $map 31d4d43d 00 00 00 00 0a010001 $texts
    packet 4350 01 04 080027f8 $map 31d4d43d 00 00 00 00 0a010001 $texts
    packet 4350 01 01 080027f8 $map 31d4d43d 00 00 00 01 0a010001 $texts
    packet 4350 01 01 080027f8 94712855 31d4d43d 00 00 00 00 0a010001 $texts
    packet 4350 01 01 080027f8 $map 31d4d43d 00 00 00 00 0a010001 $texts 00
    packet 4350 01 01 080027f8 $map 31d4d43d 00 00 00 00 0a010001 07 43502d37393635 07 612e6c
    packet 4350 01 01 080027f8 $map 31d4d43d 00 00 00 00 0a010001
    packet 4350 01 01 080027f8
} >"$scratch/udp.txt"
text2pcap -q -4 10.1.0.1,10.1.0.255 -u 4051,4051 "$scratch/udp.txt" "$scratch/udp.pcap" \
    2>"$scratch/err" || fail "text2pcap: $(cat "$scratch/err")"
decode "$scratch/udp.pcap" -T fields -e _ws.col.Info >"$scratch/info"
expect "a claim" "Claim $start depth=0 CP-7965 a.loads" "$(info 1)"
expect "an ad" "Ad 3 $start depth=2 [confirmed, transferring, full] CP-7965 a.loads" "$(info 2)"
expect "a withdraw" "Withdraw $start depth=0 [confirmed] CP-7965 a.loads" "$(info 3)"
number=4
for why in "wrong magic" "unknown version" "unknown kind" "the reserved byte is not zero" \
    "the map is not that of model and file" "goes on behind its texts" \
    "ends before its texts do" "ends before its texts do" "too short"; do
    expect "message $number" "[not well formed: $why]" "$(info $number)"
    number=$((number + 1))
done
expect "bad messages" "4 5 6 7 8 9 10 11 12 " \
    "$(decode "$scratch/udp.pcap" -Y pfs.malformed -T fields -e frame.number | tr '\n' ' ')"
expect "all fields of an ad" \
    "2|0x080027f8|0x94712854|0x31d4d43d|1|1|1|3|2|0|10.1.0.1|CP-7965|a.loads" \
    "$(decode "$scratch/udp.pcap" -Y frame.number==2 -T fields -E separator='|' -e pfs.message \
        -e pfs.xid -e pfs.map -e pfs.strength -e pfs.flags.confirmed -e pfs.flags.transferring \
        -e pfs.flags.full -e pfs.ad -e pfs.depth -e pfs.reserved -e pfs.address -e pfs.model \
        -e pfs.file)"

# --- frames: several in a segment, and FILE and DATA in two each; from the seventh segment on bad
digest=$(printf '%064d' 7)
{
    packet 0000001d 01 080027f8 $map 31d4d43d $texts
    packet 00000002 02 01 00000005 03 0a010002 00000005 04 00000003
    packet 00000012 05 02 0000000000000100 0000000000001000 00000001 06 00000029 07 00000000
    packet 00001000 $digest 000000
    packet 06 08 0102030405
    packet 00000002 09 00 00000002 0a 02
    packet 00000003 02 0101
    packet 0000001d 01 080027f8 $map 31d4d43d 07 43502d37393635 07 612e6c6f616474
    packet 00000002 0b 00
} >"$scratch/tcp.txt"
text2pcap -q -4 10.1.0.1,10.1.0.2 -T 4051,50000 "$scratch/tcp.txt" "$scratch/tcp.pcap" \
    2>"$scratch/err" || fail "text2pcap: $(cat "$scratch/err")"
decode "$scratch/tcp.pcap" -T fields -e _ws.col.Info >"$scratch/info"
expect "a JOIN" "JOIN xid=080027f8 CP-7965 a.loads" "$(info 1)"
expect "three frames" "ACCEPT depth=1; REDIRECT to 10.1.0.2; SUBTREE count=3" "$(info 2)"
expect "progress" "PROGRESS hop=2 256 of 4096; XFRCMD" "$(info 3)"
expect "a file" "FILE size=4096" "$(info 4)"
expect "data" "DATA 5 bytes" "$(info 5)"
expect "the end" "DONE kept; ABORT not here" "$(info 6)"
expect "a long ACCEPT" "ACCEPT [not well formed: its body has another length]" "$(info 7)"
expect "another map" "JOIN [not well formed: the map is not that of model and file]" "$(info 8)"
expect "an unknown frame" "[not well formed: unknown kind of frame]" "$(info 9)"
expect "bad frames" "7 8 9 " \
    "$(decode "$scratch/tcp.pcap" -Y pfs.malformed -T fields -e frame.number | tr '\n' ' ')"
expect "the digest" "$digest" "$(decode "$scratch/tcp.pcap" -Y pfs.sha256 -T fields -e pfs.sha256)"
expect "the data" 0102030405 "$(decode "$scratch/tcp.pcap" -Y pfs.data -T fields -e pfs.data)"

# --- lengths that no frame has
{
    packet 00000000 00
    packet 00010011 08
} >"$scratch/long.txt"
text2pcap -q -4 10.1.0.1,10.1.0.2 -T 4051,50000 "$scratch/long.txt" "$scratch/long.pcap" \
    2>"$scratch/err" || fail "text2pcap: $(cat "$scratch/err")"
decode "$scratch/long.pcap" -T fields -e _ws.col.Info >"$scratch/info"
expect "an empty frame" "[not well formed: a frame of 0 bytes]" "$(info 1)"
expect "a frame that is too long" "[not well formed: a frame of 65553 bytes]" "$(info 2)"

# --- a run: six phones, of which one has four below it
cat >"$scratch/firmware.csv" <<'END'
load,model_family,file,bytes,provenance
small,7965,small.loads,700,made up
small,7965,small.sbn,200000,made up
END
cat >"$scratch/models.csv" <<'END'
model,series,pfs,background,transport,load,provenance
CP-7965G,7965,yes,no,tftp,small,made up
END
cat >"$scratch/small.yaml" <<'END'
name: six phones
method: pfs
catalogue: {firmware: firmware.csv, models: models.csv}
subnets:
  - phones:
      - {model: CP-7965, count: 6}
END
run 0 run "$scratch/small.yaml" --json --pcap "$scratch/captures"
expect "phones completed" 6 "$(json .completed)"
: >"$scratch/decoded"
for capture in "$scratch/captures"/*.pcap; do
    decode "$capture" -Y 'udp.port == 4051 || (tcp.port == 4051 && tcp.len > 0)' -T fields \
        -E separator='|' -e _ws.col.Protocol -e pfs.message -e pfs.frame -e pfs.malformed \
        -e _ws.malformed -e _ws.expert.group >>"$scratch/decoded"
done
[ "$(wc -l <"$scratch/decoded")" -gt 1000 ] || fail "only $(wc -l <"$scratch/decoded") packets"
grep -E '^PFS' "$scratch/decoded" | grep -i malformed | head -3 | grep . && fail "malformed packets"
# seen FIELD NUMBER NAME: a packet in which the field (2 messages, 3 frames) has that number.
seen() {
    cut -d'|' -f"$1" "$scratch/decoded" | tr ',' '\n' | grep -qx "$2" || fail "the run has no $3"
}
seen 2 1 claim
seen 2 2 ad
seen 2 3 withdraw
number=1
for kind in JOIN ACCEPT REDIRECT SUBTREE PROGRESS XFRCMD FILE DATA DONE; do
    seen 3 $number $kind
    number=$((number + 1))
done

finish
