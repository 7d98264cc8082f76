#!/bin/sh
# Whatever fails at any moment (memory, opening, writing, renaming): a run is done, or it says one
# line, has a status that --help names, and leaves the folders as they were.
. "$srcdir/tests/support.sh"
need prlimit

if sanitized; then
    echo "SKIP: AddressSanitizer is built in, which brings an allocator of its own"
    exit 77
fi
inject="$builddir/tests/cli/.libs/inject.so"
[ -e "$inject" ] || {
    fail "$inject is not built"
    finish
}

printf 'load,model_family,file,bytes,provenance\nsmall,7965,small.loads,300,made up\nsmall,7965,small.sbn,20000,made up\n' >"$scratch/firmware.csv"
printf 'model,series,pfs,background,transport,load,provenance\nCP-7965,7965,yes,no,tftp,small,made up\n' >"$scratch/models.csv"
cat >"$scratch/small.yaml" <<'end'
method: pfs
catalogue: {firmware: firmware.csv, models: models.csv}
phone: {restart: 1 s}
subnets: [{phones: [{model: CP-7965, count: 3}]}]
end

# simulate [COMMAND]...: one run into $scratch/results, /pcap and /log, started by COMMAND.
simulate() {
    rm -f "$scratch/injected"
    { # through pipes, which no limit of a file's size concerns
        {
            "$@" "$PFSIM" run "$scratch/small.yaml" -s "name=$name" \
                -o "$scratch/results" --pcap "$scratch/pcap" --log "$scratch/log" --json </dev/null
            echo $? >"$scratch/status"
        } | cat >"$scratch/out"
    } 2>&1 | cat >"$scratch/err"
    status=$(cat "$scratch/status")
}

contents() {
    (cd "$scratch" && find results pcap log -type f -exec cksum {} + 2>/dev/null | sort -k 3)
}

# check WHAT: the run that was is done, or says why not; its files are all there, or none is.
check() {
    if [ "$status" -eq 0 ]; then
        [ "$(contents)" = "$after" ] || fail "$1: status 0, but the files are not the run's"
        # but for the line with the wall clock's time
        [ "$(grep -v 'wall_s\|events_per_s' "$scratch/out")" = "$printed" ] ||
            fail "$1: status 0, but the text is not all there"
    else
        case $status in
        2 | 71) ;;
        *) fail "$1: status $status: $(head -c 300 "$scratch/err")" ;;
        esac
        expect "$1: lines on stderr" 1 "$(wc -l <"$scratch/err")"
        grep -q '^pfsim: ' "$scratch/err" || fail "$1: $(head -c 300 "$scratch/err")"
        found=$(contents)
        [ "$found" = "$before" ] || [ "$found" = "$after" ] ||
            fail "$1: some files are new and some are not"
    fi
    left=$(find "$scratch" -name '*.tmp')
    [ -z "$left" ] || fail "$1: left $left"
}

# with FUNCTION N...: each of these calls fails, the first time and over an earlier run's files.
with() {
    function=$1
    shift
    for call in "$@"; do
        rm -rf "$scratch/results" "$scratch/pcap" "$scratch/log"
        [ "$old" = none ] || cp -r "$scratch/old/." "$scratch"
        simulate env LD_PRELOAD="$inject" PFSIM_INJECT="$function:$call" \
            PFSIM_INJECTED="$scratch/injected"
        check "$function $call over $old files"
        [ -e "$scratch/injected" ] || break
        injected=$((injected + 1))
    done
}

name=new
simulate env
expect "the run that nothing disturbs" 0 "$status"
after=$(contents)
printed=$(grep -v 'wall_s\|events_per_s' "$scratch/out")
rm -rf "$scratch/results" "$scratch/pcap" "$scratch/log"
name=old
simulate env
expect "the earlier run" 0 "$status"
mkdir "$scratch/old"
cp -r "$scratch/results" "$scratch/pcap" "$scratch/log" "$scratch/old"
name=new

for old in none other; do
    before=""
    if [ $old = other ]; then
        rm -rf "$scratch/results" "$scratch/pcap" "$scratch/log"
        cp -r "$scratch/old/." "$scratch"
        before=$(contents)
    fi
    injected=0
    with malloc 1 2 5 17 60 211 350 700 1001 1500 2003 2500 3001 4001 8001 20011 99991
    with malloc 30+ 900+ 2200+
    with open 1 2 3 4 5 6 7 8 9 10 12 14 16 18 20 22 24 30
    with fopen 1 2 3 4 5 6 8 10
    with fdopen 1 2 7 13 14 15
    with open_memstream 1 2
    with fwrite 1 2 3 5 8 13 21 34 55 89 144 233
    with fflush 1 2 7 14 15 20
    with fclose 1 2 7 14 15 20
    with mkdir 1 2 3 4 5
    with rename 1 2 3 9 15 16 17 18
    with renameat2 1 2 3 9 15 16 17 18
    [ $injected -ge 60 ] || fail "only $injected failures over $old files"

    # A disk that is full: no file may have more bytes.
    for bytes in 0 1 40 100 500 1500 4096 4097 10000 100000 500000; do
        rm -rf "$scratch/results" "$scratch/pcap" "$scratch/log"
        [ "$old" = none ] || cp -r "$scratch/old/." "$scratch"
        simulate prlimit --fsize=$bytes
        check "files of $bytes bytes over $old files"
    done
done

# A plan: the same, in workers too. (No allocation that fails from some moment on: GLib, which reads time
# zones, then calls itself until the stack is full.)
printf 'site,model,count,wan_rate,timezone\nLYO1,CP-7965,1,8 Mbps,Europe/Paris\n' >"$scratch/sites.csv"
simulate() {
    rm -f "$scratch/injected"
    status=0
    "$@" "$PFSIM" plan "$scratch/sites.csv" --start 2026-12-01 --until 2026-12-02 -j 1 -o "$scratch/results" \
        </dev/null >"$scratch/out" 2>"$scratch/err" || status=$?
}
rm -rf "$scratch/results" "$scratch/pcap" "$scratch/log"
old=none
before=""
simulate env
expect "the plan that nothing disturbs" 0 "$status"
after=$(contents)
printed=$(cat "$scratch/out")
injected=0
with malloc 1 20 120 800 2300 5500 12000 17000
with fopen 1 2 3
with open 2 4 6 9
with fdopen 1 2 3 4 5
with open_memstream 1 6 9
with fwrite 1 12
with fflush 2 4 6 7
with fclose 3 15
with mkdir 1 2 3
with rename 1 2 3 4 5
with fork 1 3
[ $injected -ge 35 ] || fail "only $injected failures of a plan"

# Several runs: where one worker process cannot be had the others do its part; without any it is an error.
run 0 run "$scratch/small.yaml" -r 5 -j 3 --json
cp "$scratch/out" "$scratch/five"
for function in fork socketpair; do
    for call in 1 2 3 1+ 2+; do
        rm -f "$scratch/injected"
        status=0
        env LD_PRELOAD="$inject" PFSIM_INJECT="$function:$call" PFSIM_INJECTED="$scratch/injected" \
            "$PFSIM" run "$scratch/small.yaml" -r 5 -j 3 --json </dev/null >"$scratch/out" 2>"$scratch/err" ||
            status=$?
        [ -e "$scratch/injected" ] || fail "$function $call of several runs has not failed"
        case $call in
        1*)
            expect "$function $call of several runs: status" 2 "$status"
            said '^pfsim: cannot start a worker process: '
            ;;
        *)
            expect "$function $call of several runs: status" 0 "$status"
            cmp -s "$scratch/out" "$scratch/five" || fail "$function $call: other results"
            ;;
        esac
    done
done

finish
