#!/bin/sh
# What was measured (FOLDER/measured.tsv, by measure.sh), beside what pfsim says of the same cases:
#   compare.sh FOLDER
# SEEDS=40: replications of each case; SLACK=1: how many times as far off it may be; PFSIM, PFSIM_DATA: the program.
# Exit status: 1 if a case is further off than it may be.
here=$(cd "$(dirname "$0")" && pwd)
set -u

folder=$1
tab=$(printf '\t')
work=$(mktemp -d "${TMPDIR:-/tmp}/pfsim-compare-XXXXXX")
trap 'rm -rf "$work"' EXIT
PFSIM=${PFSIM:-pfsim}
command -v "$PFSIM" >/dev/null || { echo "$PFSIM: no such program" >&2; exit 1; }

# The mean of one column of what was measured of a case: times of the hosts, in microseconds.
mean() { # COLUMN DIVISOR
    awk -F '\t' -v case="$case" -v column="$1" -v by="$2" '$1 == case { sum += $column; n++ } END { printf "%.3f", sum / n / by }' \
        "$folder/measured.tsv"
}

# Of so many draws from 0 to this the last is, on average, so much later than the first as was measured.
spread() {
    awk -v measured="$(mean 6 1)" -v clients="$clients" \
        'BEGIN { printf "%.3f", (clients > 1 ? measured * (clients + 1) / (clients - 1) : 0) }'
}

# When, in its second, one of the measured repetitions began: dnsmasq's clock is one of seconds. The first of so many
# clients starts so much later than a reset that is spread over a second.
phase() { # SEED
    awk -F '\t' -v case="$case" -v seed="$1" -v clients="$clients" '$1 == case { ms[n++] = $18 }
        END { printf "%d", ms[seed % n] + 1000 - 1000 * spread / (clients + 1) }' spread="$(spread)" "$folder/measured.tsv"
}

# A row a seed: case, completed, last (s), DATA again, requests, ACKs.
simulate() {
    set -- -s "server.kind=$server" -s "tftp.policy=$client" -s "subnets.phones.count=$clients" \
        -s "wan.shaper.rate=${rate}kbps" -s "wan.delay=$(mean 15 1)us" -s "wan.queue.limit=$queue packets" -s "firmware=$bytes" \
        -s "reset.spread=$(spread)s" -s "phone.turnaround=$(mean 13 1)us" -s "server.cpu=$(mean 14 2)us/packet"
    [ "$blksize" = - ] || set -- "$@" -s "tftp.blksize=$blksize"
    [ "$windowsize" = - ] || set -- "$@" -s "tftp.windowsize=$windowsize"
    seed=0
    while [ $seed -lt "${SEEDS:-40}" ]; do
        seed=$((seed + 1))
        "$PFSIM" run "$here/line.yaml" "$@" -s replication=$seed -s "reset.at=$(phase $seed)ms" --json || return
    done | jq -r --arg case "$case" \
        '[$case, .completed, .all_back_s // 0, .server.retransmissions, .messages.tftp.RRQ, .messages.tftp.ACK] | @tsv'
}

while IFS=$tab read -r case server client clients rate _ queue bytes blksize windowsize _ <&3; do
    case $case in '#'*) continue ;; esac
    grep -q "^$case$tab" "$folder/measured.tsv" && simulate
done 3<"$here/cases.tsv" >"$work/simulated.tsv"
awk -v slack="${SLACK:-1}" -f "$here/compare.awk" "$here/cases.tsv" "$folder/measured.tsv" "$work/simulated.tsv"
