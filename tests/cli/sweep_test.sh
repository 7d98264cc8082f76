#!/bin/sh
# Many runs in a store: what is run, what is not run again, and that whatever divides a sweep, the store has the same in
# the end. What kills one is in sweep_killed_test.sh.
. "$srcdir/tests/support.sh"

. "$srcdir/tests/cli/sweep.sh"

said_last() {
    grep -Eq -- "$1" "$scratch/out" || fail "'$(cat "$scratch/out")' does not say '$1'"
}

# --- what is run -----------------------------------------------------------------------------------

sweep 0 -o whole.db
said_last '^16 points x 2 replications: 32 runs are in whole.db$'
said_last '^  32 run now, 0 were there already, 0 have failed$'
said_last '^Next: pfsim results whole.db$'
export_store whole.db
expect 'rows' 33 "$(wc -l <whole.db.csv)"
[ ! -e whole.db-journal ] || fail 'a store is more than one file'

# What is there is not run again; more replications and values run what is missing.
cp whole.db more.db
sweep 0 -o more.db
said_last '^  0 run now, 32 were there already'
same more.db 'run once more'
run 0 sweep site.yaml -p wan.rate=1Mbps:5Mbps:1Mbps -p subnets.phones.count=1,2:6:2 -r 3 -o more.db
said_last '^  28 run now, 32 were there already'

# Whatever the number of workers.
for jobs in 1 2 5; do
    sweep 0 -j $jobs -o jobs.db
    same jobs.db "-j $jobs"
    rm jobs.db
done

# A dry run prints a file of points, which are the same points.
sweep 0 -n
mv out points.csv
expect 'points' 17 "$(wc -l <points.csv)"
expect 'header' 'wan.rate,subnets[0].phones[0].count' "$(head -n 1 points.csv)"
expect 'the last point' '4 Mbps,6' "$(tail -n 1 points.csv)"
grep -qx 'pfsim: 16 points x 2 replications: 32 runs' err || fail "a dry run says '$(cat err)'"
run 0 sweep site.yaml --points points.csv -r 2 -o points.db
same points.db '--points'

# Engine, method and tables are parameters and options like others.
run 2 sweep site.yaml -p method=tftp,pfs -m tftp -o kept.db
said '^pfsim: -p method=tftp,pfs: -m sets it too'
run 0 sweep site.yaml -p method=tftp,pfs -p engine=native -s subnets.phones.count=2 -o kept.db --keep phones,links
run 0 results kept.db --rows phones
expect 'rows of phones' 5 "$(wc -l <out)"

# --- failures ----------------------------------------------------------------------------------------

run 1 sweep site.yaml -p subnets.phones.count=1,300,400 -r 2 -o failed.db
said_last '^3 points x 2 replications: 4 runs are in failed.db$'
said_last '^  4 run now, 0 were there already, 2 have failed$'
said_last '^    1 of them: site.yaml:[0-9:]* subnets\[0\]: .* has room for 245 phones, not for 300'
said_last 'pfsim results failed.db --failed$'
run 1 sweep site.yaml -p subnets.phones.count=1,300,400 -r 2 -o failed.db
said_last '^  0 run now, 4 were there already, 2 have failed$'
run 1 sweep site.yaml -p subnets.phones.count=1,300,400 -r 2 -o failed.db --retry
said_last '^  2 run now, 2 were there already, 2 have failed$'
run 1 sweep site.yaml -p subnets.phones.count=500 -o failed.db
said_last '^1 point x 1 replication: 1 run is in failed.db$'
said_last '^  with those of other sweeps 3 in the store have failed$'
run 1 sweep "$srcdir/scenarios/pfs-far-1000.yaml" --time-limit 1s -o late.db
said_last '^    1 of them: .*time limit of 1 s$'

# Whatever the store is called, it reaches the terminal as it may.
run 1 sweep site.yaml -p subnets.phones.count=300 -o "$(printf 'bell\007.db')"
grep -q 'bell\\x07\.db' out || fail "it says $(cat out)"

# A point that did not load, and does now, is no failure any more.
sed 's,\[{phones,[{prefix: 10.1.0.0/24\, phones,' site.yaml >mended.yaml
run 1 sweep mended.yaml -p subnets.phones.count=1,300 -o mended.db
sed -i 's,0/24,0/22,' mended.yaml
run 0 sweep mended.yaml -p subnets.phones.count=1,300 -o mended.db
said_last '^  2 run now, 0 were there already, 0 have failed$'
run 0 results mended.db --failed --csv
expect 'failures of what was mended' 1 "$(wc -l <out)"

# --- bad input: one line, and nothing is made ------------------------------------------------------------

refused() {
    pattern=$1
    shift
    run 2 sweep site.yaml -o none.db "$@"
    said "$pattern"
    [ ! -e none.db ] || fail "sweep $*: left a store"
}
refused "unknown key 'rat'; did you mean 'rate'" -p wan.rat=1Mbps
refused 'has a step of 0' -p seed=1:9:0
refused "has the unit 'Mbps'" -p wan.rtt=1Mbps
refused '^pfsim: -p wan.rate=1Mbps: -s sets it too' -p wan.rate=1Mbps -s wan.rate=2Mbps
refused '10000000 points or more' -p seed=1:10000 -p subnets.phones.count=1:1000
refused '--zip wants as many values' --zip -p seed=1,2 -p wan.rate=1Mbps
refused 'give how many with -r' -s replication=3
refused 'there is no such file|cannot be read' --points missing.csv
refused 'there are only 2 points, .* give --shard I/N with N up to 2' -p seed=1,2 --shard 1/3
refused "'3/2' is no part" -p seed=1,2 --shard 3/2
refused "--time-limit '5' has no unit" --time-limit 5
refused "'servers' is no table" --keep phones,servers
run 64 sweep site.yaml
said '-o STORE is missing'
run 64 sweep site.yaml -o x.db --zip -p seed=1,2
said '--zip pairs'

# --- stores that cannot be written, or not now ------------------------------------------------------------

run 2 sweep site.yaml -o /proc/none.db
said '^pfsim: /proc/none.db: cannot be written'
run 2 sweep site.yaml -o missing/none.db
said '^pfsim: missing/none.db: cannot be written: there is no such folder'
echo 'no store' >text.db
run 2 sweep site.yaml -o text.db
said '^pfsim: text.db: is no store'
expect 'what was there' 'no store' "$(cat text.db)"

# A disk that is full after some runs: those are there, and the sweep goes on when there is room.
(
    ulimit -f 150 # blocks of 512 bytes
    sweep 2 -o full.db
    tail -n 1 err | grep -q '^pfsim: full.db: cannot be written: ' || fail "a full disk: $(cat err)"
    exit "$failures"
)
failures=$((failures + $?))
sweep 0 -o full.db
grep -q '^  32 run now' out && fail 'what was stored when the disk was full is lost'
same full.db 'the disk was full'

# Another process keeps the store: as SQLite does, by a lock of its bytes from 2^30 on.
cp whole.db locked.db
perl -e 'use Fcntl; open(F, "+<", "locked.db") or die;
    my $lock = pack("s s x4 q q i x4", F_WRLCK, 0, 1 << 30, 512, 0);
    fcntl(F, F_SETLK, $lock) or die "no lock"; $| = 1; print "locked\n"; sleep(60)' >locked &
holder=$!
while ! grep -qs locked locked; do
    kill -0 $holder || break
done
sweep 2 -r 3 -o locked.db
said '^pfsim: locked.db: is being read or written by another process'
kill $holder
wait $holder 2>/dev/null
same locked.db 'another process had locked it'

# --- shards ------------------------------------------------------------------------------------------

for shards in 1 2 7; do
    i=0 parts=
    while [ $i -lt $shards ]; do
        i=$((i + 1))
        parts="$parts part-$i.db"
        sweep 0 --shard $i/$shards -o part-$i.db
    done
    rm -f merged.db
    # shellcheck disable=SC2086 # names without blanks
    run 0 results merge merged.db $parts
    same merged.db "$shards shards"
    rm -f $parts
done

# GNU parallel, stopped and resumed: the shards that its log has are not run again, but for those that failed.
if command -v parallel >/dev/null; then
    parts() {
        parallel --will-cite --joblog joblog --resume-failed -j 2 \
            "$PFSIM" sweep site.yaml -p wan.rate=1Mbps:4Mbps:1Mbps -p subnets.phones.count=1,2:6:2 -r 2 \
            --shard {}/4 -o part-{}.db ::: "$@" >/dev/null 2>parallel.err
    }
    mkdir part-2.db
    parts 1 2 && fail 'parallel says nothing of a shard that failed'
    rmdir part-2.db
    parts 1 2 3 4 || fail "parallel: $(cat parallel.err)"
    expect 'jobs that parallel has done' '1 2 2 3 4' "$(sed 1d joblog | cut -f1 | sort | tr '\n' ' ' | sed 's/ $//')"
    rm -f merged.db
    run 0 results merge merged.db part-1.db part-2.db part-3.db part-4.db
    same merged.db 'GNU parallel'
else
    echo 'SKIPPED HERE: GNU parallel is not installed (./quickstart check installs it)'
fi

# --- interrupted ------------------------------------------------------------------------------------

# An interrupt says how to go on.
rm -f killed.db killed.err
"$PFSIM" sweep site.yaml -p seed=1:100000 -o killed.db >killed.out 2>killed.err &
pid=$!
while ! grep -qs runs killed.err && kill -0 $pid; do
    :
done
kill -TERM $pid
status=0
wait $pid || status=$?
expect 'status of an interrupted sweep' 130 "$status"
tail -n 1 killed.err | grep -Eq 'interrupted after [0-9]+ of 100000 runs; .* the same command goes on' ||
    fail "interrupted: $(tail -n 1 killed.err)"

# --- precision ---------------------------------------------------------------------------------------

# How many replications there are depends on no number of workers, and on no interruption.
precise() {
    run 0 sweep site.yaml -p wan.rate=1Mbps,2Mbps -r 60 --precision all_back=10% "$@"
}
precise -j 1 -o whole.db.1
export_store whole.db.1
rows=$(sed 1d whole.db.1.csv | wc -l)
[ "$rows" -ge 20 ] && [ "$rows" -lt 120 ] || fail "a precision of 10 % made $rows runs"
precise -j 3 -o precise.db
export_store precise.db
cmp -s precise.db.csv whole.db.1.csv || fail 'the precision depends on the workers'
run 0 sweep site.yaml -p wan.rate=1Mbps,2Mbps -r 7 -o begun.db
precise -o begun.db
export_store begun.db
cmp -s begun.db.csv whole.db.1.csv || fail 'the precision depends on what was there'
run 64 sweep site.yaml -o x.db --precision all_back=2%
said '--precision needs -r N'

# --- for Slurm ---------------------------------------------------------------------------------------

mkdir "it's a folder"
cp site.yaml "it's a folder/\$(touch pwned) site.yaml"
cd "it's a folder" || exit 1
"$PFSIM" sweep "\$(touch pwned) site.yaml" -p 'wan.rate=1Mbps, 2Mbps' -s "name='it''s; touch pwned'" -r 2 \
    -o "a store.db" --array 2 >array.sh || fail 'no script'
sh -n array.sh || fail 'the script is none'
for task in 1 2; do
    SLURM_ARRAY_TASK_ID=$task sh array.sh >array.out 2>&1 || fail "task $task: $(cat array.out)"
done
tail -n 1 array.sh | sed 's/^#//' >merge.sh
sh merge.sh || fail 'the merge in the comment'
[ ! -e pwned ] || fail 'what was given was run by the shell'
export_store 'a store.db'
expect 'rows of both tasks' 5 "$(wc -l <'a store.db.csv')"
run 2 sweep - -o x.db --array 1 -p seed=1

finish
