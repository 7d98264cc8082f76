#!/bin/sh
# pfsim run --methods: one scenario by several methods, side by side.
. "$srcdir/tests/support.sh"
need jq

site="$srcdir/scenarios/whitepaper-tftp.yaml"
few='-s subnets[0].phones[0].count=6'

# Each is the run that -m makes, in its own folder, with its own scenario.
run 0 run "$site" $few --methods all --json -o "$scratch/all"
cp "$scratch/out" "$scratch/all.json"
expect 'the methods' 'tftp load-server pfs' "$(json '.methods | keys_unsorted | join(" ")')"
for method in tftp load-server pfs; do
    run 0 run "$site" $few -m $method --json -o "$scratch/alone"
    alone=$(json .fingerprint)
    expect "$method: fingerprint" "$alone" "$(jq -r ".methods.\"$method\".fingerprint" "$scratch/all.json")"
    diff -r "$scratch/alone" "$scratch/all/$method" >"$scratch/diff" ||
        fail "$method: not the files of -m: $(head -5 "$scratch/diff")"
    rm -r "$scratch/alone"
done
cp "$scratch/all.json" "$scratch/out"
expect 'compared with' tftp "$(json .compared_with)"
expect 'ratios' 'load-server pfs' "$(json '.ratios | keys_unsorted | join(" ")')"
expect 'speed' true "$(json '(.methods.tftp.all_back_s / .methods.pfs.all_back_s - .ratios.pfs.speed) | fabs < 5.1e-7')" # rounded
expect 'bytes' true "$(json '((.methods.pfs.wan | .bytes_down + .bytes_up) /
    (.methods.tftp.wan | .bytes_down + .bytes_up) - .ratios.pfs.wan_bytes) | fabs < 1e-5')"
meaning=$(json .meaning)

run 0 run "$site" $few --methods all
expect 'the last line' "$meaning" "$(tail -n 1 "$scratch/out")"
for row in 'tftp +6/6 +1[0-9] min .* 1.00 +100.0 %' 'load-server +6/6 .* 0 B +0.0 % ' 'pfs +6/6 '; do
    grep -Eq "^  $row" "$scratch/out" || fail "no row '$row': $(cat "$scratch/out")"
done

grep -q '^  load-server: 1 of 1 subnets have none in the scenario, and got one ' "$scratch/out" ||
    fail "a load server out of nothing: $(cat "$scratch/out")"
run 0 run "$srcdir/scenarios/whitepaper-load-server.yaml" $few --methods all \
    -s 'subnets[0].load_servers=[{lan: 1 Gbps}]'
! grep -q 'subnets have none' "$scratch/out" || fail "it has one: $(cat "$scratch/out")"

# Calls, where there are some.
! grep -q 'MOS' "$scratch/out" || fail "nobody calls: $(cat "$scratch/out")"
run 0 run "$srcdir/scenarios/voice-fifo.yaml" -s subnets[0].phones[0].count=20 --methods tftp,pfs
grep -Eq '^  MOS of calls during the upgrade: tftp 3\.[0-9], pfs 4\.0; before it 4\.0$' "$scratch/out" ||
    fail "how calls fare: $(cat "$scratch/out")"

# A list has its own order; what is alone is compared with nothing.
run 0 run "$site" $few --methods pfs,load-server --json
expect 'without tftp' pfs "$(json .compared_with)"
expect 'a list' 'pfs load-server' "$(json '.methods | keys_unsorted | join(" ")')"

# What cannot be is said; by name it is an error.
unplugged="$srcdir/scenarios/pfs-root-unplugged.yaml"
run 0 run "$unplugged" --methods all
grep -Eq '^  tftp +not possible: .*there is never a root' "$scratch/out" || fail "$(cat "$scratch/out")"
expect 'nothing to compare' 'Only sharing is possible here, and there is nothing to compare it with.' \
    "$(tail -n 1 "$scratch/out")"
run 2 run "$unplugged" --methods tftp,pfs -o "$scratch/never"
said 'there is never a root'
[ ! -e "$scratch/never" ] || fail 'a folder of a run that cannot be'
run 2 run "$site" -s wan.rate=fast --methods all
said 'wan.rate'

# Groups that name a method keep it.
cat >"$scratch/own.yaml" <<'END'
name: one group of two names its method
subnets:
  - phones:
      - {model: CP-7965, count: 2}
      - {model: CP-7945, count: 3, method: load-server}
END
run 0 run "$scratch/own.yaml" --methods tftp,pfs
grep -q '^  3 of 5 phones are of groups that name a method, and keep it$' "$scratch/out" ||
    fail "groups of their own: $(cat "$scratch/out")"
! grep -q 'subnets have none' "$scratch/out" || fail "it has one: $(cat "$scratch/out")"
run 0 run "$scratch/own.yaml" --methods all -s 'subnets[0].phones[0].method=tftp'
expect 'all alike' \
    'A load server makes no difference to TFTP here; sharing makes no difference to TFTP here.' \
    "$(tail -n 1 "$scratch/out")"

run 0 run "$site" $few --methods tftp
expect 'one alone' 'Only TFTP was asked for, and there is nothing to compare it with.' \
    "$(tail -n 1 "$scratch/out")"

# What has no effect by any of them is warned of, once; what is of one of them is not.
run 0 run "$site" $few --methods tftp,pfs -s transport='http then tftp' -s pfs.ads=5
said '^pfsim: warning: -s transport=.*has no effect'

# What pfsim has not written is not replaced.
mkdir -p "$scratch/theirs/pfs"
echo mine >"$scratch/theirs/pfs/phones.csv"
run 2 run "$site" $few --methods tftp,pfs -o "$scratch/theirs"
said 'theirs/pfs/phones\.csv would be replaced'
expect 'what is in the folder' "$scratch/theirs/pfs/phones.csv" "$(find "$scratch/theirs" -type f)"
expect 'what it says' mine "$(cat "$scratch/theirs/pfs/phones.csv")"

# An interrupt says how far it was, and leaves no empty folder. (Its workers write aside.)
"$PFSIM" run "$srcdir/scenarios/pfs-far-1000.yaml" -s run.limit=7d --methods pfs,tftp \
    -o "$scratch/stopped" >"$scratch/out" 2>"$scratch/err" &
pid=$!
while ! pgrep -P $pid >/dev/null && kill -0 $pid 2>/dev/null; do
    :
done
kill -TERM $pid # SIGINT is ignored by what a script has in the background
status=0
wait $pid || status=$?
expect 'status of an interrupted comparison' 130 "$status"
said '^pfsim: interrupted after 0 of 2 runs; nothing is compared$'
[ ! -e "$scratch/stopped" ] || fail "left: $(find "$scratch/stopped")"

run 2 run "$site" --methods pfz
said "'pfz' is no method; did you mean 'pfs'?"
run 2 run "$site" --methods pfs,pfs
said 'names pfs twice'
for option in '-m pfs' '-s method=pfs' '--pcap x' '--log x' '--animation x'; do
    run 64 run "$site" --methods all $option
    said 'does not go with --methods'
done
run 64 run "$site" --methods all --require 'completed = all'
said '--require is of one run'
finish
