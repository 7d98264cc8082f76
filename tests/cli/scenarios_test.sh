#!/bin/sh
# Every scenario that is shipped runs, and does what its comment says it is for.
. "$srcdir/tests/support.sh"
need jq

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
    *) set -- ;;
    esac
    run 0 run "$scenario" --json "$@"
    cp "$scratch/out" "$scratch/$name.json"
    case $name in
    load-server-*-file) expect "$name: completed" 0 "$(json .completed)" ;;
    *) expect "$name: all completed" true "$(json '.completed == .phones')" ;;
    esac
done

# The two white paper scenarios differ in the method alone.
expect "lines in which the methods' scenarios differ" 2 "$(
    sed '/^#/d' "$srcdir/scenarios/whitepaper-tftp.yaml" >"$scratch/tftp"
    sed '/^#/d' "$srcdir/scenarios/whitepaper-load-server.yaml" >"$scratch/load-server"
    diff "$scratch/tftp" "$scratch/load-server" | grep -c '^[<>]'
)"

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

finish
