#!/bin/sh
# Whatever fails while stores are merged or shown (memory, opening, writing, renaming): it is done, or one
# line is said, and there is no half store.
. "$srcdir/tests/support.sh"

if sanitized; then
    echo "SKIP: AddressSanitizer is built in, which brings an allocator of its own"
    exit 77
fi
inject="$builddir/tests/cli/.libs/inject.so"
[ -e "$inject" ] || {
    fail "$inject is not built"
    finish
}
cp "$srcdir/tests/results/data/store-1.db" "$scratch/old.db"
run 0 results "$scratch/old.db" --csv
mv "$scratch/out" "$scratch/wanted"

# check WHAT: the status, and what was said.
check() {
    case $status in
    0 | 2 | 71) ;;
    *) fail "$1: status $status" ;;
    esac
    if [ "$status" -eq 0 ]; then
        [ ! -s "$scratch/err" ] || fail "$1: status 0, but it said: $(head -c 300 "$scratch/err")"
    else
        expect "$1: lines on stderr" 1 "$(wc -l <"$scratch/err")"
        grep -q '^pfsim: ' "$scratch/err" || fail "$1: $(head -c 300 "$scratch/err")"
    fi
}

# with FUNCTION N...: each of these calls fails, while stores are merged and while one is shown.
injected=0
with() {
    function=$1
    shift
    for call in "$@"; do
        rm -f "$scratch/all.db" "$scratch/injected"
        status=0
        LD_PRELOAD="$inject" PFSIM_INJECT="$function:$call" PFSIM_INJECTED="$scratch/injected" \
            "$PFSIM" results merge "$scratch/all.db" "$scratch/old.db" >"$scratch/out" 2>"$scratch/err" ||
            status=$?
        check "merging, $function $call"
        # all of it, or nothing, and nothing beside
        if [ "$status" -eq 0 ]; then
            "$PFSIM" results "$scratch/all.db" --csv | cmp -s - "$scratch/wanted" ||
                fail "merging, $function $call: status 0, but not all runs are there"
            rm "$scratch/all.db"
        fi
        left=$(cd "$scratch" && ls -A | grep -v '^\(old.db\|wanted\|out\|err\|injected\)$')
        expect "merging, $function $call: what is left" '' "$left"
        [ -e "$scratch/injected" ] || break
        injected=$((injected + 1))
        status=0
        LD_PRELOAD="$inject" PFSIM_INJECT="$function:$call" \
            "$PFSIM" results "$scratch/old.db" --csv >"$scratch/out" 2>"$scratch/err" || status=$?
        check "showing, $function $call"
        [ "$status" -ne 0 ] || cmp -s "$scratch/out" "$scratch/wanted" ||
            fail "showing, $function $call: status 0, but not all runs are there"
    done
}

with pwrite 1 2 3 5 8 13 21 34 55 89
with open 1 2 3 4 5 6 7 8 9 10 11 12
with rename 1
with malloc 1 2 3 5 8 13 21 34 55 89 144 233 377 610 987 1597 2584 4181 6765
with malloc 1+ 10+ 100+ 200+ 300+ 500+ 1000+ 2000+ 3000+ 5000+
# What the disk has not got has no name, and may be merged once more.
status=0
LD_PRELOAD="$inject" PFSIM_INJECT=fsync:1 "$PFSIM" results merge "$scratch/all.db" "$scratch/old.db" \
    >"$scratch/out" 2>"$scratch/err" || status=$?
expect 'merging, the disk fails' 2 "$status"
said 'all.db: cannot be written: Input/output error$'
[ ! -e "$scratch/all.db" ] || fail 'merging, the disk fails: there is a store'
[ "$injected" -gt 20 ] || fail "only $injected calls were made to fail"

finish
