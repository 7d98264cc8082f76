#!/bin/sh
# pfsim compare says of what has not changed that it moved in at most 10 of 100 tries: ten runs beside ten
# with another seed, where packets are lost and phones reset at random, tolerance 0, all numbers together.
. "$srcdir/tests/support.sh"
need jq

data=$(cd "$srcdir/tests/scenarios/data" && pwd)
cat >"$scratch/lossy.yaml" <<END
method: pfs
catalogue: {firmware: $data/small-firmware.csv, models: $data/small-models.csv}
wan: {rate: 10 Mbps, loss: 2 %}
reset: {spread: 5 s}
subnets: [{lan: {loss: 1 %}, phones: [{model: CP-7965, count: 5}]}]
END

tries=0 moved=0 phones=0
while [ $tries -lt 100 ]; do
    "$PFSIM" compare "$scratch/lossy.yaml" -p seed=$((2 * tries + 1)),$((2 * tries + 2)) -r 10 -t 0 --json \
        >"$scratch/out" 2>/dev/null </dev/null
    status=$?
    [ $status -le 1 ] || fail "try $tries: status $status"
    [ $status -eq 0 ] || moved=$((moved + 1))
    case $(json '"\(.points[0].phones.p < 0.05) \([.points[0].quantities[] | select(.verdict == "cannot say")] | length > 15)"') in
        true\ true) phones=$((phones + 1)) ;;
        false\ true) ;;
        *) fail "try $tries: hardly a number differs" ;;
    esac
    tries=$((tries + 1))
done
echo "of 100 tries $moved show any that moved; of phones' times $phones"
[ $moved -le 10 ] || fail "$moved of 100 tries show that something moved, which has not"
[ $phones -le 12 ] || fail "phones' times differ in $phones of 100 tries"

finish
