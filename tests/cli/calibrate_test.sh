#!/bin/sh
# pfsim calibrate: what was set in runs is found again from their numbers, the published numbers tell
# what they tell and no more, and what cannot be calibrated is said in a line.
. "$srcdir/tests/support.sh"
need jq gnuplot

site="$srcdir/scenarios/one-phone.yaml"
targets="$scratch/targets.csv"

# near WHAT WANTED GOT SHARE
near() {
    awk -v w="$2" -v g="$3" -v s="$4" 'BEGIN { d = g - w; exit !(d <= s * w && -d <= s * w) }' ||
        fail "$1: wanted $2 within $4 of it, got $3"
}

field() {
    json ".fit.fields[] | select(.field == \"$1\") | .$2"
}

# Of two downloads, with blocks of 512 and of 1024 bytes, round trip and restart are found again.
echo 'id,number,value,unit,set,uncertainty' >"$targets"
for size in 512 1024; do
    run 0 run "$site" -s wan.rtt=24ms -s phone.restart=31s -s tftp.blksize=$size --json
    echo "of-$size,all_back_s,$(json .all_back_s),s,tftp.blksize=$size,0.5" >>"$targets"
done
run 0 calibrate "$site" --targets "$targets" --free wan.rtt=1ms..1s --free phone.restart --json
near "the round trip" 0.024 "$(field wan.rtt number)" 0.002
near "the restart" 31 "$(field phone.restart number)" 0.002
expect "what is left to test with" 0 "$(json .fit.degrees_of_freedom)"
json '.fit.meaning[]' | grep -q '^nothing is left to test with: 2 numbers for 2 values' ||
    fail "what is left to test with is not told"
[ "$(json '.fit.fields[0].profile.low < 0.024 and .fit.fields[0].profile.high > 0.024')" = true ] ||
    fail "the truth is not in the interval"


# The same as text. Nothing is written; with -o the profiles are.
run 0 calibrate "$site" --targets "$targets" --free wan.rtt=1ms..1s --free phone.restart -o "$scratch/drawn"
grep -Eq '^  wan.rtt  .* 2[34]\.?[0-9]* ms|^  wan.rtt +24' "$scratch/out" || fail "$(cat "$scratch/out")"
for name in profile-wan.rtt profile-phone.restart; do
    for ending in csv gp png svg; do
        [ -s "$scratch/drawn/$name.$ending" ] || fail "$name.$ending is not there"
    done
done

# With one download alone, one is as good as the other.
sed -i 3d "$targets"
run 0 calibrate "$site" --targets "$targets" --free wan.rtt=1ms..1s --free phone.restart --json
json '.fit.meaning[]' | grep -q '^the targets do not tell wan.rtt and phone.restart apart' ||
    fail "that two are not told apart is not said: $(json '.fit.meaning[]')"
expect "its standard error" null "$(field wan.rtt standard_error)"

# A field that changes nothing, and a target that nothing changes.
run 0 calibrate "$site" --targets "$targets" --free phone.restart --free pfs.children --json
json '.fit.meaning[]' | grep -q '^pfs.children changes none of these numbers' ||
    fail "that a field changes nothing is not said: $(json '.fit.meaning[]')"
echo 'wire,wan.bytes_down,7654840,,,' >>"$targets"
run 0 calibrate "$site" --targets "$targets" --free phone.restart --json
json '.fit.meaning[]' | grep -q '^wire is changed by nothing that is free' ||
    fail "that a target is moved by nothing is not said"

# Two that contradict each other, and one out of reach.
printf 'id,number,value,unit\na,all_back_s,500,s\nb,all_back_s,600,s\n' >"$targets"
run 1 calibrate "$site" --targets "$targets" --free phone.restart --json
json '.fit.meaning[]' | grep -q '^a and b contradict each other' || fail "no contradiction is told"
json '.fit.meaning[]' | grep -q '^the targets are not met: . is missed by' || fail "no miss is told"
near "between them" 550 "$(json '.fit.targets[0].simulated')" 0.001
printf 'number,value\nall_back_s,100 s\n' >"$targets"
run 1 calibrate "$site" --targets "$targets" --free phone.restart --json
json '.fit.meaning[]' | grep -q '^phone.restart is at its limit, 0 s' || fail "$(json '.fit.meaning[]')"

# A number that there is none of, since nobody is back; and a field that is held, with nothing left free.
printf 'number,value,set\nall_back_s,487 s,run.limit=60s\n' >"$targets"
run 1 calibrate "$site" --targets "$targets" --free wan.rtt
grep -q 'a run with these values and settings has no all_back_s' "$scratch/out" ||
    fail "that nobody is back is not said: $(cat "$scratch/out")"
printf 'number,value\nall_back_s,487 s\n' >"$targets"
run 0 calibrate "$site" --targets "$targets" --free phone.restart --fix phone.restart=30s --json
near "the time, held" 481.82 "$(json '.held.targets[0].simulated')" 0.0001
expect "what is free then" 0 "$(json '.held.fields | length')"
near "the time, free" 487 "$(json '.fit.targets[0].simulated')" 0.0001

# The white paper's numbers: what was inferred is within the intervals, rtt and restart go together,
# and the round trips that were seen under load cannot be the line's own. Three phones by the same targets are
# enough for sanitizers, and meet none.
published() { # WANTED_STATUS [OPTION]...
    wanted=$1
    shift
    run "$wanted" calibrate "$srcdir/scenarios/whitepaper-tftp.yaml" --targets "$srcdir/results/published.csv" "$@" \
        --free wan.rtt --free phone.restart --free wan.queue.limit --fix wan.rtt=140ms --json
}
if sanitized; then
    published 1 -s 'subnets[0].phones[0].count=3'
else
    published 0
    [ "$(field wan.rtt 'profile | .low < 0.016 and .high > 0.016')" = true ] || fail "rtt: $(field wan.rtt profile)"
    [ "$(field phone.restart 'profile | (.low // 0) < 35 and .high > 35')" = true ] ||
        fail "restart: $(field phone.restart profile)"
    expect "the queue" 10 "$(field wan.queue.limit number)"
    json '.fit.meaning[]' | grep -Eq 'can hardly tell wan.rtt and phone.restart apart \(correlation -0.99[0-9]*\): 1 ms more of the one is as good as 13\.[0-9]+ s less of the other' ||
        fail "the ridge is not told: $(json '.fit.meaning[]')"
    [ "$(json '.held.targets[] | select(.id == "pfs-40") | .simulated > 2000')" = true ] ||
        fail "with 140 ms: $(json .held.targets)"
fi

refused() {
    why=$1
    shift
    run 2 calibrate "$site" "$@"
    said "$why"
    expect "what is printed of '$*'" 0 "$(wc -c <"$scratch/out")"
}
bad_targets() {
    printf '%b' "$1" >"$targets"
    refused "$2" --targets "$targets" --free phone.restart
}

bad_targets 'number,value\nall_back_s,100\nallback,7\n' ":3: a run has no number 'allback'; did you mean"
bad_targets 'number,value,unit\nall_back_s,100,packets\n' ":2: all_back_s: .*'100 packets'"
bad_targets 'number,value,uncertainty\nall_back_s,100,0\n' ':2: uncertainty is 0'
bad_targets 'id,value\na,100\n' ":1: the header has no column 'number'"
bad_targets 'number,value\n,100\n' 'no row names a number of a run'
bad_targets 'number,value,set\nall_back_s,100,wan.rat=3\n' '-s wan.rat=3: wan.rat: unknown key'
printf 'number,value\nall_back_s,100 s\n' >"$targets"
refused '--free wan.rat: unknown key' --targets "$targets" --free wan.rat
refused '--free method is no number' --targets "$targets" --free method
refused '--free wan.rtt: it is there twice' --targets "$targets" --free wan.rtt --free wan.rtt
refused '^pfsim: -s sets wan.rtt, which --free looks for; hold it with --fix wan.rtt=VALUE$' \
    --targets "$targets" --free wan.rtt -s wan.rtt=3ms
refused '--fix wan.rtt: give the value' --targets "$targets" --free phone.restart --fix wan.rtt
refused "--fix .*'3 kbps'" --targets "$targets" --free phone.restart --fix 'wan.rtt=3 kbps'
refused 'no-such.csv' --targets "$scratch/no-such.csv" --free wan.rtt
run 64 calibrate "$site" --free wan.rtt
said '--targets FILE is missing'
run 64 calibrate "$site" --targets "$targets"
said '--free FIELD is missing'

finish
