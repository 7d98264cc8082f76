#!/bin/sh
# Every source file says in its first line what is in it, and has at most 600 lines; a function has
# at most 60, from its brace to the one that closes it. A test that is a script can be executed.
. "$srcdir/tests/support.sh"

cd "$srcdir" || exit 1
find base sim models scenarios results studies planner plots cli bench tests -name '*.[ch]' -o -name '*.cc' |
    sort >"$scratch/files"
# shellcheck disable=SC2046 # no file of ours has a blank in its name
awk '
FNR == 1 { files++; begin = 0 }
FNR == 1 && !/^\/\* [^ ]/ { print FILENAME ": the first line is no comment that says what is in it" }
FNR == 601 { print FILENAME ": over 600 lines" }
/^\{/ { begin = previous ~ /\)( const)?$/ ? FNR : 0 } # a class begins so, too
/^\}/ && begin {
    functions++
    if (FNR - begin > 60) print FILENAME ":" begin ": a function of " FNR - begin " lines"
    begin = 0
}
{ previous = $0 }
END { if (files < 400 || functions < 3000) print "only " files " files and " functions " functions" }
' $(cat "$scratch/files") >"$scratch/wrong"
[ ! -s "$scratch/wrong" ] || fail "$(cat "$scratch/wrong")"

find tests -name '*_test.sh' ! -perm -u=x >"$scratch/wrong"
[ ! -s "$scratch/wrong" ] || fail "cannot be executed, which make check does: $(cat "$scratch/wrong")"

finish
