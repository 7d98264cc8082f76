#!/bin/sh
# What pfsim plan is given: a list, one that is installed, options.
. "$srcdir/tests/support.sh"
cd "$scratch" || exit 1

plan() {
    wanted=$1
    shift
    run "$wanted" plan "$@" --start 2026-12-01 --until 2026-12-04
}

cat >sites.csv <<'LIST'
site,model,count,wan_rate,timezone,window
LYO1,CP-7965,8,2 Mbps,Europe/Paris,22:00-05:00
LIST
plan 0 sites.csv --engine model
grep -q '^LYO1  *8 .* Tue 1 Dec 22:00 .* fits' "$scratch/out" || fail 'LYO1 has no place'
plan 2 sites.csv --engine modell
said "^pfsim: --engine 'modell' is none; give both, model or simulate$"

# A list that is installed is found by its name, unless there is a file of that name. It is read before
# --unknown is.
plan 2 fleet-120 --unknown x
said '^pfsim: --unknown x: '
plan 2 fleet-121 --unknown x
said '^pfsim: fleet-121: .*No such file'
echo site >fleet-120
plan 2 fleet-120 --unknown x
grep -q '^pfsim: fleet-120:1' "$scratch/err" || fail 'the file of that name is not read'
finish
