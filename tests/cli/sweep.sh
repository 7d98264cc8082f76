# What tests of sweeps have in common: a site, its sweep of 32 runs, and whether a store has all of them.
# They go on in $scratch.
data=$srcdir/tests/scenarios/data
cat >"$scratch/site.yaml" <<END
catalogue: {firmware: $data/small-firmware.csv, models: $data/small-models.csv}
wan: {rate: 2 Mbps, loss: 1 %}
reset: {spread: 10 s}
subnets: [{phones: [{model: CP-7940G}]}]
END
cd "$scratch" || exit 1

# sweep WANTED_STATUS ARGUMENT...: of 16 points, with two replications each.
sweep() {
    wanted=$1
    shift
    run "$wanted" sweep site.yaml -p wan.rate=1Mbps:4Mbps:1Mbps -p subnets.phones.count=1,2:6:2 -r 2 "$@"
}

# export STORE: all that is in it, in the order of what it is.
export_store() {
    "$PFSIM" results "$1" --csv >"$1.csv" 2>"$scratch/err" || fail "results $1: $(cat "$scratch/err")"
}

# same STORE: it has what an undisturbed sweep has.
same() {
    export_store "$1"
    cmp -s "$1.csv" whole.db.csv || fail "$1 is not the same as one that was not disturbed: $2"
}
