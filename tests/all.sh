#!/bin/sh
# Builds the tree in each way that matters and runs the tests in it; ./quickstart check calls it.
# What must hold: warnings are errors; tests pass with gcc, and with clang under AddressSanitizer and
# UBSan; without an environment; a clang -O0 build gives the same fingerprints and numbers; each fuzz target finds
# nothing in two seconds; the distribution builds, tests and installs, for a user who is not root.
set -u
cd "$(dirname "$0")/.."
jobs=$(nproc)
export XZ_OPT=-0 # nobody downloads what is packed here
log=build-check.log
failed=0

# say WHAT: and when it is, and the processor's time, of user and system, that all before it has taken.
say() {
    times >"$log"
    printf '\n== %s\n(%s, %s of processor)\n' "$*" "$(date +%T)" "$(tail -n 1 "$log" | tr ' ' '+')"
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

# tested FOLDER [COMMAND]...: make check there, started by the command, with what the test programs
# say of themselves; of $tests only, if that is not empty.
tests=
tested() {
    tested=$1
    shift
    make -s -C "$tested" -j"$jobs" || die "building $tested"
    "$@" make -s -C "$tested" -j"$jobs" check ${tests:+"TESTS=$tests"} >"$tested/check.log" 2>&1 ||
        failed=1
    tell_tests "$tested"
}

tell_tests() {
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

# passes NAME COMMAND...: counts it, and shows what a failing one has said.
passes() {
    name=$1
    shift
    if "$@" >"$log" 2>&1; then
        echo "PASS: $name"
        passed=$((passed + 1))
    else
        tail -n 60 "$log"
        echo "FAIL: $name"
        not_passed=$((not_passed + 1))
    fi
}

# as_nobody FOLDER COMMAND...: by somebody who is not root, whose folder it then is; by whoever runs this
# when that is not root.
as_nobody() {
    theirs=$1
    shift
    if [ "$(id -u)" -eq 0 ]; then
        chown -R nobody "$theirs" && runuser -u nobody -- "$@"
    else
        "$@"
    fi
}

# all_distributed FOLDER: what git knows of is in that folder, but for what is only git's.
all_distributed() {
    git ls-files | grep -vx .gitignore | while read -r file; do
        [ -e "$1/$file" ] || echo "not distributed: $file"
    done >build/missing
    cat build/missing
    [ ! -s build/missing ]
}

passed=0 not_passed=0 skipped=0

say "autoreconf"
autoreconf -i >"$log" 2>&1 || { cat "$log"; die autoreconf; }

say "configure, for each of the builds side by side: it keeps one processor busy at most"
# Of C++ there is only what binds ns-3. A program that tells libFuzzer of each comparison takes up to twice as long:
# what is fuzzed is built apart from what is tested.
configured build-sanitized --enable-werror --enable-sanitizers CC=clang CFLAGS="-O1 -g" CXXFLAGS="-O0 -g" &
sanitized=$!
configured build-fuzz --enable-werror --enable-sanitizers --without-ns3 --disable-dependency-tracking CC=clang \
    CFLAGS="-O1 -g -fsanitize=fuzzer-no-link" &
fuzz=$!
configured build --enable-werror
wait "$sanitized" && wait "$fuzz" || exit 1

say "gcc -O2, warnings are errors; the tests without a locale, a home, or anything else in their environment"
tested build env -i PATH="$PATH"
counted build

say "the white paper without an environment, by somebody who is not root"
copy=$(mktemp -d "${TMPDIR:-/tmp}/pfsim-job-XXXXXX")
cp build/pfsim "$copy" && cp -r models results plots scenarios "$copy" || die "copying the program"
passes "the white paper, empty environment, as nobody" \
    as_nobody "$copy" env -i PATH="$PATH" "$copy/pfsim" whitepaper -o "$copy/paper"
rm -rf "$copy"

say "clang, AddressSanitizer and UBSan"
tests=$(make -s -C build-sanitized sanitized-tests) # the others have run above
tested build-sanitized
counted build-sanitized

say "each fuzz target for two seconds"
make -s -C build-fuzz -j"$jobs" fuzz-here FUZZ_SECONDS=2 >"$log" 2>&1 || not_passed=$((not_passed + 1))
grep -A 30 -E '^(PASS|FAIL)' "$log" || { cat "$log"; die "building the fuzz targets"; }
passed=$((passed + $(grep -c '^PASS:' "$log")))

say "make distcheck with clang -O0, by somebody who is not root and has no home"
# The distribution unpacked is the copy of the tree. Its tests are those that can differ here; fingerprints and numbers
# are among them, which clang -O0 must not change. What is built once needs no dependencies tracked.
copy=$(mktemp -d "${TMPDIR:-/tmp}/pfsim-distcheck-XXXXXX")
options="--enable-werror --disable-dependency-tracking CC=clang CFLAGS=-O0 CXXFLAGS=-O0 --cache-file=$copy/cache"
distributed() {
    make -s -C build dist && tar -xf build/pfsim-*.tar.xz -C "$copy" --strip-components=1 &&
        mkdir "$copy/build" && as_nobody "$copy" sh -c \
        "cd '$copy/build' && ../configure -q $options &&
            make -s -j$jobs distcheck DISTCHECK_CONFIGURE_FLAGS='$options' \
                TESTS='$(make -s -C build distcheck-tests)' \
                check_PROGRAMS='$(make -s -C build distcheck-programs)'"
}
passes "distcheck" distributed
cp "$log" build/distcheck.log
grep -E '^SKIP:' build/distcheck.log
passes "gcc -O2 and clang -O0 give the same fingerprints and numbers" \
    grep -x 'PASS: tests/studies/baselines_test.sh' build/distcheck.log
if git ls-files --error-unmatch tests/all.sh >"$log" 2>&1; then
    passes "all that is in the repository is distributed" all_distributed "$copy"
else
    echo "SKIP: whether all is distributed: no git, or not its checkout: $(head -n 1 "$log")"
    skipped=$((skipped + 1))
fi
rm -rf "$copy"

say "all of it"
echo "$passed passed, $not_passed failed, $skipped skipped"
[ "$not_passed" -eq 0 ] && [ "$passed" -gt 0 ]
