#!/bin/sh
# Every shipped scenario does what it did: its fingerprint is that of tests/golden/fingerprints.tsv.
. "$srcdir/tests/support.sh"
need jq

table=$srcdir/tests/golden/fingerprints.tsv
left_out='^$'
if nm "$PFSIM" 2>/dev/null | grep -q __asan_init; then
    echo "With AddressSanitizer the rows of 1000 phones are left out: they take minutes"
    left_out='far-1000	-(	|$)'
fi
if [ ! -f "$PFSIM_ENGINES/ns3_engine.so" ]; then
    echo "Without ns-3 the rows of its engine are left out"
    left_out="$left_out|--engine ns3"
fi
sh "$srcdir/tests/golden/fingerprints.sh" "$table" "$left_out" >"$scratch/now"
diff -U 0 "$table" "$scratch/now" || 
    fail "behaviour has changed (if it should: make golden, and the commit says which row moved and why)"

finish
