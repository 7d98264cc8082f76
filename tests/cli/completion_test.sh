#!/bin/sh
# The shell completes what the tables have: what each --help names, no more and no less.
. "$srcdir/tests/support.sh"
need bash

PATH="$(dirname "$PFSIM"):$PATH"
export PATH
run 0 completion
mv "$scratch/out" "$scratch/script"
bash -n "$scratch/script" || fail 'bash does not understand the script'
cmp -s "$scratch/script" "$builddir/completion/pfsim" || fail 'what is to be installed is another one'

# offered WORD...: what is offered for the last of the words that bash has split the line into.
offered() {
    bash -c '. "$1"; shift; COMP_WORDS=(pfsim "$@"); COMP_CWORD=$#; _pfsim; printf "%s\n" "${COMPREPLY[@]}"' \
        bash "$scratch/script" "$@" 2>/dev/null | sort -u | tr '\n' ' ' | sed 's/ $//'
}

run 0 --help
commands=$(sed -n '/^commands:/,/^$/s/^  \([a-z]*\) .*/\1/p' "$scratch/out")
expect 'commands' "$(printf '%s\n--help\n--version\nhelp\n' "$commands" | sort | tr '\n' ' ' | sed 's/ $//')" "$(offered '')"
expect 'the end of a command' 'whitepaper' "$(offered wh)"
expect 'commands to be helped with' "$(echo "$commands" | sort | tr '\n' ' ' | sed 's/ $//')" "$(offered help '')"
for command in $commands; do
    run 0 $command --help
    expect "options of $command" "$(sed -En 's/^  (-.,|   ) (--[a-z-]*).*/\2/p' "$scratch/out" | sort | tr '\n' ' ' | sed 's/ $//')" "$(offered $command --)"
done

expect 'methods' 'load-server pfs tftp' "$(offered run -m '')"
expect 'methods by the long name' 'load-server pfs tftp' "$(offered run --method '')"
expect 'methods behind =' 'pfs' "$(offered run --method = p)"
expect 'what is listed' 'fields kinds loads models policies scenarios' "$(offered list '')"
expect 'a scenario by its name' 'whitepaper-pfs' "$(cd "$scratch" && offered run whitepaper-p)"
expect 'a key' 'wan.rate=' "$(offered run x.yaml -s wan.ra)"
expect 'a key in a list' 'subnets.phones.count=' "$(offered run x.yaml -s subnets.phones.c)"
expect 'words of a key' 'atftpd cucm-tftp dnsmasq generic tftpd-hpa' "$(offered run x.yaml -s server.kind =)"
expect 'the end of such a word' 'load-server' "$(offered run x.yaml -s method = l)"
expect 'words of a switch' 'off on' "$(offered run x.yaml -s log_server =)"
expect 'words behind an index' 'load-server' "$(offered run x.yaml -s 'subnets[0].phones[1].method' = l)"
expect 'a model' 'CP-7965G' "$(offered run x.yaml -s subnets.phones.model = CP-7965)"

# Every key that is offered is one that -s knows.
printf 'unplug: [{phone: 1, at: 1 s}]\nprofiles: [{name: p}]\nsubnets: [{load_servers: [{}], phones: [{model: CP-7965}]}]\n' >"$scratch/site.yaml"
for key in $(offered run x.yaml -s ''); do
    case $key in sites.*) continue ;; esac
    "$PFSIM" scenario "$scratch/site.yaml" -s "${key}{}" 2>"$scratch/err" && fail "$key takes a map"
    grep -q 'unknown key' "$scratch/err" && fail "$key: $(cat "$scratch/err")"
done

finish
