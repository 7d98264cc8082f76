#!/bin/bash
# usage: fuzz.sh SOURCE_FOLDER BUILD_FOLDER; `make fuzz` sets CC, CFLAGS, LIBS and SECONDS_EACH.
# Builds every target with libFuzzer and lets each look for new inputs, which stay in BUILD_FOLDER.
set -eu
source=$(realpath "$1")
mkdir -p "$2"
cd "$2"
files=$(cd "$source" && ls base/*.c sim/*.c models/*/*.c scenarios/*.c sim/native/*.c)
for target in "$source"/tests/fuzz/*_fuzz.c; do
    name=$(basename "$target" _fuzz.c)
    echo "== $name"
    # shellcheck disable=SC2086 # the flags are lists
    (cd "$source" && $CC $CFLAGS -I. "tests/fuzz/${name}_fuzz.c" $files -o "$OLDPWD/$name" $LIBS)
    mkdir -p "corpus-$name"
    "./$name" -max_total_time="$SECONDS_EACH" -print_final_stats=1 "corpus-$name" \
        "$source/tests/fuzz/corpus/$name"
done
