#!/bin/sh
# pfsim run --animation: what NetAnim is given, and what is said when it cannot be.
. "$srcdir/tests/support.sh"

scenario="$scratch/twelve.yaml"
data="$srcdir/tests/scenarios/data"
cat >"$scenario" <<END
catalogue: {firmware: $data/small-firmware.csv, models: $data/small-models.csv}
subnets: [{phones: [{model: CP-7965, count: 12}]}]
END

run 2 run "$scenario" --animation "$scratch/native.xml"
said 'the native engine writes no animations; use --engine ns3'
[ ! -e "$scratch/native.xml" ] || fail 'the native engine left a file'

[ -e "$builddir/.libs/ns3_engine.so" ] || {
    [ "$failures" -eq 0 ] || finish
    echo "SKIP: the engine ns3 is not built: ns-3 is missing, or --without-ns3 was given"
    exit 77
}

run 2 run "$scenario" --engine ns3 --animation "$scratch/nowhere/a.xml"
said 'nowhere/a.xml: cannot be written: No such file'
run 2 run "$scenario" --engine ns3 --animation "$scratch"
said 'cannot be written: it is no file'

animate() {
    run 0 run "$scenario" --engine ns3 --animation "$scratch/$1.xml"
}
count() {
    grep -c "$1" "$scratch/first.xml"
}
animate first
animate second
cmp "$scratch/first.xml" "$scratch/second.xml" || fail 'the same run gives another file'

# Each line is one whole element of its kind: the file is well-formed.
expect 'first line' '<anim ver="netanim-3.108" filetype="animation" >' "$(head -n 1 "$scratch/first.xml")"
expect 'last line' '</anim>' "$(tail -n 1 "$scratch/first.xml")"
expect 'other lines' 0 "$(sed '1d;$d' "$scratch/first.xml" |
    grep -Evc '^<(node|nu|link|p)( [a-zA-Z]+="[^"<>&]*")+ />$')"
if command -v xmllint >/dev/null; then
    xmllint --noout "$scratch/first.xml" || fail 'xmllint does not like it'
fi

# A server, two routers, a switch and twelve phones, which are all somewhere else.
expect nodes 16 "$(count '^<node ')"
expect names 16 "$(count '^<nu p="d" .* descr="[^"]')"
expect phones 12 "$(count ' descr="SEP')"
expect links 15 "$(count '^<link ')"
expect places 16 "$(sed -n 's/^<node .*\(locX.*\) \/>/\1/p' "$scratch/first.xml" | sort -u | wc -l)"
[ "$(count '^<p ')" -gt 10000 ] || fail "only $(count '^<p ') packets"
expect 'the server is on the left' 'locX="0"' \
    "$(grep '^<node id="0" ' "$scratch/first.xml" | grep -o 'locX="[0-9]*"')"
finish
