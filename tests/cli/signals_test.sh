#!/bin/sh
# A signal at any moment ends a run with that signal's status, and nothing half is left.
. "$srcdir/tests/support.sh"

# Under nohup, which ignores SIGHUP, the tests are what they are without.
as_usual="env --default-signal=HUP"

# started OPTION...: a run that goes on for minutes is under way, and has written something aside.
started() {
    # shellcheck disable=SC2086 # a command and its option, or nothing
    $as_usual "$PFSIM" run "$srcdir/scenarios/pfs-far-1000.yaml" -s run.limit=7d "$@" -o "$scratch/results" \
        --pcap "$scratch/pcap" >"$scratch/out" 2>"$scratch/err" &
    pid=$!
    while [ -z "$(find "$scratch" -name '*.tmp')" ] && kill -0 $pid 2>/dev/null; do
        :
    done
}

# ended SIGNAL STATUS: it has, and has left nothing.
ended() {
    status=0
    wait $pid || status=$?
    expect "status after $1" "$2" "$status"
    expect "files after $1" "" "$(find "$scratch/results" "$scratch/pcap" -type f)"
}

started
kill -HUP $pid
ended HUP 130

# As a library's abort does.
ulimit -c 0
started
kill -ABRT $pid
ended ABRT 134

started
kill -TERM $pid
ended TERM 130
said '^pfsim: interrupted at .*; nothing was written$'

# The second one does not wait for anything.
started
kill -STOP $pid
kill -TERM $pid
kill -CONT $pid
kill -TERM $pid
status=0
wait $pid || status=$?
case $status in
130 | 143) ;;
*) fail "status after two signals: $status" ;;
esac
expect "files after two signals" "" "$(find "$scratch/results" "$scratch/pcap" -type f)"

# What is ignored when it starts, as under nohup, stays so: SIGTERM is the first one that it sees.
(
    trap '' HUP
    as_usual=
    started
    kill -HUP $pid
    kill -TERM $pid
    ended 'an ignored HUP and TERM' 130
    [ "$failures" -eq 0 ]
) || fail "a run that ignores SIGHUP"

finish
