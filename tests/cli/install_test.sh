#!/bin/sh
# What was built is installed wherever one likes, and finds its data and its engine there.
. "$srcdir/tests/support.sh"
unset PFSIM_DATA PFSIM_ENGINES MAKEFLAGS MAKELEVEL MFLAGS
cd "$scratch" || exit 1

# installed WHAT FOLDER: it runs from elsewhere, with nothing set.
installed() {
    expect "$1" '2 of 2' "$("$2/bin/pfsim" run lan -s subnets.phones.count=2 2>&1 |
        sed -n 's/^  phones completed  *//p')"
    if [ -e "$builddir/.libs/ns3_engine.so" ]; then
        "$2/bin/pfsim" run lan -s subnets.phones.count=1 --engine ns3 >"$scratch/out" 2>&1 ||
            fail "$1: --engine ns3: $(cat "$scratch/out")"
        expect "$1: prefix of ns3c.pc" "prefix=$3" "$(head -1 "$2/lib/pkgconfig/ns3c.pc")"
    fi
    "$2/bin/pfsim" completion | cmp -s - "$2/share/bash-completion/completions/pfsim" ||
        fail "$1: the completion is not there, or another one"
    [ -s "$2/share/man/man1/pfsim.1" ] || fail "$1: no manual page"
}

make -s -C "$builddir" install prefix="$scratch/there" >"$scratch/log" 2>&1 ||
    fail "make install prefix=: $(tail -3 "$scratch/log")"
installed 'another prefix' "$scratch/there" "$scratch/there"

make -s -C "$builddir" install prefix=/opt/pfsim DESTDIR="$scratch/staged" >"$scratch/log" 2>&1 ||
    fail "make install DESTDIR=: $(tail -3 "$scratch/log")"
installed 'a staged installation' "$scratch/staged/opt/pfsim" /opt/pfsim

finish
