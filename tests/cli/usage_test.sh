#!/bin/sh
# Bad usage exits 64 and names the help; help and version exit 0.
. "$srcdir/tests/support.sh"

misused() {
    pattern=$1
    shift
    run 64 "$@"
    said "$pattern"
}

misused "unknown command 'fly'; see 'pfsim --help'" fly
misused "unknown option '--fast'; see 'pfsim run --help'" run --fast x.yaml
misused "unknown option '-x'" run -x
misused '-o is given an empty text in place of DIR' run "$srcdir/scenarios/one-phone.yaml" -o ''
misused '--pcap is given an empty text in place of DIR' run "$srcdir/scenarios/one-phone.yaml" --pcap=
run 2 run ''
said '^pfsim: the name of the scenario file is empty$'
misused "unknown option '-q'" run a.yaml -qx
misused "option '--json' takes no value" run a.yaml --json=1
misused "unknown option '--ouput'; did you mean '--output'\?$" run a.yaml --ouput=x
misused "option '--a' may be '--all-links' or '--animation'" run a.yaml --a
misused "unknown command 'rnu'; did you mean 'run'\?$" rnu
misused "unknown command 'fly'; see 'pfsim --help'" help fly
misused "option '-s' needs an argument" run x.yaml -s
misused "option '--pcap' needs an argument" run x.yaml --pcap
misused "a scenario file is missing" run
misused "one scenario file at a time" run a.yaml b.yaml
misused "a scenario file is missing" scenario
misused "-o DIR is missing" whitepaper
misused "unexpected argument 'x'" whitepaper -o y x

# Options stand anywhere, with and without a blank or '=', and shortened.
cp "$srcdir/scenarios/one-phone.yaml" "$scratch/-x.yaml"
run 0 scenario "$srcdir/scenarios/one-phone.yaml" -m pfs -s seed=7 --explain
mv "$scratch/out" "$scratch/long"
for line in '-empfs -sseed=7' '-e --method=pfs --set=seed=7' '--exp --meth pfs --se seed=7 --'; do
    # shellcheck disable=SC2086
    run 0 scenario $line "$srcdir/scenarios/one-phone.yaml"
    sed 's/-s *seed=7/-s seed=7/' "$scratch/out" | cmp -s - "$scratch/long" || fail "$line reads other options"
done
cd "$scratch" && run 0 scenario -- -x.yaml

for arguments in --help --version help 'run --help' 'help run'; do
    # shellcheck disable=SC2086
    "$PFSIM" $arguments >/dev/full 2>/dev/null && fail "$arguments does not see a full disk"
done

run 64
for command in baseline compare crosscheck draw list plan results run scenario screens whitepaper; do
    run 0 $command --help
    grep -q "^usage: pfsim $command " "$scratch/out" || fail "$command --help has no usage line"
    grep -q -- '--help' "$scratch/out" || fail "$command --help does not name --help"
    mv "$scratch/out" "$scratch/help"
    awk 'length > 80 && !/^(usage:|  *pfsim) / { exit 1 }' "$scratch/help" || fail "$command --help is wide"
    run 0 help $command
    cmp -s "$scratch/out" "$scratch/help" || fail "help $command is not $command --help"
    run 0 --help
    grep -q "^  $command " "$scratch/out" || fail "--help does not name $command"
done
run 0 --version
grep -Eq '^pfsim [0-9]' "$scratch/out" || fail "--version: $(cat "$scratch/out")"

# What is printed and does not get out is a failure, whatever printed it. Of more than a buffer, 4 kB, the write that
# failed was an earlier one.
for command in --help --version help 'run --help' 'scenario --help' 'screens --help' \
    "scenario $srcdir/scenarios/one-phone.yaml" \
    "run $srcdir/scenarios/one-phone.yaml" "run $srcdir/scenarios/one-phone.yaml --json"; do
    status=0
    # shellcheck disable=SC2086 # words of a command
    "$PFSIM" $command >/dev/full 2>"$scratch/err" || status=$?
    expect "$command to a full disk" 2 "$status"
    said '^pfsim: cannot write to standard output: (No space left|an earlier write failed)'
    status=0
    # shellcheck disable=SC2086
    "$PFSIM" $command >&- 2>"$scratch/err" || status=$?
    expect "$command to nowhere" 2 "$status"
    said '^pfsim: cannot write to standard output: (Bad file descriptor|an earlier write failed)'
done

# Nothing that is typed reaches the terminal as it is.
escape=$(printf 'x\033]0;title\007\302\233\233\342\200\256')
seen='x\\x1b\]0;title\\x07\\u009b\\x9b\\u202e'
misused "unknown command '$seen'" "$escape"
misused "unknown option '--$seen'" run "--$escape"
run 2 run "$escape.yaml"
said "^pfsim: $seen\.yaml: there is no such file"
run 2 run "$srcdir/scenarios/one-phone.yaml" -s "$escape=1"
said "^pfsim: -s $seen=1: "
run 2 run "$srcdir/scenarios/one-phone.yaml" --engine "$escape"
said "$seen"
run 2 screens "$scratch/$escape" --at 1s
said "$seen"

finish
