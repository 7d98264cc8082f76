#!/bin/sh
# Do the tests see a changed line? Changes one line at a time of a copy of the tree, at random with a
# seed, and runs tests until one fails; lists the changes that all tests passed over ("survived").
# A change that does not compile, or that the compiler makes the same code of, does not count. Read what
# survives: some changes are equal in effect, and ns-3 and comparisons with it are not part of this.
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
    CK_TIMEOUT_MULTIPLIER=15 LC_ALL=C.UTF-8 BASELINES_LEFT_OUT='far-1000$|background-http$|two-sites'

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
find "$@" -name '*.c' ! -path '*/ns3/*' | sort | xargs awk -f ../changes.awk |
    awk -v seed="$seed" 'BEGIN { srand(seed) } { printf "%.9f\t%s\n", rand(), $0 }' |
    sort -n | cut -f 2- >../changes

# The tests that are nearest to a file come first: of its name or a part of it, of its folder, the others.
tests_of() {
    folder=tests/$(dirname "$1") name=$(basename "$1" .c)
    {
        ls "$folder/${name}"*_test.* "$folder/${name##*_}"*_test.* "$folder/${name%%_*}"*_test.*
        ls "$folder"/*_test.*
        ls tests/*/*_test.c tests/*/*/*_test.c tests/cli/*_test.sh tests/studies/*_test.sh
    } 2>/dev/null | grep -E '\.(c|sh)$' | awk '!seen[$0]++' |
        grep -v -e /ns3/ -e whitepaper_test -e cli/animation -e cli/crosscheck
}

fails() {
    case $1 in
    *.c) make -s "${1%.c}" >../build.log 2>&1 ;;
    *) make -s pfsim >../build.log 2>&1 ;;
    esac || return 1
    # What interrupts a program is tested too; a shell in the background has SIGINT ignored.
    status=0
    timeout 600 env --default-signal=INT,QUIT "./${1%.c}" >../test.log 2>&1 </dev/null || status=$?
    [ "$status" -ne 0 ] && [ "$status" -ne 77 ]
}

# Which test fails; empty when none does. One that fails without the change says nothing: it is told
# of, and not run again.
killer() {
    for test in $(tests_of "$1"); do
        if ! grep -qxF "$test" ../useless && fails "$test"; then
            cp "$1" ../changed && cp ../original "$1"
            touch "$1"
            fails "$test" || { echo "$test" && return; }
            echo "$test" >>../useless
            echo "$test fails without a change, so it sees none" >&2
            cp ../changed "$1" && touch "$1"
        fi
    done
}

restore() {
    [ -z "${file-}" ] || { cp ../original "$file" && touch "$file"; }
}
trap restore EXIT
trap 'exit 1' INT TERM

: >../useless
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
