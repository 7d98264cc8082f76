#!/bin/sh
# Loads that have files in common: on a server one name is one file.
. "$srcdir/tests/support.sh"
need jq

# Two models and their loads, beside each other; $1 and $2: rows of the loads.
catalogue() {
    {
        echo load,model_family,file,bytes,provenance
        printf '%s\n' "$@"
    } >"$scratch/firmware.csv"
    cat >"$scratch/models.csv" <<-'END'
	model,series,pfs,background,transport,load,provenance
	Phone-A,a,yes,no,tftp,A,made up
	Phone-B,b,yes,no,tftp,B,made up
	Phone-H,a,yes,yes,http then tftp,A,made up
	Phone-I,b,yes,yes,http then tftp,B,made up
	Mpp,a,yes,yes,tftp or http by the upgrade rule,A,made up
	END
}

# $1: two models.
scenario() {
    cat >"$scratch/two.yaml" <<-END
	catalogue: {firmware: firmware.csv, models: models.csv}
	transport: http then tftp
	run: {limit: 1 h}
	subnets:
	  - phones:
	      - {model: ${1% *}, count: 2}
	      - {model: ${1#* }, count: 2}
	END
}

all_complete() { # METHOD
    run 0 run "$scratch/two.yaml" -s "method=$1" --json
    expect "$1: completed" 4 "$(json .completed)"
    expect "$1: nobody asks twice" 0 "$(json .server.refused)"
}

# A file in common, an index in common, and both, by every method and transport.
for rows in 'A,a,common.sbn,1000,x B,b,common.sbn,1000,x' \
    'A,a,a.loads,300,x A,a,a.sbn,2000,x A,a,c.sbn,700,x B,b,b.loads,300,x B,b,b.sbn,9,x B,b,c.sbn,700,x' \
    'A,a,i.loads,300,x A,a,a.sbn,2000,x A,a,c.sbn,700,x B,b,i.loads,300,x B,b,b.sbn,9,x B,b,c.sbn,700,x'; do
    # shellcheck disable=SC2086 # a word a row
    catalogue $rows
    for models in 'Phone-A Phone-B' 'Phone-H Phone-I' 'Mpp Phone-B'; do
        scenario "$models"
        for method in tftp load-server pfs; do
            all_complete $method
        done
    done
done

# Other sizes under one name are refused where both are in use: both rows are named.
catalogue A,a,common.sbn,1000,x B,b,common.sbn,2000,x
scenario 'Phone-A Phone-B'
run 2 run "$scratch/two.yaml"
grep -q "two.yaml:7:17: .*'common.sbn' has 1000 bytes in load 'A' (.*firmware.csv:2) and 2000 in 'B' (.*firmware.csv:3)" \
    "$scratch/err" || fail "not both rows: $(cat "$scratch/err")"
scenario 'Phone-A Phone-H'
run 0 run "$scratch/two.yaml"

# What lists files is not listed itself: two indexes that list each other have no digests.
catalogue A,a,x,300,x A,a,y,300,x B,b,y,300,x B,b,x,300,x
scenario 'Phone-A Phone-B'
run 2 run "$scratch/two.yaml" -s method=pfs
grep -q "file 'x' is the index of load 'A' (.*firmware.csv:2), but not of 'B' (.*firmware.csv:5)" \
    "$scratch/err" || fail "not the rows: $(cat "$scratch/err")"

# The profile of MPP phones is a file, too.
catalogue A,a,profile.xml,300,x B,b,b.sbn,300,x
scenario 'Phone-A Phone-B'
run 0 run "$scratch/two.yaml"
scenario 'Mpp Phone-B'
run 2 run "$scratch/two.yaml"
grep -q "firmware.csv:2) is called 'profile.xml'" "$scratch/err" || fail "$(cat "$scratch/err")"

finish
