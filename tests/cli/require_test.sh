#!/bin/sh
# pfsim run --require: what holds is silent, what does not is a line and status 1, and what cannot be
# compared is refused before anything is run.
. "$srcdir/tests/support.sh"

site="$srcdir/scenarios/one-phone.yaml"

run 0 run "$site" --require 'completed = all' --require 'all_back < 7h' \
    --require 'all_back>=486.8s' --require 'wan.utilisation <= 32.8 %' --require 'wan.drops == 0' \
    --require 'server.transfers != 7' --require 'wan.bytes_down > 7 MB' \
    --require 'wan.max_queue <= 1 packet' --require 'server.block_rtt.p95 < 33 ms'
expect "lines on stderr" 0 "$(wc -l <"$scratch/err")"
grep -q 'phones completed' "$scratch/out" || fail "the summary is not printed"

fails() {
    run 1 run "$site" --require "$1"
    expect "what is said of '$1'" "pfsim: required: $1; it is $2" "$(cat "$scratch/err")"
    grep -q 'phones completed' "$scratch/out" || fail "the summary is not printed with '$1'"
}

fails 'all_back < 8 min' '8 min 6.8 s'
fails 'upgrade_time_s > 1h' '8 min 6.8 s'
fails 'completed >= 2' '1'
fails 'completed != 1' '1'
fails 'wan.utilisation > 80%' '32.7589 %'
fails 'wan.bytes_down <= 1 MB' '7654840 bytes'
fails 'wan.max_queue == 0 packets' '1 packets'
fails 'wan.mean_queue >= 1 packet' '8.48045e-06 packets'

# A mean opinion score is a number from 1 to 4.5, and without calls there is none, neither good nor bad.
none='there is none: no call then, or of a codec without rating'
run 1 run "$site" --require 'calls.mos >= 3.6' --require 'calls.mos <= 3'
expect 'what is said where nobody calls' "pfsim: required: calls.mos >= 3.6; $none
pfsim: required: calls.mos <= 3; $none" "$(cat "$scratch/err")"

# Of several, each that does not hold has its line. A time of those that came back is no answer while
# one has not.
run 1 run "$site" -s run.limit=60s --require 'completed = all' --require 'phones = 1' \
    --require 'all_back < 7h' --require 'median_upgrade_time < 7h'
expect "three lines" "pfsim: required: completed = all; it is 0
pfsim: required: all_back < 7h; 1 of 1 phones are not back
pfsim: required: median_upgrade_time < 7h; it is none" "$(cat "$scratch/err")"

refused() {
    run 2 run "$site" --require "$1" -o "$scratch/none"
    said "--require '$1'.*$2"
    expect "what is printed with '$1'" 0 "$(wc -c <"$scratch/out")"
    [ ! -e "$scratch/none" ] || fail "'$1' left a folder"
}

refused 'calls.mos >= 5' "'5' is no mean opinion score, from 1 to 4.5; give one, such as 3.6$"
refused 'allback < 7h' "did you mean 'all_back_s'\?$"
refused 'fly = 3' "no number 'fly'; give a key of summary.json"
refused 'all_back < 7' 'no unit'
refused 'all_back < ' 'is empty'
refused 'all_back' 'compares nothing'
refused 'all_back ! 7h' 'compares nothing'
refused 'method = tftp' 'no number to compare'
refused 'files = all' 'not a number'
refused 'wan.drops < 10 %' 'not a whole number'

finish
