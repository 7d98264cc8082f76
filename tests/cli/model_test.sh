#!/bin/sh
# pfsim model: three methods by formulas, what it says of them, and what it refuses.
. "$srcdir/tests/support.sh"
need jq
cd "$scratch" || exit 1

site="$srcdir/scenarios/whitepaper-tftp.yaml"

# The names of what a run says too are a run's, and the numbers near it.
run 0 run one-phone --json
jq -r 'paths(scalars) | map(tostring) | join(".")' "$scratch/out" >run
run 0 model one-phone --json
json '.methods.tftp | del(.sites, .never, .bound) | paths(scalars) | map(tostring) | join(".")' >model
expect 'names that a run does not have' '' "$(grep -vxFf run model)"
expect 'numbers' 9 "$(wc -l <model)"

# A budget adds up, whichever the method.
run 0 model "$site" --json
expect 'budgets that do not add up' '' \
    "$(json '.methods[].sites[] | select(((.budget_s | add) - .all_back_s) | fabs > 0.001) | .name')"
expect methods 'tftp load-server pfs' "$(json '.methods | keys_unsorted | join(" ")')"

# What is printed is what JSON has: a column a method.
run 0 model "$site"
expect 'the heading' 'tftp load-server pfs' "$(sed -n 3p "$scratch/out" | xargs)"
for row in 'all back after' 'serialisation' 'restart' 'WAN down' 'limited by' 'next limit' 'full from' 'region'; do
    grep -q "^ *$row " "$scratch/out" || fail "there is no row '$row'"
done
grep -q 'CP-7965' "$scratch/out" && fail 'there is only one model'
run 0 model mixed-models
expect 'rows of models' 8 "$(grep -c '^ *CP-[0-9G]* ([0-9]*) ' "$scratch/out")"

# -s counts, and a method that is set there has no effect on the columns but by groups' own.
run 0 model "$site" --json
before=$(json .methods.tftp.all_back_s)
run 0 model "$site" -s wan.rate=768kbps --json
expect 'twice the rate is faster' true "$(jq ".methods.tftp.all_back_s < $before" "$scratch/out")"

# What is not known is named, all of it, and has no number.
run 2 model "$site" -s wan.loss=1% -s log_server=on
said '^pfsim: .*whitepaper-tftp.yaml: not modelled: log_server, wan.loss$'
# By TFTP it does not load: nobody is root. That is not what there is to be said of it.
run 2 model pfs-root-unplugged
said '^pfsim: pfs-root-unplugged: not modelled: unplug$'
expect 'a number all the same' 0 "$(wc -c <"$scratch/out")"
run 0 model "$site" -s wan.loss=0%

# Calls have the names of a run's summary, and with a queue that lets them go first a packet waits for
# one block of 512 bytes at most: (552 + 68) * 8 / 384 kbps on the line, 8 ms of way, and cables.
cat >calls.yaml <<'YAML'
wan: {rate: 384 kbps, rtt: 16 ms, queue: {discipline: priority, classes: [{dscp: ef}]}}
traffic: [{kind: calls, codec: g729}]
subnets: [{phones: [{model: CP-7965, count: 40}]}]
YAML
run 0 model calls.yaml --json
expect 'the longest delay' true "$(json '.methods.tftp.calls.delay_s.max | . > 0.0195 and . < 0.0211')"
expect 'lost' 0 "$(json .methods.tftp.calls.lost)"
expect 'the MOS' true "$(json '.methods.tftp.calls.mos | . > 3.95 and . < 4.05')"
# By load server only the call is on the line: 27.2 of 384 kbps.
expect 'the line of a load server' true \
    "$(json '.methods["load-server"].wan.utilisation_down | . > 0.0708 and . < 0.0709')"
run 0 model calls.yaml
grep -q '^ *MOS, meanwhile  *4.0 ' "$scratch/out" || fail 'no MOS is printed'
grep -q '^ *delay, longest  *[0-9.]* ms ' "$scratch/out" || fail 'the longest delay is no bound'
for refused in traffic[0].talk=spurts wan.queue.discipline=fq_codel qos.data=ef 'wan.queue.classes[0].dscp=be'; do
    run 2 model calls.yaml -s busy=5% -s "$refused"
    said 'not modelled: '
done
run 2 model calls.yaml -s traffic[0].count=5 -s 'wan.queue.classes[0].share=33%'
said '^pfsim: calls.yaml: not modelled: wan.queue.classes .calls behind the upgrade, or over their share.$'

# By one of the methods only: that has no column, and says why.
cat >own.yaml <<'YAML'
subnets:
  - load_servers: [{name: a}, {name: b}]
    phones: [{model: CP-7965, load_server: b}]
YAML
run 0 model own.yaml
grep -q '^  load-server: not modelled: load_server (another' "$scratch/out" || fail 'load-server does not say why not'
expect 'a column without answer' '-' "$(sed -n 's/^  all back after *[^-]* - .*/-/p' "$scratch/out")"
run 0 model own.yaml --json
expect 'why not, in JSON' not_modelled "$(json '.methods["load-server"] | keys[0]')"

# Bounds of a closed network: 3 phones never wait long, 40 fill the line whatever happens.
run 0 model "$site" -s subnets.phones.count=3 --bounds --json
expect 'in their order' true "$(json '.methods.tftp.bounds_s | [.[]] | . == sort')"
expect 'the best is what lock-step is' true "$(json '.methods.tftp | .bounds_s["best, asymptotic"] / .all_back_s | . > 0.999 and . < 1.001')"
expect 'by chance' true "$(json '.methods.tftp.bounds_s["by chance (MVA)"] | . > 619 and . < 624')"
expect 'none of PFS' null "$(json '.methods.pfs.bounds_s')"
run 0 model "$site" --bounds
grep -q '^    by chance (MVA)  .* - ' "$scratch/out" || fail 'no row of bounds'
run 0 model "$site"
! grep -q 'by chance' "$scratch/out" || fail 'bounds that nobody asked for'

# Beside runs.
run 0 model one-phone --check
expect 'verdicts' 3 "$(grep '^  difference ' "$scratch/out" | grep -o 'holds' | wc -l)"
run 0 model one-phone --check --json
expect 'runs that completed' '1 1 1' "$(json '[.methods[].simulated.completed] | join(" ")')"

# Several scenarios: a row for each by each method, those without an answer included, and their sum.
run 0 model --check one-phone pfs-root-unplugged
expect 'rows' 6 "$(grep -cE '^(one-phone|pfs-root-unplugged) +(tftp|load-server|pfs) ' "$scratch/out")"
expect 'rows that hold' 3 "$(grep -cE '^one-phone .* [+-]0[.][0-9]+ % +exact +holds$' "$scratch/out")"
grep -qE '^pfs-root-unplugged +pfs +not modelled: unplug$' "$scratch/out" || fail 'it does not say what is not modelled'
grep -qE '^pfs-root-unplugged +tftp +not possible: ' "$scratch/out" || fail 'it does not say what is not possible'
expect 'the sum' 'of 2 scenarios by 3 methods: 3 hold, 1 not modelled, 2 not possible' "$(tail -n 1 "$scratch/out")"
run 0 model --check one-phone pfs-root-unplugged --json
expect 'what is counted' '3 1 0 2' "$(json '.counts | [.holds, .["not modelled"], .off, .["not possible"]] | join(" ")')"
expect 'files' 'one-phone pfs-root-unplugged' "$(json '[.scenarios[].file] | join(" ")')"
expect 'verdicts' 'holds holds holds' "$(json '[.scenarios[0].methods[].simulated.verdict] | join(" ")')"
expect 'why not' 'not modelled: unplug' "$(json '.scenarios[1].methods.pfs.not_modelled')"
# -s counts for all. None with an answer, or one that is no scenario: as of one alone.
run 0 model --check one-phone whitepaper-pfs -s 'run.limit=1 min' --json
expect 'never, by all' 0 "$(json '[.scenarios[].methods[].simulated.completed] | add')"
run 2 model --check pfs-root-unplugged pfs-root-unplugged
said '^pfsim: pfs-root-unplugged: not modelled: unplug$'
run 2 model --check one-phone one-phon
said "did you mean 'one-phone'"
expect 'a table all the same' 0 "$(wc -c <"$scratch/out")"

# Bad input.
run 2 model one-phon
said "did you mean 'one-phone'"
run 2 model one-phone -s wan.rat=1Mbps
said "did you mean 'rate'"
run 64 model
said 'a scenario file is missing'
run 64 model one-phone --jsn
said "did you mean '--json'"
run 64 model one-phone two-sites
said 'several scenarios are answered with --check only'
run 64 model one-phone two-sites --check --bounds
said 'without --bounds'
printf 'subnets: [{phones: [{model: CP-7965}]}]\n' >stdin.yaml
"$PFSIM" model - <stdin.yaml >"$scratch/out" 2>"$scratch/err" || fail "standard input: $(cat "$scratch/err")"
finish
