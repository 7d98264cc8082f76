#!/bin/sh
# Lets every fuzz target look for new inputs for SECONDS_EACH seconds, as many at a time as there are processors; the
# inputs stay in fuzz/ of the build folder, with what a target failed on. `make fuzz-here` builds the targets there
# and calls it.
#
# usage: fuzz.sh CORPORA            in the build folder
#        fuzz.sh CORPORA TARGET     one of them, what is to be said of it to fuzz/NAME.result
set -eu
corpora=$1
if [ $# -eq 2 ]; then
    name=$(basename "$2" _fuzz)
    mkdir -p "fuzz/corpus-$name"
    if "./$2" -max_total_time="$SECONDS_EACH" -timeout=10 -artifact_prefix="fuzz/$name-" \
        "fuzz/corpus-$name" "$corpora/$name" >"fuzz/$name.log" 2>&1; then
        echo "PASS: $name: $(sed -n 's/^Done \([0-9]*\) runs.*/\1 inputs/p' "fuzz/$name.log")"
    else
        echo "FAIL: $name:"
        tail -n 30 "fuzz/$name.log"
    fi >"fuzz/$name.result"
    exit 0
fi
rm -f fuzz/*.result
printf '%s\n' fuzz/*_fuzz | xargs -n 1 -P "$(nproc)" sh "$0" "$corpora"
cat fuzz/*.result
failed=$(sed -n 's/^FAIL: \(.*\):$/\1/p' fuzz/*.result | tr '\n' ' ')
[ -z "$failed" ] || echo "fuzz/NAME-crash-... holds the input of: $failed"
[ -z "$failed" ]
