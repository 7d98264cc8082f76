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

# What a scenario says of models, $1, of which some know HTTP.
transport() {
    case $1 in
    *Phone-H*) echo 'http then tftp' ;;
    *) echo tftp ;;
    esac
}

# $1: two models.
scenario() {
    cat >"$scratch/two.yaml" <<-END
	catalogue: {firmware: firmware.csv, models: models.csv}
	transport: $(transport "$1")
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

# A chain: each phone gets A, restarts with it, boots, and gets B, which has c.sbn in common with A; one
# has B already and fetches its profile, if any, and the index. By every method and transport.
catalogue A,a,a.loads,300,x A,a,a.sbn,2000,x A,a,c.sbn,700,x B,a,b.loads,300,x B,a,b.sbn,9,x B,a,c.sbn,700,x \
    C,b,x,1,x
sed -i 's/,B,made up/,C,made up/' "$scratch/models.csv"
for model in Phone-A Phone-H Mpp; do
    cat >"$scratch/chain.yaml" <<-END
	catalogue: {firmware: firmware.csv, models: models.csv}
	transport: $(transport "$model")
	run: {limit: 1 h}
	phone: {boot: 20 s, restart: 40 s, background_restart: 40 s}
	subnets:
	  - phones:
	      - {model: $model, count: 3, firmware: [A, B]}
	      - {model: $model, firmware: B, has: B}
	END
    for method in tftp load-server pfs; do
        rm -rf "$scratch/chain"
        run 0 run "$scratch/chain.yaml" -m $method -o "$scratch/chain" --json
        expect "$model, $method: completed, unchanged, loads" '4 1 2' \
            "$(json '"\(.completed) \(.unchanged) \(.loads)"')"
        expect "$model, $method: loads and states at the end" 'B unchanged, B upgraded, B upgraded, B upgraded' \
            "$(sed 1d "$scratch/chain/phones.csv" | cut -d , -f 8,10 | tr , ' ' | sort | paste -sd , | sed 's/,/, /g')"
        expect "$model, $method: two boots and two restarts take 120 s" true \
            "$(json '.upgrade_time_s > 120 and .upgrade_time_s < 220')"
        # A's three files and B's, but for the one that A had.
        files=$(awk -F , '$10 == "yes" && $2 != "profile.xml"' "$scratch/chain/files.csv")
        expect "$model, $method: files for A" 9 "$(echo "$files" | grep -c ',A$')"
        expect "$model, $method: files for B" 7 "$(echo "$files" | grep -c ',B$')"
        expect "$model, $method: c.sbn" 3 "$(echo "$files" | grep -c c.sbn)"
        expect "$model, $method: states of a phone" \
            'waiting A:booting A:fetching A:restarting B:booting B:fetching B:restarting' \
            "$(grep '^1,' "$scratch/chain/timeline.csv" | grep -v ,writing, | awk -F , '{s = ($NF == "" ? "" : $NF ":") $3} s != l {printf "%s%s", (l == "" ? "" : " "), s} {l = s}' | sed 's/ *B:upgraded//')"
        grep -q ',A$' "$scratch/chain/progress.csv" || fail "$model, $method: no progress with A"
    done
done

# What people call a model, and a name that is none: the nearest, not all.
cat >"$scratch/one.yaml" <<END
phone: {retry: 1 h}
subnets: [{phones: [{model: 7941}]}]
END
run 0 scenario "$scratch/one.yaml"
grep -q 'model: CP-7941G$' "$scratch/out" || fail "7941 is not CP-7941G"
run 2 run "$scratch/one.yaml" -s 'subnets[0].phones[0].model=7946'
said "'7946' is not a model of the catalogue; did you mean 'CP-7941', 'CP-7942', 'CP-7945' or 'CP-7940'"
run 2 run "$scratch/one.yaml" -s 'subnets[0].phones[0].model=Polycom'
said "'Polycom' is not a model of the catalogue; give one of [0-9]+, such as 'CP-7906'"
run 2 run "$scratch/one.yaml" -s firmware=SCCP41.9-4
said "'SCCP41.9-4' is not a load of the catalogue; did you mean 'SCCP41.9-4-2SR2-2S' or 'SCCP41.9-4-2SR3-1S'"

# The published sizes of the 78xx: both rootfs have more blocks of 512 bytes than 65535.
cat >"$scratch/78xx.yaml" <<END
tftp: {rollover: off}
subnets: [{phones: [{model: CP-7821, upgrade_rule: tftp}]}]
END
for load in 10-3-1-12-p1 10-3-1-12-p2 14-4-1-0301-6-p1 14-4-1-0301-6-p2; do
    run 2 run "$scratch/78xx.yaml" -s "firmware=sip78xx.$load"
    said "rootfs2?.78xx.* has over 65535 blocks of 512 bytes|rootfs78xx.* has over 65535 blocks"
done

# After an error an MPP phone waits an hour, another a minute: the server comes back within.
cat >"$scratch/down.yaml" <<END
server: {missing: [SCCP41.9-4-2SR3-1S.loads, sip78xx.10-3-1-12.loads]}
run: {limit: 30 min}
subnets: [{phones: [{model: 7941}, {model: 7821, upgrade_rule: tftp}]}]
END
run 0 run "$scratch/down.yaml" -o "$scratch/down"
expect "times that the 7941 asks in half an hour" 30 "$(grep -c ',SCCP41.*missing' "$scratch/down/files.csv")"
expect "times that the 7821 asks" 1 "$(grep -c ',sip78xx.*missing' "$scratch/down/files.csv")"

finish
