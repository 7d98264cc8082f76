# What test scripts have in common; each begins with `. "$srcdir/tests/support.sh"`.
# Set by `make check`: srcdir, builddir, PFSIM (the program), PFSIM_DATA.
set -u

scratch=$(mktemp -d "${TMPDIR:-/tmp}/pfsim-test-XXXXXX")
trap 'rm -rf "$scratch"' EXIT
failures=0

fail() {
    echo "FAIL: $*"
    failures=$((failures + 1))
}

# expect WHAT WANTED GOT
expect() {
    [ "$2" = "$3" ] || fail "$1: wanted '$2', got '$3'"
}

# run WANTED_STATUS ARGUMENT...: runs pfsim; its output is in $scratch/out and $scratch/err.
run() {
    wanted=$1
    shift
    status=0
    "$PFSIM" "$@" >"$scratch/out" 2>"$scratch/err" </dev/null || status=$?
    [ "$status" -eq "$wanted" ] ||
        fail "pfsim $*: status $status, wanted $wanted; it said: $(head -c 300 "$scratch/err")"
}

# said PATTERN: what the last run said on stderr is one line, and has the pattern (grep -E). On a busy machine
# it may have said how many runs are done.
said() {
    expect "lines on stderr for '$1'" 1 "$(grep -Evc '^pfsim: [0-9,]+ (of [0-9,]+ )?runs( done)?(,|$)' "$scratch/err")"
    grep -Eq -- "$1" "$scratch/err" || fail "'$(head -c 300 "$scratch/err")' does not say '$1'"
}

# json FILTER: of the last run's output.
json() {
    jq -r "$1" "$scratch/out"
}

# sanitized: it is built with AddressSanitizer, takes five times as long, and cannot be preloaded.
sanitized() {
    nm "$PFSIM" 2>/dev/null | grep -q __asan_init
}

need() {
    for tool in "$@"; do
        command -v "$tool" >/dev/null || {
            echo "SKIP: $tool is not installed (./quickstart check installs it)"
            exit 77
        }
    done
}

finish() {
    [ "$failures" -eq 0 ] || echo "$failures failures"
    [ "$failures" -eq 0 ]
    exit
}
