#!/bin/sh
# Lets every fuzz target look for new inputs for SECONDS_EACH seconds; they stay in fuzz/ of the build
# folder, with what a target failed on. `make fuzz-here` builds the targets there and calls it.
#
# usage: fuzz.sh CORPORA   in the build folder
set -eu
corpora=$1
failed=
for target in fuzz/*_fuzz; do
    name=$(basename "$target" _fuzz)
    mkdir -p "fuzz/corpus-$name"
    if "./$target" -max_total_time="$SECONDS_EACH" -timeout=10 -artifact_prefix="fuzz/$name-" \
        "fuzz/corpus-$name" "$corpora/$name" >"fuzz/$name.log" 2>&1; then
        echo "PASS: $name: $(sed -n 's/^Done \([0-9]*\) runs.*/\1 inputs/p' "fuzz/$name.log")"
    else
        echo "FAIL: $name:"
        tail -n 30 "fuzz/$name.log"
        failed="$failed $name"
    fi
done
[ -z "$failed" ] || echo "fuzz/NAME-crash-... holds the input of:$failed"
[ -z "$failed" ]
