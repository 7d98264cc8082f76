#!/bin/sh
# What was once measured with real servers and clients (line/measured.tsv) beside what pfsim says of it today: with
# few replications, and so allowed to be off by half as much again as by `make realcheck`.
. "$srcdir/tests/support.sh"
need jq

folder="$srcdir/tests/real/line"
SEEDS=11 SLACK=1.5 sh "$folder/compare.sh" "$folder" >"$scratch/out" 2>&1 || fail "$(cat "$scratch/out")"
expect "rows of the comparison" "$(grep -vc '^#' "$folder/cases.tsv")" "$(grep -c '^| [a-z]*-.* s |' "$scratch/out")"

finish
