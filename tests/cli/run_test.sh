#!/bin/sh
# pfsim run: what it prints and writes, and that the same run gives the same bytes.
. "$srcdir/tests/support.sh"
need jq

scenario="$srcdir/scenarios/one-phone.yaml"

run 0 run "$scenario"
for word in 'upgrade time' 'phones completed' 'utilisation' 'block RTT' 'fingerprint' 'outage'; do
    grep -q "$word" "$scratch/out" || fail "the summary does not say '$word'"
done
[ ! -s "$scratch/err" ] || fail "something on stderr: $(head -c 200 "$scratch/err")"

run 0 run "$scenario" --json
cp "$scratch/out" "$scratch/first.json"
for key in name method engine seed phones completed all_back_s upgrade_time_s wan server events wall_s \
    fingerprint; do
    expect "key $key" true "$(json "has(\"$key\")")"
done
expect completed 1 "$(json .completed)"
expect engine native "$(json .engine)"

# One phone and no competition: what the link and the phone need, worked out by hand in
# tests/scenarios/experiment_test.c; here only that it is that sort of number.
expect "upgrade time between 400 and 600 s" true "$(json '.upgrade_time_s > 400 and .upgrade_time_s < 600')"

# Twice the same.
run 0 run "$scenario" -o "$scratch/a"
run 0 run "$scenario" -o "$scratch/b" --json
expect "fingerprint again" "$(jq -r .fingerprint "$scratch/first.json")" "$(json .fingerprint)"
diff -r "$scratch/a" "$scratch/b" >"$scratch/diff" || fail "two runs differ: $(head -5 "$scratch/diff")"
for file in phones.csv files.csv links.csv servers.csv wan.csv summary.json scenario.yaml; do
    [ -s "$scratch/a/$file" ] || fail "$file is missing"
done
expect "files left aside" "" "$(find "$scratch/a" -name '.*' -type f)"

# The scenario that was written gives the same run, and a captured run is the same run.
run 0 run "$scratch/a/scenario.yaml" --json
expect "fingerprint of the written scenario" "$(jq -r .fingerprint "$scratch/first.json")" "$(json .fingerprint)"
run 0 run "$scenario" -s seed=2 --json
[ "$(json .fingerprint)" != "$(jq -r .fingerprint "$scratch/first.json")" ] ||
    fail "another seed gives the same fingerprint"

# Phones that do not complete are named with the reason, and the run ends.
run 0 run "$srcdir/scenarios/load-server-missing-file.yaml" --json
expect "completed without the file" 0 "$(json .completed)"
expect reason "missing file" "$(json '.incomplete[0].reason')"
run 0 run "$srcdir/scenarios/load-server-missing-file.yaml"
grep -q 'missing file' "$scratch/out" || fail "the summary does not name the missing file"
run 0 run "$srcdir/scenarios/load-server-invalid-file.yaml" --json
expect reason "invalid file" "$(json '.incomplete[0].reason')"

# By TFTP the phones ask for ever for a file that is missing: the limit ends the run.
run 0 run "$scenario" -s server.missing='[jar45sccp.8-5.sbn]' -s run.limit=30min --json
expect "completed by the limit" 0 "$(json .completed)"
expect "simulated time" 1800 "$(json .simulated_s)"
expect reason "missing file" "$(json '.incomplete[0].reason')"

# What was under way at the limit counts too.
run 0 run "$scenario" -s run.limit=60s -o "$scratch/limited" --json
grep -q 'limit' "$scratch/limited/files.csv" || fail "the download under way at the limit is in no table"

# A busy processor and large windows: deadlines may have passed when somebody gets to them.
run 0 run "$scenario" -s subnets.phones.count=3 -s 'server.cpu=1 s/packet' -s run.limit=10min
run 0 run "$scenario" -s tftp.windowsize=4000 -s 'server.cpu=1 s/packet' -s run.limit=10min --json
expect "a processor with work for hours" true "$(json '.simulated_s - .server.cpu_s | . >= 0 and . < 5')"
run 0 run "$scenario" -s tftp.windowsize=4000 -s 'wan.queue.limit=10000 packets' -s run.limit=10min

# A burst through a token bucket is no use beyond the bucket's rate.
run 0 run "$srcdir/scenarios/shaped-ethernet.yaml" --json
expect "utilisation of a shaped line" true "$(json '.wan | .utilisation > 0.5 and .utilisation <= 1')"

# Packets that wait for hours are no more work than others.
run 0 run "$scenario" -s wan.rate=1kbps -s 'wan.queue.limit=100000 packets' -s run.limit=1h \
    -s subnets.phones.count=200 -o "$scratch/slow"

# A catalogue of one's own: the scenario that is written finds it from everywhere.
cp "$srcdir/models/catalogue/firmware.csv" "$scratch/mine.csv"
sed '/^#/d' "$scenario" >"$scratch/mine.yaml"
echo 'catalogue: {firmware: mine.csv}' >>"$scratch/mine.yaml"
run 0 run "$scratch/mine.yaml" -o "$scratch/own"
run 0 run "$scratch/own/scenario.yaml"

# The output cannot be written: an error, not half a result.
status=0
"$PFSIM" run "$scenario" --json >/dev/full 2>"$scratch/err" || status=$?
expect "status on a full disk" 2 "$status"
status=0
"$PFSIM" scenario "$scenario" >/dev/full 2>"$scratch/err" || status=$?
expect "status of scenario on a full disk" 2 "$status"

# --- what pfsim has not written is not replaced
mkdir "$scratch/theirs"
cp "$srcdir/scenarios/one-phone.yaml" "$scratch/theirs/scenario.yaml"
run 2 run "$scratch/theirs/scenario.yaml" -o "$scratch/theirs"
said 'theirs/scenario\.yaml would be replaced, and is not of a run of pfsim'
cmp -s "$srcdir/scenarios/one-phone.yaml" "$scratch/theirs/scenario.yaml" || fail 'it was replaced'
rm "$scratch/theirs/scenario.yaml"
echo '{"mine": 1}' >"$scratch/theirs/summary.json"
run 2 run "$srcdir/scenarios/one-phone.yaml" -o "$scratch/theirs"
said 'theirs/summary\.json would be replaced'
rm "$scratch/theirs/summary.json"
touch "$scratch/theirs/notes.txt"
run 0 run "$srcdir/scenarios/one-phone.yaml" -s run.limit=5s -o "$scratch/theirs"
run 0 run "$scratch/theirs/scenario.yaml" -o "$scratch/theirs" # of an earlier run: as often as one likes
[ -e "$scratch/theirs/notes.txt" ] || fail 'what is in no way is gone'

# kept FOLDER FILE ARGUMENT...: a FILE in FOLDER that pfsim has not written stops it, and stays.
kept() {
    folder="$scratch/kept-$1" file=$2
    shift 2
    mkdir -p "$(dirname "$folder/$file")"
    echo mine >"$folder/$file"
    run 2 "$@" "$folder"
    said "$file would be replaced, and is n.*; give another folder, or remove it$"
    expect "files beside $file" "$folder/$file" "$(find "$folder" -type f)"
    expect "$file" mine "$(cat "$folder/$file")"
}
kept picture wan.png run "$scenario" -o
kept site site-3-phones.svg run "$scenario" -o
kept hierarchy hierarchy-1-mine.dot run "$scenario" -o
kept capture server.pcap run "$scenario" -s run.limit=5s --pcap
run 0 run "$scenario" -s run.limit=5s --pcap "$scratch/kept-capture" --pcap-link wan-site
rm "$scratch/kept-capture/server.pcap"
run 0 run "$scenario" -s run.limit=5s --pcap "$scratch/kept-capture"
run 0 run "$scenario" -s run.limit=5s --pcap "$scratch/kept-capture" # its own
kept paper figure1.png whitepaper -o
kept paper-run tftp-40/phones.csv whitepaper -o
kept crosscheck crosscheck.csv crosscheck "$scenario" -o
kept catalogue models.csv crosscheck --random 2 -o

# --- an interrupted white paper says so, and leaves no empty folder
mkfifo "$scratch/lines"
"$PFSIM" whitepaper -o "$scratch/paper" -j 1 --no-charts >"$scratch/out" 2>"$scratch/lines" &
paper=$!
{
    read -r first
    kill -TERM "$paper" # SIGINT is ignored by what a script has in the background
    cat >"$scratch/err"
} <"$scratch/lines"
status=0
wait "$paper" || status=$?
expect 'status of an interrupted white paper' 130 "$status"
echo "$first" | grep -Eq '^pfsim: 0 of [0-9]+ runs done$' || fail "how far it is: '$first'"
said '^pfsim: interrupted after [0-9]+ of [0-9]+ runs; the tables and charts are not complete$'
[ ! -e "$scratch/paper" ] || fail "left: $(ls -A "$scratch/paper")"

finish
