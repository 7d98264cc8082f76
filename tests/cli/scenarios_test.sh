#!/bin/sh
# Every scenario that is shipped runs, and does what its comment says it is for.
. "$srcdir/tests/support.sh"
need jq

# Sanitizers see of each its first five minutes or all; what comes of it, builds without them look at.
sanitized=no
! sanitized || sanitized=yes

for scenario in "$srcdir"/scenarios/*.yaml; do
    name=$(basename "$scenario" .yaml)
    head -n 1 "$scenario" | grep -q '^# ' || fail "$name says in no comment what it is for"
    grep -qi 'assumed' "$scenario" || fail "$name does not say what is assumed"
    run 0 scenario "$scenario" --explain
    case $name in
    far-1000) # the whole of it takes many seconds: the same network, with a small firmware
        set -- -s firmware='by model'
        for i in 0 1 2 3 4; do
            set -- "$@" -s "subnets[$i].phones[0].model=CP-7940"
        done
        ;;
    pfs-far-1000) # the same network, with a tenth of the phones
        set --
        for i in 0 1 2 3 4; do
            set -- "$@" -s "subnets[$i].phones[0].count=20"
        done
        ;;
    *) set -- ;;
    esac
    if [ $sanitized = yes ]; then
        case $name in
        pfs-spread-600 | two-servers) ;; # phones reset later
        *) set -- "$@" -s run.limit=5min ;;
        esac
        run 0 run "$scenario" --json "$@"
        continue
    fi
    run 0 run "$scenario" --json "$@"
    cp "$scratch/out" "$scratch/$name.json"
    case $name in
    load-server-*-file | pfs-missing-file)
        expect "$name: completed" 0 "$(json .completed)"
        ;;
    pfs-root-unplugged)
        expect "$name: the others completed" "$(($(json .phones) - 1))" "$(json .completed)"
        expect "$name: why one has not" unplugged "$(json '.incomplete[0].reason')"
        ;;
    defect-CSCtg96408-unchecked)
        expect "$name: some have not completed" true "$(json '.completed < .phones')"
        expect "$name: why" 'does not boot' "$(json '[.incomplete[].reason] | unique[]')"
        ;;
    *) expect "$name: all completed" true "$(json '.completed == .phones')" ;;
    esac
done

if [ $sanitized = yes ]; then
    echo 'SKIPPED HERE: what comes of the scenarios, which takes minutes with sanitizers'
    finish
fi

# The white paper's scenarios differ in the method alone.
sed '/^#/d' "$srcdir/scenarios/whitepaper-tftp.yaml" >"$scratch/tftp"
for method in load-server pfs; do
    expect "lines in which the scenarios for tftp and $method differ" 2 "$(
        sed '/^#/d' "$srcdir/scenarios/whitepaper-$method.yaml" >"$scratch/$method"
        diff "$scratch/tftp" "$scratch/$method" | grep -c '^[<>]'
    )"
done

# Two sites with settings of their own: the office begins when it is told to, and asks the second
# server, which the branch turns to when the first goes. Half of one group share, as drawn.
two() {
    jq -r "$1" "$scratch/two-servers.json"
}
expect 'two servers: both are asked' 2 "$(two '[.servers[] | select(.requests > 0)] | length')"
expect 'two servers: the second is asked by all of the office' true "$(two '.servers[1].requests >= 240')"
expect 'two servers: the office begins later' true "$(two '.all_back_s > 900')"
expect 'two servers: phones that share' true "$(two '[.by_method[] | select(.name == "pfs")][0].phones | . > 20 and . < 30')"

# Real servers' retransmission: nothing is lost, yet tftpd-hpa's timer of 1 s, doubled, sends every
# block two or three times, and takes much longer than the link needs. The patient one sends none
# twice.
of() {
    jq -r "$2" "$scratch/policy-$1.json"
}
for kind in cucm-tftp tftpd-hpa atftpd dnsmasq; do
    expect "$kind: drops" 0 "$(of $kind .wan.drops)"
done
expect "cucm-tftp: sent again" 0 "$(of cucm-tftp .server.retransmissions)"
expect "tftpd-hpa: times each block is sent is 2 to 3" true "$(of tftpd-hpa \
    '.server.data_blocks / (.server.data_blocks - .server.retransmissions) | . >= 1.9 and . <= 3.1')"
slower=$(jq -n "$(of tftpd-hpa .upgrade_time_s) / $(of cucm-tftp .upgrade_time_s) > 1.8")
expect "tftpd-hpa takes much longer" true "$slower"

# A call beside the upgrade: the arithmetic is in tests/scenarios/voice_test.c. Where voice goes first,
# or the site shares, it is as good as before the upgrade to the first decimal of its MOS, and nothing
# of it is lost; behind a queue that is always full many users are dissatisfied. Larger blocks make it
# wait for longer, and of a queue in packets they make it worse.
mos() { # OPTION...: of the direction that is worse
    run 0 run "$@" -s run.limit=10min --json
    json '.calls.mos * 10 | round / 10'
}
voice=$srcdir/scenarios/voice
expect 'MOS before an upgrade' 4 "$(jq '.calls.mos_before * 10 | round / 10' "$scratch/voice-fifo.json")"
expect 'MOS, TFTP, one queue' 3.4 "$(mos "$voice-fifo.yaml")"
expect 'MOS, TFTP, one queue, large blocks' 1.6 "$(mos "$voice-fifo.yaml" -s tftp.blksize=1428)"
expect 'MOS, PFS, one queue' 4 "$(mos "$voice-fifo.yaml" -m pfs)"
expect 'MOS, load server' 4 "$(mos "$voice-fifo.yaml" -m load-server)"
expect 'MOS, TFTP, voice first' 4 "$(mos "$voice-priority.yaml")"
expect 'lost, TFTP, voice first' 0 "$(json .calls.lost)"
# 8 ms, 1.417 of its own and a block of 11.5 or 30.583, and some 16 us on cables
expect 'longest way, TFTP, voice first' true "$(json '.calls.delay_s.max <= 0.020934')"
expect 'MOS, TFTP, voice first, large blocks' 4 "$(mos "$voice-priority.yaml" -s tftp.blksize=1428)"
expect 'longest way, large blocks' true "$(json '.calls.delay_s.max | . > 0.0390 and . <= 0.040017')"
for name in voice-satellite voice-classes; do
    expect "$name: lost" 0 "$(jq .calls.lost "$scratch/$name.json")"
done
expect 'over a satellite, before and during' true "$(jq '.calls | .mos_before - .mos < 0.05' "$scratch/voice-satellite.json")"

# How often files travelled over the WAN: six files a load. The 7931 have sharing off, each of six
# downloads all; the others' load is downloaded once. The phone that comes late shares nothing.
downloads() {
    jq .wan.downloads "$scratch/$1.json"
}
expect "downloads of the site by PFS" 6 "$(downloads whitepaper-pfs)"
expect "downloads with CSCud66570" $((6 * 6 + 6)) "$(downloads defect-CSCud66570)"
expect "downloads with CSCus67416" $((6 + 6)) "$(downloads defect-CSCus67416)"
run 0 run "$srcdir/scenarios/defect-CSCus67416.yaml" -s reset.interval=10s --json
expect "downloads when phone B comes in time" 6 "$(json .wan.downloads)"

# Two loads of six files, each downloaded once, and nobody in the way of it: the phones that have the
# second load share its index, and are back long before the others.
run 0 run "$srcdir/scenarios/steps-7941.yaml" -o "$scratch/steps"
grep -q '^    had the load already    *10 of them: no restart$' "$scratch/out" || fail 'who had it'
grep -q '^  loads of a phone    *up to 2, one after the other$' "$scratch/out" || fail 'how many loads'
expect "unchanged, loads" "10 2" "$(jq -r '"\(.unchanged) \(.loads)"' "$scratch/steps/summary.json")"
expect "downloads of two loads, and of the index by those who come first" 13 "$(downloads steps-7941)"
expect "phones that had the load" 10 "$(grep -c ,unchanged,yes, "$scratch/steps/phones.csv")"
expect "when they are back" true "$(awk -F , '$10 == "unchanged" && $15 > 60 {late = 1} END {print late ? "false" : "true"}' "$scratch/steps/phones.csv")"

finish
