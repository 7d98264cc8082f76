#!/bin/sh
# What was measured (FOLDER/measured.tsv, by measure.sh), beside what pfsim says of the same cases:
#   compare.sh FOLDER      SEEDS=20: replications of each case; PFSIM, PFSIM_DATA: the program
# Exit status: 1 if a case is further off than it may be.
here=$(cd "$(dirname "$0")" && pwd)
set -u

folder=$1
tab=$(printf '\t')
work=$(mktemp -d "${TMPDIR:-/tmp}/pfsim-compare-XXXXXX")
trap 'rm -rf "$work"' EXIT
PFSIM=${PFSIM:-pfsim}
command -v "$PFSIM" >/dev/null || { echo "$PFSIM: no such program" >&2; exit 1; }

# What the case's client asks for by itself.
habits() { # CLIENT BLKSIZE
    case $1,$2 in
    curl,-) ;;
    curl,*) echo "-s tftp.tsize=on -s tftp.timeout=6" ;;
    busybox,*) echo "-s tftp.tsize=on" ;;
    esac
}

policy() { # CLIENT
    echo "$1"
}

# A row a seed: case, completed, last (s), DATA again, what clients sent again.
simulate() {
    set -- -s "server.kind=$server" -s "tftp.policy=$(policy "$client")" -s "subnets.phones.count=$clients" \
        -s "wan.shaper.rate=${rate}kbps" -s "wan.queue.limit=$queue packets" -s "firmware=$bytes"
    [ "$blksize" = - ] || set -- "$@" -s "tftp.blksize=$blksize"
    [ "$windowsize" = - ] || set -- "$@" -s "tftp.windowsize=$windowsize"
    seed=0
    while [ $seed -lt "${SEEDS:-20}" ]; do
        seed=$((seed + 1))
        # shellcheck disable=SC2046 # several options
        "$PFSIM" run "$here/line.yaml" "$@" $(habits "$client" "$blksize") -s replication=$seed --json || return
    done | jq -r --arg case "$case" \
        '[$case, .completed, .all_back_s // 0, .server.retransmissions, .phone_retransmissions] | @tsv'
}

while IFS=$tab read -r case server client clients rate queue bytes blksize windowsize _ <&3; do
    case $case in '#'*) continue ;; esac
    grep -q "^$case$tab" "$folder/measured.tsv" && simulate
done 3<"$here/cases.tsv" >"$work/simulated.tsv"
awk -f "$here/compare.awk" "$folder/measured.tsv" "$work/simulated.tsv"
