#!/bin/sh
# Every shipped scenario does what its baseline in results/baselines/ says, and each has one.
# BASELINES_LEFT_OUT: names that are not looked at (grep -E).
. "$srcdir/tests/support.sh"

if sanitized; then
    echo "SKIP: with AddressSanitizer it takes many minutes; scenarios_test.sh runs all of them"
    exit 77
fi
names=
if [ -n "${BASELINES_LEFT_OUT:-}" ]; then
    names=$(basename -a -s .json "$srcdir"/results/baselines/*.json | grep -Ev -- "$BASELINES_LEFT_OUT")
fi
# shellcheck disable=SC2086 # names are words
"$PFSIM" baseline check $names >"$scratch/out" 2>"$scratch/err" || {
    cat "$scratch/out"
    grep -v 'runs done' "$scratch/err"
    fail "scenarios do not do what they did: if they should, make baselines BECAUSE=\"...\""
}
grep -A 1 SKIPPED "$scratch/out"
tail -1 "$scratch/out" # how many

finish
