#!/bin/sh
# Records what real TFTP daemons answer to the scripted clients of timelines/cases.txt, and compares
# it with the servers of models/ (tests/models/devices/timelines_test).
#
# usage: timelines.sh [--keep] [KIND...]     KIND: tftpd-hpa, atftpd, dnsmasq; default: all
#   --keep   the recordings take the place of those in timelines/, which `make check` compares
#
# Run in the build folder, with srcdir set, as root: each case has a network of its own. About three
# minutes. tftpd-hpa and dnsmasq are those that are installed; atftpd, which Debian does not install
# beside tftpd-hpa, is fetched and unpacked.
set -u
keep=no
[ "${1-}" != --keep ] || { keep=yes && shift; }
[ $# -gt 0 ] || set -- tftpd-hpa atftpd dnsmasq
: "${srcdir:=.}"
own=$srcdir/tests/real/timelines
work=$(mktemp -d "${TMPDIR:-/tmp}/pfsim-timelines-XXXXXX")
trap 'rm -rf "$work"' EXIT
failures=0 skipped=0

skip() {
    echo "SKIPPED: $*" >&2
    skipped=$((skipped + 1))
}

[ "$(id -u)" = 0 ] || {
    echo "SKIPPED: timelines of real daemons: only root can make networks" >&2
    exit 77
}

version() {
    dpkg-query -W -f '${Version}' "$1" 2>/dev/null || echo "of unknown version"
}

# Prints where atftpd is; from the environment (ATFTPD), installed, or Debian's package, unpacked.
find_atftpd() {
    if [ -n "${ATFTPD-}" ]; then
        echo "$ATFTPD"
        return
    fi
    (cd "$work" && apt-get download -q atftpd >/dev/null 2>&1 && dpkg -x atftpd_*.deb atftpd) &&
        echo "$work/atftpd/usr/sbin/atftpd"
}

# record KIND NAME COMMAND...
record() {
    kind=$1
    shift
    echo "$kind: recording"
    tests/real/timelines_record "$own/cases.txt" "$@" >"$work/$kind.txt" || {
        echo "FAIL: $kind: not recorded" >&2
        failures=$((failures + 1))
        return
    }
    if CK_VERBOSITY=normal tests/models/devices/timelines_test "$kind" "$work/$kind.txt"; then
        echo "$kind: as pfsim's"
    else
        echo "FAIL: $kind does otherwise" >&2
        failures=$((failures + 1))
    fi
    [ $keep = no ] || cp "$work/$kind.txt" "$own/$kind.txt"
}

for kind; do
    case $kind in
    tftpd-hpa)
        if [ -x /usr/sbin/in.tftpd ]; then
            record "$kind" "tftpd-hpa $(version tftpd-hpa)" \
                /usr/sbin/in.tftpd -L -u nobody cap:-B cap:%c -s %f
        else
            skip "tftpd-hpa is not installed"
        fi
        ;;
    atftpd)
        if atftpd=$(find_atftpd) && [ -x "$atftpd" ]; then
            record "$kind" "$("$atftpd" -V 2>&1 | head -1)" \
                "$atftpd" --daemon --no-fork --user nobody --group nogroup %f
        else
            skip "Debian's package atftpd cannot be had"
        fi
        ;;
    dnsmasq)
        if [ -x /usr/sbin/dnsmasq ]; then
            record "$kind" "dnsmasq $(version dnsmasq-base)" \
                /usr/sbin/dnsmasq -k -p 0 --conf-file=/dev/null --pid-file= --user=root --log-facility=- \
                --enable-tftp --tftp-root=%f cap:--tftp-mtu=%m
        else
            skip "dnsmasq is not installed"
        fi
        ;;
    *)
        echo "timelines.sh: there is no kind '$kind'" >&2
        exit 64
        ;;
    esac
done
[ $failures = 0 ] || exit 1
[ $skipped = 0 ] || exit 77
