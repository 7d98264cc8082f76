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

# Three sites, two at once: at best half of one could be done beside the others.
cat >three.csv <<'LIST'
site,model,count,wan_rate,wan_rtt,timezone,window
A,CP-7965,8,2 Mbps,16 ms,UTC,22:00-05:00
B,CP-7965,8,2 Mbps,16 ms,UTC,22:00-05:00
C,CP-7965,8,2 Mbps,16 ms,UTC,22:00-05:00
LIST
plan 0 three.csv --engine model --sites-at-once 2
grep -q '^  It is C: as many sites are under way until then as may be: 2\.$' "$scratch/out" ||
    fail 'that it does not end as early as it may has no reason'
plan 0 three.csv --engine model
! grep -q '^  It is' "$scratch/out" || fail 'what is best has a reason'

# Which wave has what; and a list all of whose sites are canaries does not look as if it had more.
! grep -q '^waves:' "$scratch/out" || fail 'waves that nobody has asked for'
plan 0 three.csv --engine model --waves 1,rest --soak 1h
grep -q '^waves: 1: 1 site, 8 phones, 2026-12-01T22:00Z to 2026-12-01T22:0' "$scratch/out" ||
    fail 'the first wave is not told'
grep -q '^       2: 2 sites, 16 phones, 2026-12-01T23:0' "$scratch/out" || fail 'the second wave is not told'
! grep -q 'There is no other' "$scratch/out" || fail 'two waves are one'
plan 0 sites.csv --engine model --waves 1,rest
grep -q '^  There is no other: .* no more sites than canaries\.$' "$scratch/out" ||
    fail 'that there is one wave is not told'

# What would change the verdicts of several sites alike is said once.
sed 's/22:00-05:00/22:00-22:01/' three.csv >short.csv
plan 0 short.csv --engine model
grep -q '^  A, B, C: ' "$scratch/out" || fail 'sites that need the same are not told together'

# --- edges, as a user hits them ---

run 64 plan
said '^pfsim plan: a list of sites is missing'
run 64 plan sites.csv --start 2026-12-01
said '^pfsim plan: give --start and --until'
run 2 plan sites.csv --start 2026-12-05 --until 2026-12-01
said '^pfsim: --until 2026-12-01 is before --start 2026-12-05$'
plan 2 nothing.csv
said '^pfsim: nothing.csv: cannot be read: No such file'

# refused PATTERN TEXT: the list is, by one line.
refused() {
    printf "$2" >bad.csv
    plan 2 bad.csv
    said "$1"
}
refused '^pfsim: bad.csv:1: the file is empty' ''
refused '^pfsim: bad.csv:1: has no sites' 'site,model,count,wan_rate\n'
refused "^pfsim: bad.csv:2:4: wan_rate: '1,5 Mbps' has a comma; write a decimal point" \
    'site;model;count;wan_rate\nA;CP-7965;3;1,5 Mbps\n'
refused "^pfsim: bad.csv:2:5: timezone: there is no time zone 'Europe/Pariss'; did you mean 'Europe/Paris'" \
    'site,model,count,wan_rate,timezone\nA,CP-7965,3,2 Mbps,Europe/Pariss\n'
refused "^pfsim: bad.csv:2:3: count: '0' is out of range" 'site,model,count,wan_rate\nA,CP-7965,0,2 Mbps\n'
refused "^pfsim: bad.csv:2:1: site: 'a.x1b\[31m' has characters that do not print" \
    'site,model,count,wan_rate\na\033[31m,CP-7965,1,2 Mbps\n'
{
    echo site,model,count,wan_rate
    for row in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25; do
        echo "S$row,CP-7965,x,2 Mbps"
    done
} >bad.csv
plan 2 bad.csv
expect 'lines of 25 bad cells' 21 "$(wc -l <err)"
expect 'the last of them' 'pfsim: and 5 more' "$(tail -n 1 err)"
grep -q '^pfsim: bad.csv:21:3: count' err || fail 'the 20th is not shown'

# A spreadsheet's list: a mark at its begin, semicolons, lines that end in CR LF, one within quotes.
printf '\357\273\277site;model;count;wan_rate;note\r\nA1;CP-7965;1;"2 Mbps";"two\r\nlines"\r\n' >sheet.csv
plan 0 sheet.csv --engine model
grep -q '^A1 .* fits' out || fail "a spreadsheet's list: $(cat out)"
grep -q '1 site, 1 phone, ' out || fail "one phone: $(cat out)"

# A window that is shorter than any method.
printf 'site,model,count,wan_rate,window\nA,CP-7965,3,64 kbps,22:00-22:01\n' >short.csv
plan 0 short.csv --engine model
grep -q '^A .* does not fit: .* of 1 min$' out || fail "a window of 1 min: $(cat out)"

# Waves that leave sites; a site that there is not.
plan 2 bad.csv --waves 1,2x
said '^pfsim: --waves '
printf 'site,model,count,wan_rate\nLYO1,CP-7965,2,2 Mbps\nOSL2,CP-7965,1,2 Mbps\nREN3,CP-7965,2,1 Mbps\n' >three.csv
plan 2 three.csv --engine model --waves 1,1
said '^pfsim: the waves take 2 of 3 sites'
plan 2 three.csv --explain LYO
said "^pfsim: --explain LYO: three.csv has no such site; did you mean 'LYO1'?"

# Neither a file nor another's folder is a plan's; a full disk.
plan 2 three.csv -o short.csv
said '^pfsim: short.csv: cannot make the folder: there is a file of that name$'
mkdir other
echo x >other/plan.csv
plan 2 three.csv -o other
said '^pfsim: other/plan.csv would be replaced, and is not of a plan of pfsim'
expect 'what is there' x "$(cat other/plan.csv)"
for as in --engine=model '--engine=model --json' --template; do
    list='three.csv --start 2026-12-01 --until 2026-12-04'
    [ "$as" = --template ] && list=
    status=0
    # shellcheck disable=SC2086 # words
    "$PFSIM" plan $list $as >/dev/full 2>err || status=$?
    expect "status of a full disk, $as" 2 "$status"
    said '^pfsim: cannot write to standard output: No space left on device'
done

# The same plan has the same bytes, whoever makes it.
plan 0 three.csv -j 1 -o first --json --explain OSL2
cp out first.json
plan 0 three.csv -j 4 -o second --json --explain OSL2
cmp -s out first.json || fail 'another text by 4 workers'
diff -r first second >/dev/null || fail 'other files by 4 workers'
expect 'its files' 'change-request.md plan.csv plan.ics plan.json sites' "$(echo $(ls first))"
if command -v jq >/dev/null; then
    expect 'what is explained' 'OSL2 list 16 ms' "$(jq -r \
        '.explained | "\(.site) \(.columns[3].from) \(.columns[5].value)"' out)"
    jq 'del(.explained)' out >bare.json
    jq . first/plan.json | cmp -s - bare.json || fail 'plan.json is not what --json prints'
fi
plan 0 three.csv -j 1 -o first --explain OSL2
grep -q '^  tftp .* s  chosen$' out || fail 'no methods are explained'
grep -q '^  wan_rtt  *16 ms  *assumed: ' out || fail 'wan_rtt is not said to be assumed'
grep -q '^    last file missing at the server: none of 1 phones gets' out || fail 'no fault is simulated'
grep -q '^- server dead for 1 min from halfway on: [0-9]* of [0-9]* phones get the firmware, the last after ' first/change-request.md ||
    fail 'no fault in the change request'

# Names are data.
turn=$(printf '\342\200\256') # U+202E
name="=1+1|%n\`touch pwned\`\$(touch pwned)<b>../../x\\$turn"
printf 'site,model,count,wan_rate,group,note%s\n"%s",CP-7965,1,2 Mbps,"=g<i>%s","@\033[31m<b>%s"\n' \
    "$turn" "$name" "$turn" "$turn" >evil.csv
plan 0 evil.csv --engine model -o evil --explain "$name"
for file in out err evil/*.md evil/sites/*; do
    LC_ALL=C grep -q "$(printf '[\001-\010\013-\037\177]')\|$turn" "$file" && fail "$file has what a terminal acts on"
done
grep -q '<b>\|<i>' evil/change-request.md && fail 'a name is an element in the change request'
grep -q '\(^\|,\|"\)[=@]' evil/plan.csv && fail 'a cell is a formula'
expect 'files of plans' 5 "$(find evil -type f | wc -l)"
[ ! -e pwned ] || fail 'a name was run as a command'

# What has changed since, over the same folder, and what came back: the same names.
printf 'site,start,end,phones,back\n"%s",2026-12-01 22:00,2026-12-01 23:00,,\n' "$name" >done.csv
plan 0 evil.csv --engine model -o evil --against evil --done done.csv -s server.retransmit=3s
grep -q '^  server.retransmit none -> 3s$' "$scratch/out" || fail 'a setting has not changed'
grep -q '^What came back, done.csv: 1 site, ' "$scratch/out" || fail 'nothing came back'
LC_ALL=C grep -q "$(printf '[\001-\010\013-\037\177]')\|$turn" "$scratch/out" && fail 'a terminal acts on what has changed'
plan 0 evil.csv --engine model --json --against evil --done done.csv
grep -q '^  "against": {' "$scratch/out" && grep -q '^  "done": {' "$scratch/out" || fail 'JSON has no such keys'
plan 2 evil.csv --engine model --against done.csv
said '^pfsim: done.csv:1:4: is no JSON'
printf 'site,start,end,phones,back\nLYO,2026-12-01,2026-12-01 23:00,,\n' >done.csv
plan 2 sites.csv --engine model --done done.csv
said "^pfsim: done.csv:2:1: site: 'LYO' is no site of the list of sites; did you mean 'LYO1'"

# Interrupted, once it says that it gets on: nothing is written.
awk 'BEGIN { print "site,model,count,wan_rate,busy"
    for (i = 0; i < 300; i++) printf "S%d,CP-7965,40,%d kbps,20 %%\n", i, 1000 + i }' >long.csv
mkfifo says
env --default-signal=INT "$PFSIM" plan long.csv --start 2026-12-01 --until 2026-12-04 -o never >out 2>says &
pid=$!
{
    read -r first
    kill -INT $pid
    cat >err
} <says
case $first in
*'runs done'*) ;;
*) fail "it says '$first' first" ;;
esac
status=0
wait $pid || status=$?
expect 'status after an interrupt' 130 "$status"
said '^pfsim: interrupted after .*; there is no plan$'
expect 'what it says' '' "$(cat out)"
[ ! -e never ] || fail 'something was written'
finish

# What the model does not know is explained by its runs.
printf 'site,model,count,wan_rate,method\nM,CP-7821,1,20 Mbps,tftp\nM,CP-7942,1,,\n' >mix.csv
plan 0 mix.csv --explain M
grep -q '^  The model does not know tftp here: its times are of simulated upgrades\.$' out ||
    fail 'a ratio to no model'
grep -q '^  phone.turnaround is the cause of .* of the variance of its time by itself\.$' out ||
    fail 'what matters is not explained'
