#!/bin/sh
# What there is, and that a scenario is found by its name.
. "$srcdir/tests/support.sh"
need jq
cd "$scratch" || exit 1

columns() {
    expect "columns of list $1" "$2" "$(head -1 "$scratch/out")"
}

run 0 list models --csv
columns models 'model,series,pfs,background,transport,load'
expect models "$(($(wc -l <"$srcdir/models/catalogue/models.csv") - 1))" "$(($(wc -l <"$scratch/out") - 1))"
run 0 list models --json
expect 'a model' '7965 yes' "$(json '.[] | select(.model == "CP-7965G") | .series + " " + .pfs')"
run 0 list loads --json
expect 'a load' '6 7100000' "$(json '.[] | select(.load == "whitepaper-7965") | "\(.files) \(.bytes)"')"
run 0 list scenarios --csv
columns scenarios 'scenario,method,phones,name'
expect scenarios "$(find "$srcdir/scenarios" -name '*.yaml' | wc -l)" "$(($(wc -l <"$scratch/out") - 1))"
grep -q '^whitepaper-pfs,pfs,40,' "$scratch/out" || fail 'whitepaper-pfs is not listed'

# Servers and clients: those that the fields take, in the same order, each with where it is from.
words() {
    expect "what list $1 has" "$2" "$(json '[.[] | .'"$3"'] | join(", ")')"
    expect "rows of list $1 without provenance" '' "$(json '.[] | select(.provenance | test("known|measured|assumed") | not)')"
}
run 0 list fields --json
kinds=$(json '.[] | select(.field == "server.kind") | .values')
policies=$(json '.[] | select(.field == "tftp.policy") | .values')
run 0 list kinds --json
words kinds "$kinds" kind
expect dnsmasq '2 s to 9 s, 7 tries, 51, blksize tsize, 2263' \
    "$(json '.[] | select(.kind == "dnsmasq") | [.repeats_after, .gives_up_after, .transfers, .options, .largest_block] | join(", ")')"
expect cucm-tftp '4 s, 10 min' "$(json '.[] | select(.kind == "cucm-tftp") | [.repeats_after, .gives_up_after] | join(", ")')"
run 0 list policies --json
words policies "$policies" policy
expect mitel '15 s to 30 s, 3 tries, 4 s, 5 tries, 20 min, restarts, blksize' \
    "$(json '.[] | select(.policy == "mitel") | [.repeats_request_after, .gives_up_after, .repeats_ack_after, .ends_after, .download_within, .then, .options] | join(", ")')"
expect nortel '1 try' "$(json '.[] | select(.policy == "nortel") | .gives_up_after')"
expect curl '6 s to 7 s, 5 min' "$(json '.[] | select(.policy == "curl") | [.repeats_request_after, .gives_up_after] | join(", ")')"

# The text is aligned: all rows have the third column where the header has it.
run 0 list loads
awk 'NR == 1 { at = index($0, "bytes") + 5 } substr($0, at, 1) != " " { exit 1 }' "$scratch/out" ||
    fail "list loads is not aligned: $(head -3 "$scratch/out")"

# Each field that is listed can be set, to its default.
cat >site.yaml <<END
servers: [{name: b}]
head_end: {rate: 10 Mbps, shaper: {rate: 1 Mbps}, queue: {discipline: wred, classes: [{dscp: ef}]}}
wan: {shaper: {rate: 100 kbps}, queue: {discipline: wred, classes: [{dscp: ef}]}}
traffic:
  - {kind: calls, adaptive: on}
  - {kind: packets, rate: 1 kbps, arrivals: on-off}
  - {kind: tcp}
unplug: [{phone: 1, at: 1 s}]
profiles: [{name: p}]
subnets: [{load_servers: [{kind: cucm-tftp}], phones: [{model: CP-7811, method: load-server}]}]
END
run 0 list fields --json
json '.[] | select(.default != "" and .values != "a map") | .field + "=" + .default' >fields
modelled() { json '.[] | select(.field == "'"$1"'") | .modelled'; }
expect 'fields that the formulas know' 'yes yes no no no' \
    "$(echo "$(modelled wan.rate)" "$(modelled 'subnets[].phones[].has')" "$(modelled wan.loss)" \
        "$(modelled head_end.rate)" "$(modelled 'unplug[].at')")"
[ "$(wc -l <fields)" -gt 70 ] || fail "only $(wc -l <fields) fields have a default"
while read -r field; do
    case $field in
    traffic*.flows=*) item=2 ;;
    traffic*.direction=* | traffic*.mix=* | traffic*.arrivals=* | traffic*.on=* | traffic*.off=*) item=1 ;;
    *) item=0 ;;
    esac
    run 0 scenario site.yaml -s "$(echo "$field" | sed "s/\[\]/[$item]/g")"
done <fields

run 64 list modles
said "unknown argument 'modles'; did you mean 'models'\?$"
run 64 list elephants
said 'give one of: models, loads, kinds, policies, scenarios, fields'
run 64 list
said 'a list .models, loads, kinds, policies, scenarios or fields. is missing'
run 64 list models loads
said 'one list .* at a time'
run 64 list models --csv --json
said 'not both'

# A scenario of the data folder is found by its name, unless there is a file.
for name in lan lan.yaml scenarios/lan scenarios/lan.yaml; do
    run 0 scenario $name
    grep -q '^name: 40 phones on a LAN$' "$scratch/out" || fail "$name is not found"
done
printf 'name: mine\nsubnets: [{phones: [{model: CP-7965}]}]\n' >lan.yaml
run 0 scenario lan.yaml
grep -q '^name: mine$' "$scratch/out" || fail 'a file does not go before a name'
run 2 run scenarios/whitepaper-psf.yaml
said "scenarios/whitepaper-psf.yaml: there is no such file, and no scenario .*; did you mean 'whitepaper-pfs'\?$"
run 2 run birds
said "'pfsim list scenarios' shows"
run 2 run elsewhere/lan.yaml
said 'elsewhere/lan.yaml: cannot be read'
mkdir one-phone birds # a folder, of an earlier run say, hides no scenario
run 0 scenario one-phone
grep -q '^name: one phone' "$scratch/out" || fail "a folder has the scenario's name: $(head -1 "$scratch/out")"
run 2 run birds
said 'birds: cannot be read: it is a directory'

# "-" is standard input.
"$PFSIM" scenario - -s 'wan.rate = 2 Mbit/s' <lan.yaml >"$scratch/out" || fail 'standard input is not read'
grep -q '^  rate: 2 Mbps$' "$scratch/out" || fail 'the option is not set'
echo 'wan: {rate: fast}' | "$PFSIM" scenario - 2>"$scratch/err" && fail 'nonsense is accepted'
said '^pfsim: standard input:1:13: wan.rate: '
"$PFSIM" run - --methods all -s 'subnets[0].phones[0].count=1' <lan.yaml >"$scratch/out" ||
    fail 'standard input by several methods'
expect 'methods of standard input' 3 "$(grep -c ' 1/1 ' "$scratch/out")"

finish
