#!/bin/sh
# What a number depends on: what is said of intervals, by the model and by the simulator, and what is
# refused.
. "$srcdir/tests/support.sh"
need jq

data=$srcdir/tests/scenarios/data
cat >"$scratch/site.yaml" <<END
catalogue: {firmware: $data/small-firmware.csv, models: $data/small-models.csv}
wan: {rate: 2 Mbps}
subnets: [{phones: [{model: CP-7940G, count: 3}]}]
END
cd "$scratch" || exit 1

# --- by the simulator --------------------------------------------------------------------------------

over='--over wan.rtt=10ms..200ms --over phone.restart=30s..31s --over pfs.listen=1s..2s'
# shellcheck disable=SC2086 # the options are words
run 0 sensitivity site.yaml $over --simulate -n 16 --json
mv out simulated.json
expect 'runs' 80 "$(jq .runs simulated.json)"
expect 'paths' 'wan.rtt phone.restart pfs.listen' "$(jq -r '[.parameters[].path] | join(" ")' simulated.json)"
expect 'ends' '0.01 0.2' "$(jq -r '.parameters[0] | "\(.from) \(.to)"' simulated.json)"
expect 'who answers' native "$(jq -r .by simulated.json)"
expect 'what changes nothing' 0 "$(jq '.parameters[2].total.value' simulated.json)"
jq -e '.parameters[0].total.value > 0.9 and .p10 < .p50 and .p50 < .p90 and .p90 <= .p99' simulated.json >/dev/null ||
    fail "it says $(cat simulated.json)"
jq -r .meaning simulated.json | grep -qx 'pfs.listen changes nothing.' || fail 'what changes nothing is not told of'

# The same, whoever simulates, in whatever order.
# shellcheck disable=SC2086
run 0 sensitivity site.yaml $over --simulate -n 16 --json -j 1
cmp -s out simulated.json || fail 'it depends on the number of workers'

# A quantity that is not of time; a run in which not all complete has no time.
run 0 sensitivity site.yaml --over wan.queue.limit='2 packets..40 packets' -s subnets.phones.count=60 -q wan.max_queue --simulate -n 16
grep -Eq '^wan.queue.limit +2 packets +40 packets +[0-9.]+ % ' out || fail "the table is $(cat out)"
run 0 sensitivity site.yaml --over run.limit=20s..200s --over wan.rtt=10ms..200ms --simulate -n 64
grep -Eq '^In [0-9]+ of 256 runs there is no value, since not all phones are ever back.$' out || fail "it says $(cat out)"
grep -Eq '^Of 64 rows [0-9]+ are left out' out || fail "it says $(cat out)"

# --- by the model ------------------------------------------------------------------------------------

run 0 sensitivity site.yaml --over phone.restart=30s..31s --over wan.rtt=10ms..11ms -n 1024 --json
mv out model.json
expect 'who answers' model "$(jq -r .by model.json)"
expect 'runs' 4096 "$(jq '[.runs_by_standing[]] | add' model.json)"
run 2 sensitivity site.yaml --over wan.rtt=10ms..200ms -s wan.loss=1%
said '^pfsim: not modelled: wan.loss; simulate the points with --simulate$'
run 2 sensitivity site.yaml --over wan.loss=0%..1%
said 'not modelled.*--simulate$'
run 2 sensitivity site.yaml --over wan.rtt=10ms..200ms -q outage_s.max
said '^pfsim: not modelled: outage_s.max; simulate the points with --simulate$'

# --- charts ------------------------------------------------------------------------------------------

if command -v gnuplot >/dev/null; then
    run 0 sensitivity site.yaml --over wan.rtt='log(10ms..200ms)' --over phone.restart=30s..31s --simulate -n 16 \
        -o charts --scatter --format svg
    expect 'files' 'indices.csv scatter-phone.restart.csv scatter-phone.restart.gp scatter-phone.restart.svg scatter-wan.rtt.csv scatter-wan.rtt.gp scatter-wan.rtt.svg sensitivity.csv sensitivity.gp sensitivity.svg ' \
        "$(LC_ALL=C ls charts | tr '\n' ' ')"
    expect 'header' 'path,from,to,first,first_half_width,total,total_half_width' "$(head -n 1 charts/indices.csv)"
    expect 'rows' 3 "$(wc -l <charts/indices.csv)"
    expect 'points' 33 "$(wc -l <charts/scatter-wan.rtt.csv)"
    grep -q 'of the spread of all_back is' charts/sensitivity.svg || fail 'the chart does not say what it means'
    grep -q '^x_log = 1' charts/scatter-wan.rtt.gp || fail 'ratios have no logarithmic axis'
else
    echo 'gnuplot is missing: charts are not tested'
fi

# --- bad input: one line -----------------------------------------------------------------------------

refused() {
    pattern=$1
    shift
    run 2 sensitivity site.yaml --simulate -n 16 "$@"
    said "$pattern"
}
refused "^pfsim: --over wan.rat=1Mbps..2Mbps: .*unknown key 'rat'; did you mean 'rate'" --over wan.rat=1Mbps..2Mbps
refused "^pfsim: --over wan.rate=1Mbps: '1Mbps' is no interval; give one as in LOW..HIGH" --over wan.rate=1Mbps
refused "^pfsim: --over wan.rate: has no interval; give one as in 'wan.rate=128kbps..2Mbps'" --over wan.rate
refused "'2Mbps..1Mbps' is empty; give the lower end first, as in 1Mbps..2Mbps" --over wan.rate=2Mbps..1Mbps
refused "'1Mbps..1Mbps' is empty" --over wan.rate=1Mbps..1Mbps
refused "has the unit 'ms'" --over wan.rate=1ms..2ms
refused 'method has no numbers' --over method=tftp..pfs
refused "begins with 0, which has no ratio" --over 'wan.rtt=log(0s..1s)'
refused '^pfsim: --over wan.rate=1Mbps..2Mbps: -s sets it too' --over wan.rate=1Mbps..2Mbps -s wan.rate=1Mbps
refused 'is there twice; leave one out' --over wan.rate=1Mbps..2Mbps --over wan.rate=2Mbps..3Mbps
refused 'numbers of draws have no order' --over seed=1..9
refused "^pfsim: -q all_bak: a run has no such number; did you mean 'all_back" --over wan.rate=1Mbps..2Mbps -q all_bak
refused '^pfsim: phones: it is 3 everywhere: nothing that varies changes it' --over wan.rate=1Mbps..2Mbps -q phones
refused 'is no power of two from 16' --over wan.rate=1Mbps..2Mbps -n 100
refused 'rows have all their values' --over run.limit=1s..2s
refused 'has room for 245 phones, not for' --over subnets.phones.count=300..400
twenty=$(for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21; do printf -- '--over wan.rate=%dbps..2Mbps ' $i; done)
# shellcheck disable=SC2086
refused '21 times --over is too much; give at most 20 parameters' $twenty
run 64 sensitivity site.yaml
said '^pfsim sensitivity: --over is missing'
run 64 sensitivity site.yaml --over wan.rate=1Mbps..2Mbps --scatter
said '^pfsim sensitivity: --scatter needs -o DIR'

finish
