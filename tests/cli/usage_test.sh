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
misused "unknown option '-j'" run a.yaml -jx
misused "unknown option '--json=1'" run a.yaml --json=1
misused "option '-s' needs an argument" run x.yaml -s
misused "option '--pcap' needs an argument" run x.yaml --pcap
misused "a scenario file is missing" run
misused "one scenario file at a time" run a.yaml b.yaml
misused "a scenario file is missing" scenario
misused "-o DIR is missing" whitepaper
misused "unexpected argument 'x'" whitepaper -o y x

run 64
for command in crosscheck run scenario screens whitepaper; do
    run 0 $command --help
    grep -q "^usage: pfsim $command " "$scratch/out" || fail "$command --help has no usage line"
    grep -q -- '--help' "$scratch/out" || fail "$command --help does not name --help"
    run 0 --help
    grep -q "^  $command " "$scratch/out" || fail "--help does not name $command"
done
run 0 --version
grep -Eq '^pfsim [0-9]' "$scratch/out" || fail "--version: $(cat "$scratch/out")"

finish
