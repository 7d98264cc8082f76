#!/bin/sh
# A sweep as a Slurm array, for real: with a munged, slurmctld and slurmd of its own in a folder and on
# ports of their own, which need no systemd and are stopped by their PID files. By root only, as slurmd is.
. "$srcdir/tests/support.sh"
PATH=$PATH:/usr/sbin:/sbin

need munged slurmctld slurmd sbatch squeue
[ "$(id -u)" -eq 0 ] || {
    echo 'SKIP: slurmd runs by root only'
    exit 77
}

if sanitized; then
    echo "SKIP: AddressSanitizer is built in, beside which nothing can be preloaded"
    exit 77
fi
inject=$(realpath "$builddir/tests/cli/.libs/inject.so") || {
    fail 'inject.so is not built'
    finish
}
data=$srcdir/tests/scenarios/data
chmod 711 "$scratch" # or munged finds its socket out of reach
cd "$scratch" || exit 1
mkdir state spool

stop() {
    for name in slurmd slurmctld munged; do
        [ -s "$scratch/$name.pid" ] && kill "$(cat "$scratch/$name.pid")" 2>/dev/null
    done
    waited=0 # for their last words, or the folder would be removed under them
    while [ -e "$scratch/slurmd.pid" ] || [ -e "$scratch/slurmctld.pid" ] || [ -e "$scratch/munged.pid" ]; do
        waited=$((waited + 1))
        [ $waited -lt 100 ] || break
        sleep 0.1
    done
    rm -rf "$scratch"
}
trap stop EXIT
trap 'exit 1' HUP INT TERM

# within SECONDS WHAT COMMAND...: waits until the command succeeds.
within() {
    tries=$(($1 * 5)) what=$2
    shift 2
    until "$@" >/dev/null 2>&1; do
        tries=$((tries - 1))
        [ $tries -gt 0 ] || {
            fail "$what did not come; slurmctld: $(tail -n 3 slurmctld.log 2>/dev/null) slurmd: $(tail -n 3 slurmd.log 2>/dev/null)"
            finish
        }
        sleep 0.2
    done
}

# --- a cluster of this machine -----------------------------------------------------------------------

port=$((20000 + $$ % 10000)) # two tests at the same time have two clusters
host=$(hostname -s)
cat >slurm.conf <<END
ClusterName=pfsim
SlurmctldHost=$host(127.0.0.1)
SlurmUser=root
SlurmdUser=root
SlurmctldPort=$port
SlurmdPort=$((port + 1))
AuthType=auth/munge
CredType=cred/munge
AuthInfo=socket=$scratch/munge.sock
StateSaveLocation=$scratch/state
SlurmdSpoolDir=$scratch/spool
SlurmctldPidFile=$scratch/slurmctld.pid
SlurmdPidFile=$scratch/slurmd.pid
SlurmctldLogFile=$scratch/slurmctld.log
SlurmdLogFile=$scratch/slurmd.log
ProctrackType=proctrack/pgid
TaskPlugin=task/none
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
MpiDefault=none
ReturnToService=2
KillWait=1
MailProg=/bin/true
SchedulerType=sched/builtin
SchedulerParameters=batch_sched_delay=0,sched_interval=1
NodeName=$host NodeAddr=127.0.0.1 CPUs=2 State=UNKNOWN
PartitionName=all Nodes=$host Default=YES MaxTime=INFINITE State=UP
END
SLURM_CONF=$scratch/slurm.conf
export SLURM_CONF
dd if=/dev/urandom of=munge.key bs=64 count=1 2>/dev/null
chmod 400 munge.key
munged --key-file="$scratch/munge.key" --socket="$scratch/munge.sock" --pid-file="$scratch/munged.pid" \
    --log-file="$scratch/munged.log" --seed-file="$scratch/munged.seed" --num-threads=2 2>munged.err ||
    fail "munged: $(cat munged.err)"
slurmctld -f slurm.conf 2>slurmctld.err || fail "slurmctld: $(cat slurmctld.err)"
slurmd -f slurm.conf -N "$host" 2>slurmd.err || fail "slurmd: $(cat slurmd.err)"
[ "$failures" -eq 0 ] || finish
idle() {
    sinfo -h -o %t | grep -q idle
}
within 20 'a node that is idle' idle

# --- a sweep on it -----------------------------------------------------------------------------------

cat >site.yaml <<END
catalogue: {firmware: $data/small-firmware.csv, models: $data/small-models.csv}
wan: {rate: 2 Mbps, loss: 1 %}
subnets: [{phones: [{model: CP-7940G, count: 3}]}]
END
values='wan.rate=1Mbps:3Mbps:500kbps,log(4Mbps..9Mbps)/3'
run 0 sweep site.yaml -p "$values" -p method=tftp,pfs -r 3 -o whole.db
run 0 sweep site.yaml -p "$values" -p method=tftp,pfs -r 3 -o study.db --array 3
# The second task stops when the disk is waited for the eleventh time: the store is made, and its first run is there.
sed "s,^exec,echo \$\$ >task-\$SLURM_ARRAY_TASK_ID.pid; [ -e go ] || [ \"\$SLURM_ARRAY_TASK_ID\" -ne 2 ] || export LD_PRELOAD='$inject' \
    PFSIM_INJECT=fdatasync:11! PFSIM_INJECTED=$scratch/stopped; exec," out >array.sh

job=$(sbatch --parsable array.sh) || fail 'sbatch does not take the script'
within 20 "the second task's first run" [ -e stopped ]
# It is killed, and run again; not by scancel, whose SIGCONT and SIGTERM would let it commit all of it.
kill -9 "$(cat task-2.pid)" || fail 'the second task cannot be killed'
ended() {
    ! squeue -h -r -j "$job" 2>/dev/null | grep -q .
}
within 30 'the end of the array' ended
run 0 results study-2.db --csv
there=$(sed 1d out | wc -l)
[ "$there" -ge 1 ] && [ "$there" -lt 15 ] || fail "the second task was killed after $there of 15 runs"
touch go
job=$(sbatch --parsable --array=2 array.sh) || fail 'sbatch does not take the second task again'
within 30 'the second task' ended
grep -q "^  $((15 - there)) run now, $there were there already, 0 have failed$" slurm-"${job}"_2.out ||
    fail "the second task did not go on: $(cat slurm-"${job}"_2.out)"
for task in 1 2 3; do
    [ -e study-$task.db ] || fail "task $task left no store: $(cat slurm-*_$task.out)"
done

run 0 results merge study.db study-1.db study-2.db study-3.db
for store in whole study; do
    run 0 results $store.db --csv
    mv out $store.csv
done
expect 'runs' 48 "$(sed 1d whole.csv | wc -l)"
cmp -s whole.csv study.csv || fail 'what the cluster has run is not what one machine has'

finish
