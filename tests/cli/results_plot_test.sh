#!/bin/sh
# pfsim results --plot: a chart of a store's runs, its data and its script.
. "$srcdir/tests/support.sh"
need gnuplot

# Four runs of one build: 384 kbps twice, 1.5 Mbps, and 9 bps, which failed.
cp "$srcdir/tests/results/data/store-1.db" "$scratch/old.db"
chmod u+w "$scratch/old.db"
store=$scratch/old.db
charts=$scratch/charts
shows() {
    grep -qF -- "$2" "$charts/$1" || fail "$1 does not show $2"
}

run 0 results "$store" --plot all_back:wan.rate -o "$charts"
expect 'what it says' "$charts/all_back-wan.rate.gp, .csv, .png, .svg" "$(cat "$scratch/out")"
expect 'files' 'all_back-wan.rate.csv all_back-wan.rate.gp all_back-wan.rate.png all_back-wan.rate.svg ' \
    "$(ls -A "$charts" | tr '\n' ' ')"
# half of it: t(1; 0.975) = 12.7062 times the deviation, 1.000000007 / sqrt(2), over sqrt(2)
expect 'data' 'line,x,runs,left_out,mean,low,high,by,member,at
1,9,0,1,,,,,,9 bps
1,384000,2,0,1.5000000105,-4.85310240206,7.85310242306,,,384 kbps
1,1500000,1,0,3.000000021,,,,,1.5 Mbps' "$(cat "$charts/all_back-wan.rate.csv")"
for text in 'all_back against wan.rate' 'scenario “a name” with other wan.rate' 'from the first reset until every phone that completes is back' \
    'each point is the mean of 1 to 2 runs, with its 95 % interval' '1 of 4 runs is left out: 1 failed' \
    'all_back (s)' 'wan.rate (kbps)' '>runs left out</text>'; do
    shows all_back-wan.rate.svg "$text"
done
(cd "$charts" && gnuplot -d -c all_back-wan.rate.gp . again.svg && cmp -s again.svg all_back-wan.rate.svg) ||
    fail 'the script does not draw the same again'

# --- the last part of a path is enough where only one parameter has it
run 0 results "$store" --plot all_back:rate -o "$charts" --format svg
expect 'what it says' "$charts/all_back-wan.rate.gp, .csv, .svg" "$(cat "$scratch/out")"
data=$srcdir/tests/scenarios/data
cat >"$scratch/site.yaml" <<END
catalogue: {firmware: $data/small-firmware.csv, models: $data/small-models.csv}
subnets: [{phones: [{model: CP-7940G}]}]
END
run 0 sweep "$scratch/site.yaml" -p wan.rate=1Mbps -p wan.up.rate=1Mbps -p phone.boot=1s -o "$scratch/two.db"
run 2 results "$scratch/two.db" --plot all_back:rate -o "$charts"
said "two.db: 'rate' was not varied"

# --- lines by something, looks, which runs
run 0 results "$store" --plot all_back:wan.rate --by replication,engine -w wan.rate=384kbps -o "$charts" \
    --size 500x300 --font 'DejaVu Sans,8' --format svg,pdf --log y
name=all_back-wan.rate-by-replication--engine
expect 'what it says' "$charts/$name.gp, .csv, .svg, .pdf" "$(cat "$scratch/out")"
expect 'data by replication' '1,384000,1,0,1.000000007,,,"0, native",,384 kbps
2,384000,1,0,2.000000014,,,"1, native",,384 kbps' "$(sed 1d "$charts/$name.csv")"
for text in 'all_back against wan.rate, by replication, engine' '>0, native</text>' '>1, native</text>' 'DejaVu Sans' \
    'each point is one run' 'width="500" height="300"'; do
    shows "$name.svg" "$text"
done
# A key that is counted, and not drawn, would make another row of them.
expect 'keys' 1 "$(grep -c '<title>0, native</title>' "$charts/$name.svg")"
grep -q '<title>runs left out</title>' "$charts/$name.svg" && fail 'a key of runs left out, of which there are none'
grep -q 'left out' "$charts/$name.csv" && fail 'a run that is not wanted is left out'
run 0 results "$store" --plot completed:scenario --by wan.rate -o "$charts" --format svg
shows completed-scenario-by-wan.rate.svg '>a name</text>'
shows completed-scenario-by-wan.rate.svg 'each bar is the mean of 1 to 2 runs, which are all the same'

# --- a folder's name is no command to gnuplot
(cd "$scratch" && "$PFSIM" results "$store" --plot all_back:wan.rate -o '<touch pwned; echo x' --format svg) \
    >"$scratch/out" 2>"$scratch/err" || fail "a folder with a strange name: $(cat "$scratch/err")"
[ -s "$scratch/<touch pwned; echo x/all_back-wan.rate.svg" ] || fail 'no chart in a folder with a strange name'
[ ! -e "$scratch/pwned" ] || fail "a folder's name was run"

# --- what is wrong is told in one line, and nothing is left
refused() {
    message=$1
    status=$2
    shift 2
    run "$status" results "$@" -o "$scratch/none"
    said "$message"
    [ ! -e "$scratch/none" ] || fail "a folder is left after: $*"
}
refused "^pfsim: --plot all_back: it should be QUANTITY:PATH, as in --plot all_back:wan.rate$" 2 "$store" --plot all_back
refused "it should be QUANTITY:PATH" 2 "$store" --plot :wan.rate
refused "there is no quantity 'al_back'; did you mean" 2 "$store" --plot al_back:wan.rate
refused "'wan.delay' was not varied" 2 "$store" --plot all_back:wan.delay
refused "'method' was not varied" 2 "$store" --plot all_back:wan.rate --by method
refused "^pfsim: --by wan.rate: that is the x axis already$" 2 "$store" --plot all_back:wan.rate --by wan.rate
refused "^pfsim: --by seed: it is there twice$" 2 "$store" --plot all_back:wan.rate --by seed,engine --by seed
refused "^pfsim: --size 9x9: " 2 "$store" --plot all_back:wan.rate --size 9x9
refused "^pfsim: --log xy: it should be x, y, 'x,y' or none$" 2 "$store" --plot all_back:wan.rate --log xy
refused "old.db: there is nothing to be drawn: no run has an answer for all_back: 1 failed$" 2 "$store" \
    --plot all_back:wan.rate -w 'wan.rate=9 bps'
refused "old.db: engine has names, not numbers" 2 "$store" --plot all_back:engine --log x
refused "old.db: there is no such run$" 2 "$store" --plot all_back:wan.rate -w seed=7
refused "need --plot" 64 "$store"
refused "prints no table" 64 "$store" --plot all_back:wan.rate --csv
refused "merge takes no options" 64 merge "$scratch/new.db" "$store" --plot all_back:wan.rate
run 64 results "$store" --plot all_back:wan.rate
said '-o DIR is missing'
run 64 results "$store" --by engine
said 'need --plot'
mkdir "$scratch/bin"
printf '#!/bin/sh\necho no picture >&2\nexit 1\n' >"$scratch/bin/gnuplot"
chmod +x "$scratch/bin/gnuplot"
PATH="$scratch/bin:$PATH" run 2 results "$store" --plot all_back:wan.rate -o "$charts" --format png
said 'gnuplot says: no picture'

finish
