#!/bin/sh
# Each fuzz target gets its stored corpus.
. "$srcdir/tests/support.sh"

for target in "$srcdir"/tests/fuzz/*_fuzz.c; do
    name=$(basename "$target" _fuzz.c)
    "$builddir/tests/fuzz/${name}_fuzz" "$srcdir/tests/fuzz/corpus/$name" >"$scratch/out" 2>&1 ||
        fail "$name: $(tail -n 5 "$scratch/out")"
    cat "$scratch/out"
done

finish
