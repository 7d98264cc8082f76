#!/bin/sh
# pfsim solve: the answer holds and its neighbour does not, by runs of their own; what has no answer
# says so, and what is wrongly asked is refused in a line.
. "$srcdir/tests/support.sh"
need jq

site="$srcdir/scenarios/one-phone.yaml"

# One phone: rounds of 512 bytes over 384 kbps.
run 0 solve "$site" --for wan.rate 'all_back <= 6 min' --json
rate=$(json .answer.value)
fails=$(json .fails.value)
expect "its side" least "$(json .side)"
expect "the step" 5000 "$(json '(.answer.number - .fails.number) | round')"
[ "$(json .runs)" -le 12 ] || fail "$(json .runs) runs"
run 0 run "$site" -s "wan.rate=$rate" --require 'all_back <= 6 min'
run 1 run "$site" -s "wan.rate=$fails" --require 'all_back <= 6 min'

# As text, with the neighbour and by how much it fails.
run 0 solve "$site" --for wan.rate 'all_back <= 6 min' --step 1kbps
grep -Eq '^[0-9.]+ Mbps is the least wan.rate with all_back <= 6 min; [0-9.]+ Mbps fails by [0-9.]+ m?s$' \
    "$scratch/out" || fail "$(head -n 1 "$scratch/out")"
expect "what is on stderr" 0 "$(wc -c <"$scratch/err")"

# The longest round trip, the latest start.
run 0 solve "$site" --for wan.rtt=0ms..300ms 'all_back <= 1 h' --step 10ms --json
expect "its side" greatest "$(json .side)"
expect "the longest round trip" '0.24 0.25' "$(json '"\(.answer.number) \(.fails.number)"')"
run 0 solve "$site" --for reset.at 'last_back < 4h' --step 1min --json
expect "the latest start" '231 min' "$(json .answer.value)"

# The most phones: all back, or within what a subnet has room for.
run 0 solve "$site" --for 'subnets[0].phones[0].count' 'all_back <= 10 min' --json
expect "the most phones" '3 4' "$(json '"\(.answer.number) \(.fails.number)"')"
run 0 solve "$site" -m load-server -s 'subnets[0].prefix=10.0.0.0/27' --for 'subnets[0].phones[0].count=1..40' \
    'all_back <= 1 h'
grep -q "^'all_back <= 1 h' holds with each " "$scratch/out" || fail "$(cat "$scratch/out")"
grep -q 'more cannot be: .*has room for' "$scratch/out" || fail "the limit is not told"

# All of them.
run 0 solve "$site" --for run.limit=1min..20min 'completed = all' --step 1s --json
expect "the least limit" '8 min 8 s' "$(json '"\(.answer.number / 60 | floor) min \(.answer.number % 60) s"')"

# None: the nearest; and a field that changes nothing.
run 1 solve "$site" --for wan.rate=100kbps..10Mbps 'all_back <= 1 min'
grep -q '^no wan.rate from 100 kbps to 10 Mbps gives all_back <= 1 min; the nearest is 10 Mbps, ' \
    "$scratch/out" || fail "$(head -n 1 "$scratch/out")"
run 1 solve "$site" --for pfs.children 'all_back <= 1 min'
grep -q "^pfs.children changes nothing about 'all_back <= 1 min', which fails" "$scratch/out" ||
    fail "$(head -n 1 "$scratch/out")"

# Without a model it says how many values were looked at.
grep -q '^  looked at [0-9]* values from ' "$scratch/out" || fail "$(cat "$scratch/out")"

# Runs that go on for too long are given up: on a line that takes 5,000 packets a round is longer than
# the server waits, and what it sends is sent again for 7 days.
cat >"$scratch/lockstep.yaml" <<'END'
firmware: whitepaper-7965
wan: {rate: 64 kbps, queue: {limit: 5000 packets}}
subnets:
  - phones:
      - {model: CP-7965, count: 70}
END
run 1 solve "$scratch/lockstep.yaml" --for 'subnets[0].phones[0].count=1..70' 'completed = all' \
    --events 1000000 --json
expect "what is given up" 'given up true true' \
    "$(json '"\(.outcome) \(.answer.holds) \(.fails.given_up)"')"
[ "$(json '.fails.number - .answer.number')" -le 4 ] || fail "it is not near: $(cat "$scratch/out")"
run 1 solve "$scratch/lockstep.yaml" --for 'subnets[0].phones[0].count=60..70' 'completed = all' \
    --events 1000000
grep -q '^no subnets.* from 60 to 70 gives completed = all' "$scratch/out" || fail "$(cat "$scratch/out")"
grep -q 'runs were given up after 1,000,000 events: ' "$scratch/out" || fail "no way out is told"

# A run of which a time is demanded ends long before run.limit.
run 1 solve "$scratch/lockstep.yaml" --for 'subnets[0].phones[0].count=69..70' 'all_back < 1h' --json
expect "what is given up" 0 "$(json '[.points[] | select(.given_up)] | length')"

refused() {
    why=$1
    shift
    run 2 solve "$site" "$@"
    said "$why"
    expect "what is printed of '$*'" 0 "$(wc -c <"$scratch/out")"
}

refused "^pfsim: --for wan.rat: unknown key 'rat'" --for wan.rat 'all_back < 1h'
refused '^pfsim: --for method is no number' --for method 'all_back < 1h'
refused "^pfsim: --for wan.rate: '1h..2h'|^pfsim: --for wan.rate: .*rate" --for wan.rate=1h..2h 'all_back < 1h'
refused "^pfsim: 'allback < 1h': a run has no number 'allback'; did you mean" --for wan.rate 'allback < 1h'
refused "^pfsim: 'all_back < 7': .*no unit" --for wan.rate 'all_back < 7'
refused "^pfsim: 'all_back = 7 h': no value begins to be equal; give <= or >=$" --for wan.rate 'all_back = 7 h'
refused '^pfsim: -s sets wan.rate, which --for looks for; leave one of the two out$' \
    -s wan.rate=1Mbps --for wan.rate 'all_back < 1h'
refused "^pfsim: --step .*'1 ms'" --for wan.rate --step '1 ms' 'all_back < 1h'
refused "^pfsim: --step '0 bps' is out of range" --for wan.rate --step '0 bps' 'all_back < 1h'
run 64 solve "$site" 'all_back < 1h'
said '^pfsim solve: --for FIELD is missing'
run 64 solve "$site" --for wan.rate

finish
