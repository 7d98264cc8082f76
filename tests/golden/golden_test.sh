#!/bin/sh
# Every shipped scenario does what it did: its fingerprint is that of tests/golden/fingerprints.tsv.
. "$srcdir/tests/support.sh"
need jq

table=$srcdir/tests/golden/fingerprints.tsv
left_out=${GOLDEN_LEFT_OUT:-^$}
if nm "$PFSIM" 2>/dev/null | grep -q __asan_init; then
    echo "SKIP: with AddressSanitizer it takes many minutes; scenarios_test.sh runs all of them"
    exit 77
fi
if [ ! -f "$PFSIM_ENGINES/ns3_engine.so" ]; then
    echo "Without ns-3 the rows of its engine are left out"
    left_out="$left_out|--engine ns3"
fi
sh "$srcdir/tests/golden/fingerprints.sh" "$table" "$left_out" >"$scratch/now"
diff -U 0 "$table" "$scratch/now" || 
    fail "behaviour has changed (if it should: make golden, and the commit says which row moved and why)"

finish
