#!/bin/sh
# quickstart's own part, in a tree whose configure, make and pfsim only say that they were called: as
# root or not, with nothing in the environment but PATH.
. "$srcdir/tests/support.sh"

mkdir "$scratch/bin" "$scratch/tree"
cp "$srcdir/quickstart" "$scratch/tree"
for tool in sh dirname grep mkdir cat chmod; do
    ln -s "$(command -v $tool)" "$scratch/bin/$tool"
done

# tool NAME COMMAND: what NAME does.
tool() {
    printf '#!/bin/sh\n%s\n' "$2" >"$scratch/bin/$1"
    chmod +x "$scratch/bin/$1"
}

# quick WANTED_STATUS
quick() {
    status=0
    env -i PATH="$scratch/bin" sh "$scratch/tree/quickstart" >"$scratch/out" 2>"$scratch/err" \
        </dev/null || status=$?
    expect "status" "$1" "$status"
}

tool nproc 'echo 2'
tool autoreconf ': >configure; chmod +x configure; echo "#!/bin/sh
: >Makefile" >configure'
# shellcheck disable=SC2016 # the tool's, not this script's
tool make 'echo "#!/bin/sh
echo pfsim \$*" >pfsim; chmod +x pfsim'

# All is there: it builds, and regenerates, whoever calls it.
tool dpkg-query 'echo install ok installed'
for user in 0 1000; do
    tool id "echo $user"
    rm -rf "$scratch/tree/build"
    quick 0
    grep -qx 'pfsim whitepaper -o results/whitepaper' "$scratch/out" ||
        fail "as user $user: $(cat "$scratch/out" "$scratch/err")"
    expect "complaints as user $user" "" "$(cat "$scratch/err")"
done

# Something is missing: root installs it, others by sudo if there is one.
tool dpkg-query 'exit 1'
# shellcheck disable=SC2016
tool apt-get 'echo "apt-get $*"'
# shellcheck disable=SC2016
tool env 'shift; "$@"'
tool id 'echo 0'
quick 0
grep -q '^apt-get install .* gnuplot-nox' "$scratch/out" || fail "root: $(cat "$scratch/out")"
tool id 'echo 1000'
quick 1
said '^quickstart: without sudo it cannot install: gcc .*; let root do it$'
# shellcheck disable=SC2016
tool sudo 'echo "sudo $1"; "$@"'
quick 0
grep -q '^sudo apt-get' "$scratch/out" || fail "with sudo: $(cat "$scratch/out")"

finish
