#!/bin/sh
# Runs the rows of a table of fingerprints, and each shipped scenario that it lacks, and prints the
# table as it is now. A row is a scenario, options of `pfsim run` ("-": none), and what came out.
#
# usage: fingerprints.sh TABLE [LEFT_OUT]   with srcdir and PFSIM set, as `make golden` and
# golden_test.sh do; rows that match LEFT_OUT (grep -E) are printed as they are, and not run.
set -eu
table=$1 left_out=${2:-^$}
export LC_ALL=C
work=$(mktemp -d "${TMPDIR:-/tmp}/pfsim-golden-XXXXXX")
trap 'rm -rf "$work"' EXIT

# A row with the values of a run; of one that fails, what it said.
cat >"$work/row" <<'END'
scenario=$1 options=$2
[ "$options" != - ] || options=
# shellcheck disable=SC2086 # the options are words
result=$("$PFSIM" run "$srcdir/scenarios/$scenario.yaml" --json $options 2>&1 </dev/null) &&
    result=$(printf '%s' "$result" | jq -r '[.fingerprint, .completed, .upgrade_time_s] | @tsv')
printf '%s\t%s\t%s\n' "$scenario" "$2" "$result"
END

grep -v -e '^#' -e '^scenario	' "$table" | cut -f 1,2 >"$work/rows"
for scenario in "$srcdir"/scenarios/*.yaml; do
    printf '%s\t-\n' "$(basename "$scenario" .yaml)"
done >>"$work/rows"
grep -Ev -- "$left_out" "$work/rows" | sort -u >"$work/run"

# The long ones, of 1000 phones, begin first.
{ sed -n '/far-1000/p' "$work/run" && sed '/far-1000/d' "$work/run"; } >"$work/order"
{
    grep -v '^#' "$table" | grep -E -- "$left_out" || true
    tr '\t\n' '\0\0' <"$work/order" | xargs -0 -r -n 2 -P "$(nproc)" sh "$work/row"
} | sort >"$work/results"

grep -e '^#' -e '^scenario	' "$table"
cat "$work/results"
