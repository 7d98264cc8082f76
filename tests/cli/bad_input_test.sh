#!/bin/sh
# Bad input of every kind: one clear line with file and line, status 2, nothing written.
. "$srcdir/tests/support.sh"

good="$srcdir/scenarios/one-phone.yaml"
bad="$scratch/bad.yaml"

# refused PATTERN [OPTION]...: running $bad fails with that line.
refused() {
    pattern=$1
    shift
    run 2 run "$bad" -o "$scratch/results" "$@"
    said "$pattern"
    [ ! -e "$scratch/results" ] || fail "'$pattern' left $scratch/results"
    [ ! -s "$scratch/out" ] || fail "'$pattern' printed something on stdout"
}

phones='subnets: [{phones: [{model: CP-7965}]}]'

printf 'wan:\n  rat: 384 kbps\n%s\n' "$phones" >"$bad"
refused 'bad\.yaml:2:3: wan\.rat: .*did you mean .rate'

printf 'wan:\n  rate: 384 ms\n%s\n' "$phones" >"$bad"
refused 'bad\.yaml:2:9: wan\.rate: .*384 kbps'

printf 'wan:\n  rate: 384\n%s\n' "$phones" >"$bad"
refused 'bad\.yaml:2:9: wan\.rate: .*no unit'

printf 'wan:\n  rate: -384 kbps\n%s\n' "$phones" >"$bad"
refused 'bad\.yaml:2:9: wan\.rate: .*negative'

printf 'subnets:\n  - phones:\n      - {model: CP-7965, count: 0}\n' >"$bad"
refused 'bad\.yaml:3:[0-9]*: subnets\[0\]\.phones\[0\]\.count: '

printf 'subnets:\n  - phones:\n      - {model: CP-9999}\n' >"$bad"
refused 'bad\.yaml:3:[0-9]*: subnets\[0\]\.phones\[0\]\.model: .*CP-9999'

printf '\211PNG\r\n\032\n\0\0\0\r' >"$bad"
refused 'bad\.yaml:[0-9]*:[0-9]*: '

printf 'wan: [a, b\n}' >"$bad"
refused 'bad\.yaml:2'

: >"$bad"
refused 'bad\.yaml'

printf 'wan: {rate: 1 Mbps}\nwan: {rate: 2 Mbps}\n%s\n' "$phones" >"$bad"
refused "bad\.yaml:2:1: .*'wan' is there twice"

printf 'wan: &a {rate: 1 Mbps}\n%s\n' "$phones" >"$bad"
refused 'bad\.yaml:1:6: .*anchor'

printf 'tftp: {rollover: off}\nsubnets: [{phones: [{model: CP-8961, firmware: assumed-8961}]}]\n' >"$bad"
run 0 scenario "$bad" # 22.7 MB are 44,252 blocks: they fit
printf 'tftp: {rollover: off, blksize: 256}\nsubnets: [{phones: [{model: CP-8961}]}]\n' >"$bad"
refused 'bad\.yaml:[0-9]*:[0-9]*: .*roll-?over'

head -c 400000 /dev/zero | tr '\0' '[' >"$bad"
refused 'bad\.yaml:1:[0-9]*: .*nest'

{
    printf 'name: "'
    head -c 50000000 /dev/zero | tr '\0' 'x'
    printf '"\n'
} >"$bad"
refused 'bad\.yaml.*1 MiB'

# Files that cannot be read, folders that cannot be written.
rm "$bad"
refused 'bad\.yaml: .*[Nn]o such file'
mkdir "$bad"
refused 'bad\.yaml: .*director'
rmdir "$bad"

# What would be waited for, for ever: a named pipe or a device, as a scenario, catalogue or table.
mkfifo "$bad"
refused 'bad\.yaml: cannot be read: it is a named pipe; give a scenario file'
rm "$bad"
run 2 run /dev/zero
said '/dev/zero: cannot be read: it is a device; give a scenario file'
mkfifo "$scratch/pipe.csv"
printf 'catalogue: {firmware: pipe.csv}\n%s\n' "$phones" >"$bad"
refused 'pipe\.csv: cannot be read: it is a named pipe; give a CSV file'
rm "$bad"
mkdir "$scratch/tables"
mkfifo "$scratch/tables/phones.csv"
run 2 screens "$scratch/tables" --at 1s
said 'phones\.csv: cannot be read: it is a named pipe'

# But a pipe that the shell hands over is read to its end.
printf '%s\n' "$phones" | "$PFSIM" scenario /dev/stdin >"$scratch/out" 2>"$scratch/err" ||
    fail "a scenario through /dev/stdin: $(cat "$scratch/err")"
grep -q 'model: CP-7965G' "$scratch/out" || fail "not the scenario that /dev/stdin gave"
if [ "$(id -u)" -ne 0 ]; then
    mkdir -m 555 "$scratch/read-only"
    run 2 run "$good" -o "$scratch/read-only"
    said 'read-only: cannot write there'
    cp "$good" "$bad"
    chmod 000 "$bad"
    refused 'bad\.yaml: .*denied'
    chmod 644 "$bad"
fi
: >"$scratch/file"
run 2 run "$good" -o "$scratch/file/results"
said "$scratch/file"
run 2 run "$good" --pcap "$scratch/file/captures"
said "$scratch/file"

# Values on the command line are named as such.
run 2 run "$good" -s wan.rate=3
said '^pfsim: -s wan\.rate=3: wan\.rate: '
run 2 run "$good" -s wan.speed=3kbps
said '-s wan\.speed=3kbps: '
run 2 run "$good" -m pigeon
said 'method.*pigeon.*tftp'
run 2 run "$good" --engine warp
said "engine.*warp.*'native'"
run 2 whitepaper -o "$scratch/w" -j 0
said '-j 0'
[ ! -e "$scratch/w" ] || fail "-j 0 left a folder"

# A catalogue of one's own that is wrong is named with its line.
printf 'load,model_family,file,bytes,provenance\nx,7965,x.loads,many,me\n' >"$scratch/mine.csv"
printf 'catalogue: {firmware: mine.csv}\n%s\n' "$phones" >"$bad"
refused 'mine\.csv:2: '

finish
