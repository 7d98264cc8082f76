#!/bin/sh
# Do the tests see a changed line? Changes one line at a time of a copy of the tree, at random with a
# seed, and runs tests until one fails; lists the changes that all tests passed over ("survived").
# A change that does not compile, or that the compiler makes the same code of, does not count.
#
# usage: mutants.sh SOURCE COUNT SEED FOLDER...   in a folder of its own; `make mutants` calls it
set -eu
source=$1 count=$2 seed=$3
shift 3

mkdir -p tree
(cd "$source" && git ls-files -z | tar -c --null -T - -f -) | tar -x -C tree -f -
cd tree
[ -x configure ] || autoreconf -i >../configure.log 2>&1
[ -f Makefile ] || ./configure -q --without-ns3 CC="${CC:-gcc}" CFLAGS=-O1 >../configure.log 2>&1
make -s -j"$(nproc)" pfsim >../build.log 2>&1

export srcdir="$PWD" builddir="$PWD" PFSIM="$PWD/pfsim" PFSIM_DATA="$PWD" PFSIM_ENGINES="$PWD/none" \
    CK_TIMEOUT_MULTIPLIER=15 LC_ALL=C.UTF-8 GOLDEN_LEFT_OUT='far-1000|background-http	-|two-sites'

# Each line of code with each of its changes: FILE, LINE, and the line as it would be.
cat >../changes.awk <<'END'
function change(from, to,    at, rest, before) {
    rest = $0
    before = ""
    while ((at = index(rest, from))) {
        before = before substr(rest, 1, at - 1)
        rest = substr(rest, at + length(from))
        if (gsub(/"/, "\"", before) % 2 == 0)
            print FILENAME "\t" FNR "\t" before to rest
        before = before from
    }
}
FNR == 1 { inside = comment = 0; previous = "" }
/^\{/ { inside = 1 }
/^\}/ { inside = 0 }
/^ *\/\*/ { comment = 1 }
inside && !comment && !/CHECK\(|ck_assert|_Static_assert/ {
    change(" == ", " != "); change(" != ", " == ")
    change(" < ", " <= "); change(" <= ", " < "); change(" > ", " >= "); change(" >= ", " > ")
    change(" && ", " || "); change(" || ", " && ")
    change(" + ", " - "); change(" - ", " + ")
    change(" 0", " 1"); change(" 1)", " 2)"); change(" 1;", " 0;"); change("true", "false")
    change("false", "true"); change("++;", ";")
    if (/^ *(if|while) \(.*\)$/) {
        line = $0
        sub(/\(/, "(!(", line)
        print FILENAME "\t" FNR "\t" line ")"
    }
    if (/^ +[a-z_>.-]+(\(| =| [-+|&]=).*;$/ && previous ~ /[;{}):]$/)
        print FILENAME "\t" FNR "\t;"
}
/\*\// { comment = 0 }
{ previous = $0 }
END
find "$@" -name '*.c' | sort | xargs awk -f ../changes.awk |
    awk -v seed="$seed" 'BEGIN { srand(seed) } { printf "%.9f\t%s\n", rand(), $0 }' |
    sort -n | cut -f 2- >../changes

# The tests that are nearest to a file come first: of its name, of its folder, the others.
tests_of() {
    folder=tests/$(dirname "$1") name=$(basename "$1" .c)
    {
        ls "$folder/${name}"*_test.c "$folder/${name%%_*}"*_test.c "$folder"/*_test.c
        ls tests/*/*_test.c tests/*/*/*_test.c | grep -v -e /ns3/ -e whitepaper -e crosscheck
        ls tests/cli/*_test.sh tests/golden/*_test.sh | grep -v -e valgrind -e animation -e crosscheck
    } 2>/dev/null | awk '!seen[$0]++'
}

fails() {
    case $1 in
    *.c) make -s "${1%.c}" >../build.log 2>&1 ;;
    *) make -s pfsim >../build.log 2>&1 ;;
    esac || return 1
    status=0
    timeout 300 "./${1%.c}" >../test.log 2>&1 </dev/null || status=$?
    [ "$status" -ne 0 ] && [ "$status" -ne 77 ]
}

# Which test fails; empty when none does. One that fails without the change says nothing.
killer() {
    for test in $(tests_of "$1"); do
        if fails "$test"; then
            cp "$1" ../changed && cp ../original "$1"
            touch "$1"
            fails "$test" || { echo "$test" && return; }
            cp ../changed "$1" && touch "$1"
        fi
    done
}

restore() {
    [ -z "${file-}" ] || { cp ../original "$file" && touch "$file"; }
}
trap restore EXIT
trap 'exit 1' INT TERM

ran=0 survived=0
while [ "$ran" -lt "$count" ] && IFS='	' read -r file line text <&3; do
    cp "$file" ../original
    object=${file%.c}.o
    make -s "$object" && cp "$object" ../original.o
    TEXT=$text awk -v line="$line" 'FNR == line { print ENVIRON["TEXT"]; next } { print }' \
        ../original >"$file"
    if make -s "$object" >../build.log 2>&1 && ! cmp -s "$object" ../original.o; then
        ran=$((ran + 1))
        by=$(killer "$file")
        if [ -z "$by" ]; then
            survived=$((survived + 1))
            printf 'SURVIVED %s:%s\n-%s\n+%s\n' "$file" "$line" "$(sed -n "${line}p" ../original)" "$text"
        else
            echo "killed $file:$line by $by"
        fi
    fi
    restore
done 3<../changes
file=
echo "$((ran - survived)) of $ran killed"
