#!/bin/bash
# Measures the event core, pfsim's first scenario and the memory that a phone takes, and prints a
# table; README.md says what each row means. `make bench` runs it in the build folder.
#
# Environment: PFSIM, the program (./pfsim); builddir and srcdir, the folders (.); ROUNDS, how often
# each is run (5; what takes minutes, once); PFSIM_BENCH_LIMIT and PFSIM_BENCH_PEER, programs to
# compare with (none).
set -u
export LC_ALL=C
: "${srcdir:=.}" "${builddir:=.}" "${ROUNDS:=5}"
: "${PFSIM:=$builddir/pfsim}" "${PFSIM_BENCH_LIMIT:=}" "${PFSIM_BENCH_PEER:=}"

fail()
{
    echo "bench: $*" >&2
    exit 1
}

[[ $ROUNDS =~ ^[1-9][0-9]*$ ]] || fail "ROUNDS=$ROUNDS: is not a number of rounds; give 1 or more"
work=$(mktemp -d) || fail "cannot make a temporary folder"
trap 'rm -rf "$work"' EXIT

# measure NAME COMMAND...: adds a line "seconds kilobytes" to the file NAME and keeps the output.
measure()
{
    local name=$1
    shift
    "$builddir/bench/measure" "$work/report" "$@" </dev/null >"$work/$name.out" ||
        fail "$name failed: $*"
    cat "$work/report" >>"$work/$name"
}

seconds() # NAME: the least of its runs, since whatever disturbs a run makes it longer
{
    sort -g "$work/$1" | awk 'NR == 1 { print $1 }'
}

kilobytes() # NAME: the most memory of its last run
{
    awk 'END { print $2 }' "$work/$1"
}

events() # NAME: as its output tells, "123 events" or "events": 123; nothing when it does not
{
    grep -oE '[0-9]+ events|^ *"events": [0-9]+' "$work/$1.out" | grep -oEm 1 '[0-9]+'
}

row() # NAME REFERENCE: a line of the table
{
    awk -v name="$1" -v seconds="$(seconds "$1")" -v kb="$(kilobytes "$1")" \
        -v events="$(events "$1")" -v reference="$2" -v than="$(seconds "$2")" '
        BEGIN {
            many = rate = ratio = "-"
            if (events != "")
                many = sprintf("%.2f", events / 1e6)
            if (events != "" && seconds > 0)
                rate = sprintf("%.2f", events / seconds / 1e6)
            if (name != reference && than > 0)
                ratio = sprintf("%.2f x %s", seconds / than, reference)
            printf "%-10s %9.3f %9s %10s %8.1f  %s\n", name, seconds, many, rate, kb / 1024, ratio
        }'
}

mean_number() # NAME: what an M/M/1 program computed
{
    sed -n 's/.*mean number in system //p' "$work/$1.out"
}

phones() # NAME COUNT
{
    measure "$1" "$PFSIM" run "$srcdir/bench/many-phones.yaml" --json \
        -s "subnets[0].phones[0].count=$2"
}

# Whole processes, one after the other in each round, so that a slower minute slows all of them.
read -ra limit <<<"$PFSIM_BENCH_LIMIT"
read -ra peer <<<"$PFSIM_BENCH_PEER"
ns3= # not empty: the engine on ns-3 has been built
[[ -e $builddir/.libs/ns3_engine.so ]] && ns3=yes
for ((round = 1; round <= ROUNDS; round++)); do
    measure mm1_bare "$builddir/bench/mm1_bare"
    measure mm1_core "$builddir/bench/mm1_core"
    measure analytic "$builddir/bench/analytic"
    measure analytic-1 "$builddir/bench/analytic" 200000 1
    if ((${#limit[@]})); then
        measure limit "${limit[@]}" 40 384000 0.02 10 7100000
        measure limit-64 "${limit[@]}" 40 384000 0.02 64 7100000
    fi
    measure pfsim "$PFSIM" run "$srcdir/scenarios/whitepaper-tftp.yaml" --json
    measure pfs-40 "$PFSIM" run "$srcdir/scenarios/whitepaper-pfs.yaml" --json
done
# What takes minutes has one turn.
if [[ $ns3 ]]; then
    measure ns3-tftp "$PFSIM" run "$srcdir/scenarios/whitepaper-tftp.yaml" --engine ns3 --json
    measure ns3-pfs "$PFSIM" run "$srcdir/scenarios/whitepaper-pfs.yaml" --engine ns3 --json
fi
if ((${#peer[@]})); then
    measure peer "${peer[@]}" 40 7100000
    if [[ $ns3 ]]; then
        measure ns3c_peer "$builddir/bench/ns3c_peer" 40 7100000
        measure ns3c_csma "$builddir/bench/ns3c_peer" 40 7100000 csma
    fi
fi
measure pfs-1000 "$PFSIM" run "$srcdir/scenarios/pfs-far-1000.yaml" --json
few=1000 many=5000
phones few $few
phones many $many

printf '%-10s %9s %9s %10s %8s  %s\n' program seconds 'M events' 'M events/s' MB 'time over that of another'
row mm1_bare mm1_bare
row mm1_core mm1_bare
row analytic mm1_bare
row analytic-1 analytic
if ((${#limit[@]})); then
    row limit limit
    row limit-64 limit
    row pfsim limit
    row pfsim limit-64
else
    row pfsim pfsim
fi
row pfs-40 pfsim
row pfs-1000 pfsim
if [[ $ns3 ]]; then
    row ns3-tftp pfsim
    row ns3-pfs pfs-40
fi
if ((${#peer[@]})); then
    row peer pfsim
    if [[ $ns3 ]]; then
        row ns3c_peer peer
        row ns3c_csma peer
        row ns3-tftp peer
    fi
fi
echo
echo "memory of a phone: $(((($(kilobytes many) - $(kilobytes few)) * 1024) / (many - few))) bytes" \
    "($many phones and $few)"
echo "mean number in the M/M/1 queue: $(mean_number mm1_core)"
[[ $(mean_number mm1_core) == "$(mean_number mm1_bare)" ]] ||
    fail "mm1_core and mm1_bare differ: $(mean_number mm1_bare) without the event core"
