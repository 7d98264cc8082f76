#!/bin/sh
# Builds the tree in each way that matters and runs the tests in it; ./quickstart check calls it.
# What must hold: warnings are errors; tests pass with gcc, and with clang under AddressSanitizer and
# UBSan; a clang -O0 build gives the same fingerprints; the distribution builds, tests and installs.
set -u
cd "$(dirname "$0")/.."
jobs=$(nproc)
log=build-check.log
failed=0

say() {
    printf '\n== %s\n' "$*"
}

die() {
    say "failed: $*"
    exit 1
}

# configured FOLDER [OPTION]...
configured() {
    folder=$1
    shift
    mkdir -p "$folder" && (cd "$folder" && ../configure -q "$@") || die "configure in $folder"
}

# tested FOLDER: make check there, with what the test programs say of themselves.
tested() {
    make -s -C "$1" -j"$jobs" || die "building $1"
    make -s -C "$1" -j"$jobs" check >"$1/check.log" 2>&1 || failed=1
    grep -E '^(FAIL|ERROR|XPASS|SKIP):' "$1/check.log"
    grep -h '^[0-9]*%: Checks:' $(find "$1/tests" -name '*.log')
    sed -n 's/^# \(TOTAL\|PASS\|FAIL\|ERROR\|SKIP\): */&/p' "$1/check.log" | tr '\n' ' '
    echo
    [ "$failed" -eq 0 ] || cat "$1/test-suite.log"
    [ "$failed" -eq 0 ] || die "make check in $1"
}

# counted FOLDER: adds its tests to the totals.
counted() {
    for kind in PASS FAIL ERROR SKIP; do
        count=$(sed -n "s/^# $kind: *//p" "$1/check.log")
        case $kind in
        PASS) passed=$((passed + count)) ;;
        SKIP) skipped=$((skipped + count)) ;;
        *) not_passed=$((not_passed + count)) ;;
        esac
    done
}

passed=0 not_passed=0 skipped=0

say "autoreconf"
autoreconf -i >"$log" 2>&1 || { cat "$log"; die autoreconf; }

say "gcc -O2, warnings are errors"
configured build --enable-werror
tested build
counted build

say "clang, AddressSanitizer and UBSan"
# The flag for libFuzzer lets the same objects be fuzzed afterwards.
configured build-sanitized --enable-werror --enable-sanitizers CC=clang \
    CFLAGS="-O1 -g -fsanitize=fuzzer-no-link"
tested build-sanitized
counted build-sanitized

say "each fuzz target for two seconds"
make -s -C build-sanitized -j"$jobs" fuzz-here FUZZ_SECONDS=2 >"$log" 2>&1 || not_passed=$((not_passed + 1))
grep -A 30 -E '^(PASS|FAIL)' "$log" || { cat "$log"; die "building the fuzz targets"; }
passed=$((passed + $(grep -c '^PASS:' "$log")))


say "gcc -O2 and clang -O0 give the same fingerprints"
configured build-clang --enable-werror CC=clang CFLAGS=-O0
make -s -C build-clang -j"$jobs" pfsim || die "building build-clang"
if srcdir=. PFSIM=build-clang/pfsim PFSIM_DATA=. PFSIM_ENGINES=build-clang/.libs \
    sh tests/golden/golden_test.sh; then
    echo "PASS: tests/golden/fingerprints.tsv"
    passed=$((passed + 1))
else
    echo "FAIL: clang -O0 differs from tests/golden/fingerprints.tsv"
    not_passed=$((not_passed + 1))
fi

say "make distcheck"
if make -s -C build -j"$jobs" distcheck >"$log" 2>&1; then
    echo "PASS: distcheck"
    passed=$((passed + 1))
else
    tail -n 60 "$log"
    echo "FAIL: distcheck"
    not_passed=$((not_passed + 1))
fi

say "all of it"
echo "$passed passed, $not_passed failed, $skipped skipped"
[ "$not_passed" -eq 0 ] && [ "$passed" -gt 0 ]
