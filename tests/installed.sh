#!/bin/sh
# What is installed of ns-3, as a user has it: the examples are built with what pkg-config says of
# ns3c, and pfsim finds its engine. `make installcheck` calls it.
#
# usage: tests/installed.sh EXAMPLES LIBDIR PFSIM SCENARIO
set -eu
unset MAKEFLAGS MAKELEVEL
examples=$1 libdir=$2 pfsim=$3 scenario=$4
work=$(mktemp -d "${TMPDIR:-/tmp}/pfsim-installed-XXXXXX")
trap 'rm -rf "$work"' EXIT
export PKG_CONFIG_PATH="$libdir/pkgconfig" LD_LIBRARY_PATH="$libdir"

# says WHAT WANTED COMMAND...: the command's output holds a line that is the pattern (grep -E).
says() {
    what=$1 wanted=$2
    shift 2
    "$@" >"$work/output"
    grep -Exq -- "$wanted" "$work/output" && return
    echo "FAIL: $what: no line '$wanted' in:"
    cat "$work/output"
    exit 1
}

cp "$examples"/* "$work"
make -s -C "$work"
says 'the echo example' '20\.656 ms: hello' "$work/echo"
says 'the bottleneck example' '5000000 bytes after 20\.860 s' "$work/bottleneck"
says 'pfsim on the ns-3 engine' '  "engine": "ns3",' \
    "$pfsim" run "$scenario" --engine ns3 --json
echo "PASS: the installed libns3c and its engine"
