#!/bin/sh
# What a store has is shown, exported and merged; what is no store, or asked of it in vain, is told in
# one line.
. "$srcdir/tests/support.sh"
need jq

# Four runs of one build: 384 kbps twice, 1.5 Mbps, and 9 bps, which failed.
cp "$srcdir/tests/results/data/store-1.db" "$scratch/old.db"
chmod u+w "$scratch/old.db"
store=$scratch/old.db

# --- for people -----------------------------------------------------------------------------------
run 0 results "$store"
expect 'the table' "$store: 3 points, 4 runs, of which 1 failed; build 111111111111 of pfsim 0.1.0
a name; engine native; seed 1
  wan.rate  replication  reason            completed  all_back_s  upgrade_time_s  wan.utilisation  wan.bytes_down
  9 bps               0  it took over 5 s
  384 kbps            0                            3       1.0 s             0 s            0.0 %             0 B
  384 kbps            1                            3       2.0 s             0 s            0.0 %             0 B
  1.5 Mbps            0                            3       3.0 s             0 s            0.0 %             0 B" \
    "$(cat "$scratch/out")"
run 0 results "$store" --failed
expect 'what failed' "$store: 1 point, 1 run, of which 1 failed; build 111111111111 of pfsim 0.1.0
a name; engine native; seed 1
  wan.rate  replication  reason
  9 bps               0  it took over 5 s" "$(cat "$scratch/out")"
run 0 results "$store" --mean -q all_back,phones
expect 'means' "$store: means +- half widths of 95 % intervals; build 111111111111 of pfsim 0.1.0
  wan.rate  engine  seed          runs      all_back_s  phones
  9 bps     native  1     1 (1 failed)            none    none
  384 kbps  native  1                2  1.5 s +- 6.4 s  3 +- 0
  1.5 Mbps  native  1                1           3.0 s       3" "$(cat "$scratch/out")"

# --- for files ------------------------------------------------------------------------------------
run 0 results "$store" --csv -q all_back,wan.utilisation -q phones
expect 'CSV' 'wan.rate,scenario,engine,seed,replication,state,reason,fingerprint,build,all_back_s,wan.utilisation,phones
9 bps,a name,native,1,0,failed,it took over 5 s,,111111111111,,,
384 kbps,a name,native,1,0,done,,0x0000000000000100,111111111111,1.000000007,0.000000,3
384 kbps,a name,native,1,1,done,,0x0000000000000101,111111111111,2.000000014,0.000000,3
1.5 Mbps,a name,native,1,0,done,,0x0000000000000102,111111111111,3.000000021,0.000000,3' \
    "$(cat "$scratch/out")"
# half of it: t(1; 0.975) = 12.7062 times the deviation, 1.000000007 / sqrt(2), over sqrt(2)
run 0 results "$store" --csv --mean -q all_back
expect 'CSV of means' 'wan.rate,scenario,engine,seed,build,runs,failed,n(all_back_s),mean(all_back_s),half_width(all_back_s)
9 bps,a name,native,1,111111111111,1,1,0,,
384 kbps,a name,native,1,111111111111,2,0,2,1.500000010,6.353102413
1.5 Mbps,a name,native,1,111111111111,1,0,1,3.000000021,' "$(cat "$scratch/out")"
run 0 results "$store" --json
expect 'runs' 4 "$(json length)"
expect 'a failure' 'it took over 5 s null' "$(json '.[0] | "\(.reason) \(.quantities)"')"
expect 'a run' '384 kbps 0x0000000000000101 1 2.000000014 3' \
    "$(json '.[2] | "\(.parameters["wan.rate"]) \(.fingerprint) \(.replication) \(.quantities.all_back_s) \(.quantities.phones)"')"
run 0 results "$store" --json --mean -q all_back
expect 'a mean' '2 1.5000000105 1' "$(json '.[1] | "\(.quantities.all_back_s.n) \(.quantities.all_back_s.mean) \(.seed)"')"
expect 'no mean' 'null 0 1' "$(json '.[0] | "\(.quantities.all_back_s.mean) \(.quantities.all_back_s.n) \(.failed)"')"
run 0 results "$store" --rows phones
expect 'nothing was kept' 'wan.rate,scenario,engine,seed,replication,build,id,phone,site' "$(cut -d, -f1-9 "$scratch/out")"

# --- which runs -----------------------------------------------------------------------------------
count() {
    run 0 results "$store" --csv -q phones "$@"
    sed 1d "$scratch/out" | wc -l
}
expect 'a rate' 2 "$(count --where wan.rate=384kbps)"
expect 'the same otherwise' 2 "$(count -w wan.rate=0.384Mbps)"
expect 'a value beyond what the field may have' 1 "$(count -w wan.rate=9bps)"
expect 'by the last part of a path' 2 "$(count -w 'rate=0.384 Mbps')"
expect 'a replication of it' 1 "$(count -w wan.rate=384kbps -w replication=1)"
expect 'a seed' 4 "$(count -w seed=1)"
expect 'an engine' 0 "$(count -w engine=ns3)"
expect 'a build' 4 "$(count --build 1111)"
run 0 results "$store" -w wan.rate=7kbps
expect 'none' "$store: no such run" "$(cat "$scratch/out")"
run 2 results "$store" -w wan.rtt=10ms
said "old.db: 'wan.rtt' was not varied; did you mean 'wan.rate'\?$"
run 2 results "$store" -w method=tftp
said "old.db: 'method' was not varied; there are: wan.rate, engine, seed, replication$"
run 2 results "$store" -w wan.rate
said 'it should be PATH=VALUE'
run 2 results "$store" -q all_bak
said "there is no quantity 'all_bak'; did you mean 'all_back_s'\?"
run 2 results "$store" --build 2
said 'old.db: has no build 2, but 111111111111 \(4 runs of pfsim 0.1.0\)$'

# --- merging --------------------------------------------------------------------------------------
run 0 results "$store" --csv
mv "$scratch/out" "$scratch/wanted"
run 0 results merge "$scratch/one.db" "$store"
run 0 results "$scratch/one.db" --csv
cmp -s "$scratch/out" "$scratch/wanted" || fail 'a store that was merged alone has other runs'
run 2 results merge "$scratch/one.db" "$store"
said 'one.db: is there already'
run 2 results merge "$scratch/two.db" "$store" "$scratch/one.db"
said 'one.db: a run is in .*/old.db, too: replication 0 of "a name", seed 1, wan.rate=9 bps$'
run 2 results merge "$scratch/nowhere/two.db" "$store"
said 'nowhere'
run 2 results merge "$scratch/two.db" "$store" "$srcdir/README.md"
said 'README.md: is no store: it is no file of SQLite.s$'
expect 'what is left' 'one.db' "$(cd "$scratch" && ls -A | grep -v old.db | grep db)"
# As many as a sweep has shards.
run 2 results merge "$scratch/two.db" $(seq -f "$scratch/none-%g" 10000)
said 'none-1: cannot be read: No such file or directory$'

# A signal ends it, and leaves nothing; an interrupted sweep's store without a run takes its time.
"$PFSIM" sweep "$srcdir/scenarios/pfs-far-1000.yaml" -o "$scratch/empty.db" >"$scratch/out" 2>&1 &
pid=$!
while [ -z "$(pgrep -P $pid)" ] && kill -0 $pid 2>/dev/null; do
    :
done
kill -TERM $pid
status=0
wait $pid || status=$?
expect 'status of the sweep' 130 "$status"
mkdir "$scratch/merged"
"$PFSIM" results merge "$scratch/merged/two.db" $(yes "$scratch/empty.db" | head -n 9999) 2>"$scratch/err" &
pid=$!
while [ -z "$(ls -A "$scratch/merged")" ] && kill -0 $pid 2>/dev/null; do
    :
done
kill -TERM $pid
status=0
wait $pid || status=$?
expect 'status of a merging that is ended' 143 "$status"
expect 'what it leaves' '' "$(ls -A "$scratch/merged")"
run 64 results merge
run 64 results merge "$scratch/two.db"

# --- no store -------------------------------------------------------------------------------------
run 2 results "$scratch/no.db"
said 'no.db: cannot be read: No such file or directory$'
run 2 results "$srcdir"
said 'is no store but a folder or device$'
head -c 5000 "$store" >"$scratch/cut.db"
run 2 results "$scratch/cut.db"
said 'cut.db: is damaged, or no store'
run 64 results
run 64 results "$store" "$store"
run 64 results "$store" --csv --json
run 64 results "$store" --rows phone
said "did you mean 'phones'"
run 64 results "$store" --failed --mean
status=0
"$PFSIM" results "$store" >/dev/full 2>"$scratch/err" || status=$?
expect 'to a full disk' 2 "$status"
said 'cannot write to standard output'

finish
