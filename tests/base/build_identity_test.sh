#!/bin/sh
# What the program says of its build: the same in whatever folder its sources are, another when one of
# them has changed; and a tarball has all of them.
. "$srcdir/tests/support.sh"

sources=$(make -s -C "$builddir" program-sources)
[ "$(echo "$sources" | wc -w)" -gt 300 ] || fail "only these are sources: $sources"

# identity FOLDER: the digits that are made of the sources there
identity() {
    # shellcheck disable=SC2086 # no file of ours has a blank in its name
    sh "$srcdir/base/build_identity.sh" "$1" $sources | sed -n 's/^ *"\([0-9a-f]\{64\}\)";$/\1/p'
}

# copy FOLDER: the sources, and nothing else
copy() {
    mkdir "$1"
    # shellcheck disable=SC2086
    (cd "$srcdir" && tar -cf - $sources) | tar -xf - -C "$1"
    chmod -R u+w "$1"
}

copy "$scratch/one"
copy "$scratch/another folder"
here=$(identity "$srcdir")
expect 'digits' 64 "$(printf %s "$here" | wc -c)"
expect 'in another folder' "$here" "$(identity "$scratch/one")"
expect 'in a folder with a blank' "$here" "$(identity "$scratch/another folder")"
run 0 --version
grep -Eqx 'pfsim [0-9.]+ \(build [0-9a-f]{12}\)' "$scratch/out" || fail "$(cat "$scratch/out")"
expect 'what the program says' "$(printf %.12s "$here")" \
    "$(sed 's/.*build \(.*\))/\1/' "$scratch/out")"
reversed=$(echo "$sources" | tr ' ' '\n' | sort -r | tr '\n' ' ')
expect 'in another order' "$here" "$(sources=$reversed identity "$scratch/one")"

cd "$scratch/one" || exit 1
echo >>sim/event.c
changed=$(identity .)
[ -n "$changed" ] && [ "$changed" != "$here" ] || fail "a longer file: '$changed'"
cp "$srcdir/sim/event.c" sim/event.c
expect 'as it was' "$here" "$(identity .)"
for kind in results/store.sql sim/ns3/engine.c cli/main.c models/pfs/peer.c; do
    echo >>"$kind"
    [ "$(identity .)" != "$here" ] || fail "$kind does not count"
    cp "$srcdir/$kind" "$kind"
done
mv sim/event.c sim/kept.c
cp sim/random.c sim/event.c
cp sim/kept.c sim/random.c
[ "$(identity .)" != "$here" ] || fail "contents that were exchanged do not count"
rm sim/event.c
[ -z "$(identity . 2>"$scratch/err")" ] || fail "a source that is missing does not count"

# What is distributed.
mkdir "$scratch/dist"
make -s -C "$builddir" distdir distdir="$scratch/dist/pfsim" \
    >"$scratch/log" 2>&1 || fail "make distdir: $(tail -5 "$scratch/log")"
expect 'from a tarball' "$here" "$(identity "$scratch/dist/pfsim")"
[ -f "$scratch/dist/pfsim/base/build_identity.sh" ] || fail "the tarball lacks what makes the digest"
[ ! -e "$scratch/dist/pfsim/base/build_identity.c" ] || fail "the tarball has another build's identity"

finish
