#!/bin/sh
# Whatever kills a sweep, a worker of it or a call of the C library, at whatever moment: the same command goes on, and
# the store has the same in the end as one that was not disturbed.
. "$srcdir/tests/support.sh"

. "$srcdir/tests/cli/sweep.sh"

# --- killed ------------------------------------------------------------------------------------------

sweep 0 -o whole.db
export_store whole.db

# at_random NUMBER: a moment of an undisturbed sweep, which takes $took ms; fixed seed.
at_random() {
    awk -v n="$1" -v took="$took" 'BEGIN { srand(20 + n); rand(); printf "%.3f", rand() * took / 1000 }'
}

start() {
    "$PFSIM" sweep site.yaml -p wan.rate=1Mbps:4Mbps:1Mbps -p subnets.phones.count=1,2:6:2 -r 2 -j 2 \
        -o killed.db >killed.out 2>killed.err &
    pid=$!
}

begun=$(date +%s%N)
start
wait $pid
took=$((($(date +%s%N) - begun) / 1000000))

# The sweep itself: what is there is whole, and the same command goes on.
for i in 1 2 3 4 5 6 7 8 9 10; do
    rm -f killed.db
    start
    sleep "$(at_random $i)"
    kill -9 $pid 2>/dev/null
    wait $pid 2>/dev/null
    sweep 0 -o killed.db
    same killed.db "the sweep was killed, $i"
done

# A worker: its run is run once more, by another one.
for i in 11 12 13 14 15 16 17 18 19 20; do
    rm -f killed.db
    start
    sleep "$(at_random $i)"
    worker=$(ps -o pid= --ppid $pid | head -n 1)
    [ -z "$worker" ] || kill -9 $worker 2>/dev/null
    status=0
    wait $pid || status=$?
    expect "status when a worker was killed, $i" 0 "$status"
    same killed.db "a worker was killed, $i"
done

# --- single calls that fail ------------------------------------------------------------------------------

# Of the C library; with --retry, which runs again what had failed by that, all is there.
inject="$builddir/tests/cli/.libs/inject.so"
if [ -e "$inject" ] && ! sanitized; then
    for call in malloc:40 malloc:400 malloc:1500 malloc:1500+ open:2 open:5 open:9 fopen:1 fdopen:1 \
        open_memstream:1 fwrite:1 fflush:1 fdatasync:1 fdatasync:5; do
        rm -f injected.db
        status=0
        LD_PRELOAD="$inject" PFSIM_INJECT="$call" "$PFSIM" sweep site.yaml -p wan.rate=1Mbps:4Mbps:1Mbps \
            -p subnets.phones.count=1,2:6:2 -r 2 -j 2 -o injected.db >injected.out 2>injected.err || status=$?
        case $status in
        0 | 1 | 2 | 71) ;;
        *) fail "$call: status $status: $(head -c 300 injected.err)" ;;
        esac
        [ $status -le 1 ] || grep -q '^pfsim: ' injected.err || fail "$call: it says '$(cat injected.err)'"
        [ -z "$(find . -name '*.tmp')" ] || fail "$call: left $(find . -name '*.tmp')"
        sweep 0 --retry -o injected.db
        same injected.db "after $call has failed"
    done
else
    echo 'SKIPPED HERE: calls that fail, of which AddressSanitizer has its own'
fi

finish
