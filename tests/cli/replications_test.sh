#!/bin/sh
# pfsim run -r: several replications of one scenario, and what they are together.
. "$srcdir/tests/support.sh"
need jq

# runs WANTED_STATUS ARGUMENT...: as run, without the lines that say how many are done where that takes long.
runs() {
    run "$@"
    sed -i '/^pfsim: [0-9,]* of [0-9,]* runs/d' "$scratch/err"
}

cat >"$scratch/site.yaml" <<'END'
firmware: by model
wan: {rate: 10 Mbps}
reset: {spread: 20 s}
subnets: [{phones: [{model: CP-7965G, count: 2}]}]
END
site="$scratch/site.yaml"

# The numbers are those of the runs, each alone.
for i in 3 4 5; do
    runs 0 run "$site" -s replication=$i --json
    cat "$scratch/out" >>"$scratch/alone"
done
runs 0 run "$site" -s replication=3 -r 3 --json
expect 'nothing on stderr' '' "$(cat "$scratch/err")"
cp "$scratch/out" "$scratch/three"
expect 'what it was' 'site tftp native 1 3 3 false' \
    "$(json '[.name, .method, .engine, .seed, .replication, .replications, .all_equal] | map(tostring) | join(" ")')"
for key in all_back_s first_reset_s wan.utilisation phones; do
    for word in least greatest mean; do
        case $word in
        least) filter=min ;;
        greatest) filter=max ;;
        mean) filter=add/3 ;;
        esac
        wanted=$(jq -s "map(getpath(\"$key\" | split(\".\"))) | $filter" "$scratch/alone")
        got=$(jq ".quantities.\"$key\".$word" "$scratch/three")
        expect "$key: $word" true "$(jq -n "($wanted - $got) | fabs < 1e-6")"
    done
done
# t of two degrees of freedom is 4.302653 (any table of Student's distribution).
half=$(jq -s 'map(.first_reset_s) | (add / 3) as $m | (map((. - $m) * (. - $m)) | add / 2 | sqrt) * 4.302653 / (3 | sqrt)' "$scratch/alone")
expect 'half of the interval' true \
    "$(jq "(.quantities.first_reset_s.half_width / $half - 1) | fabs < 1e-5" "$scratch/three")"

# It does not depend on how many run at once.
for jobs in 1 2 5; do
    runs 0 run "$site" -s replication=3 -r 3 --json -j $jobs
    cmp -s "$scratch/out" "$scratch/three" || fail "-j $jobs differs"
done

runs 0 run "$site" -r 4
grep -Eq '^site \(tftp; native engine, seed 1, replications 0 to 3; 2 phones\)$' "$scratch/out" || fail 'no head'
grep -Eq '^  phones back +2$' "$scratch/out" || fail "phones: $(cat "$scratch/out")"
grep -Eq '^  all back after +.* min .* s \+- .* s +.* s +.* s$' "$scratch/out" || fail "times: $(cat "$scratch/out")"

# No interval around what is the same each time.
runs 0 run "$site" -s 'reset.spread=0s' -r 3
grep -q 'Nothing is drawn at random here: all 3 replications are one and the same run' "$scratch/out" ||
    fail "not told that all are the same: $(cat "$scratch/out")"
! grep -q -e '+-' "$scratch/out" || fail 'an interval of what is the same'
runs 0 run "$site" -r 1
! grep -q 'Nothing is drawn' "$scratch/out" || fail 'one run cannot tell that'

# As many as it takes: all_back hardly varies, and ten are the least.
runs 0 run "$site" -r 25 --precision all_back=50% --json
expect 'as few as can be' 10 "$(json .replications)"
runs 0 run "$site" -r 12 --precision first_reset=0.1% --json
expect 'as many as may be' 12 "$(json .replications)"

# A demand holds in each, or there is one line.
runs 0 run "$site" -r 3 --require 'completed = all'
runs 1 run "$site" -r 3 --require 'all_back < 1s'
said '^pfsim: replication 0: .*; and in 2 more of 3$'

# What does not go with it.
for option in '-o x' '--pcap x' '--log x' '--animation x' '--events x' '--methods all'; do
    # shellcheck disable=SC2086 # an option and its argument
    runs 64 run "$site" -r 2 $option
    said "^pfsim run: ${option%% *} is of one run, and does not go with -r"
done
runs 64 run "$site" --precision all_back=1%
said '^pfsim run: --precision needs -r N, 10 or more'
runs 64 run "$site" -r 9 --precision all_back=1%
said '^pfsim run: --precision needs -r N, 10 or more'
runs 64 run "$site" -j 2
said '^pfsim run: -j is of several runs'
runs 2 run "$site" -r 20 --precision all_bck=1%
said "a run has no number 'all_bck'; did you mean 'all_back_s'"
runs 2 run "$site" -r 20 --precision all_back
said 'has no part; give it such as all_back=2%'
runs 2 run "$site" -r 20 --precision all_back=0
said 'no mean is known exactly'
runs 2 run "$site" -r 20 --precision all_back=2s
said "^pfsim: --precision 'all_back=2s': "
runs 2 run "$site" -r 2 -s wan.rate=fast
said 'wan.rate'

# An interrupt ends it at once.
"$PFSIM" run "$srcdir/scenarios/pfs-far-1000.yaml" -r 100 >"$scratch/out" 2>"$scratch/err" &
pid=$!
while [ -z "$(pgrep -P $pid)" ] && kill -0 $pid 2>/dev/null; do
    :
done
kill -INT $pid
kill -TERM $pid 2>/dev/null
status=0
wait $pid || status=$?
expect 'status after an interrupt' 130 "$status"
grep -Eq '^pfsim: interrupted after [0-9]+ of 100 runs; no means are shown$' "$scratch/err" ||
    fail "what an interrupt says: $(cat "$scratch/err")"
expect 'workers after an interrupt' '' "$(pgrep -P $pid)"

finish
