#!/bin/bash
# What many sites cost: instructions (callgrind) an event, of building, and of sites together against
# sites alone; memory of 10,000 sites. See README.md; $PFSIM is the program.
set -eu
scenario=$srcdir/bench/sites.yaml
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# count NAME OPTION...: instructions and events of a run, as $work/NAME
count() {
    local name=$1
    shift
    valgrind --tool=callgrind --callgrind-out-file=/dev/null "$PFSIM" run "$scenario" "$@" \
        >"$work/out" 2>"$work/err"
    awk -v OFS=' ' '/refs:/ { gsub(",", ""); i = $NF } / events, in / { gsub(",", "")
        for (k = 2; k <= NF; k++) if ($k == "events") e = $(k - 1) } END { print i, e }' \
        "$work/err" "$work/out" >"$work/$name"
}

ratio() { # TEXT LIMIT EXPRESSION: of the fields of two files
    awk -v text="$1" -v limit="$2" "NR == 1 { i = \$1; e = \$2 } NR == 2 {
        printf \"%-52s %6.2f   (at most %s)\n\", text, $3, limit }" "$work/$4" "$work/$5"
}

built=(-s reset.spread=0s -s run.limit=1ms)
count few -s "sites[0].count=100"
count many -s "sites[0].count=1000"
count built1 -s "sites[0].count=1000" "${built[@]}"
count built2 -s "sites[0].count=2000" "${built[@]}"
count alone -s "sites[0].count=1" -s "sites[0].subnets[0].phones[0].count=40"
count together -s "sites[0].count=120" -s "sites[0].subnets[0].phones[0].count=40"
ratio "instructions an event, 1,000 sites over 100" 1.3 "(\$1 / \$2) / (i / e)" few many
ratio "building and the first millisecond, 2,000 over 1,000" 2.1 "\$1 / i" built1 built2
ratio "120 sites together over 120 times one" 1.3 "\$1 / (120 * i)" alone together
if [ "${SCALE_LARGE:-yes}" = yes ]; then
    /usr/bin/time -f %M -o "$work/memory" "$PFSIM" run "$scenario" -s "sites[0].count=10000" >"$work/out"
    awk '{ printf "%-52s %6.2f   (at most 2)\n", "memory of 10,000 sites of 20 phones, GB", $1 * 1024 / 1e9 }' \
        "$work/memory"
fi
