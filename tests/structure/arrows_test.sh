#!/bin/sh
# No arrow points back: a file includes only what the table in doc/developing.md ("Rooms and arrows")
# gives its room, which is the row with the longest beginning of its path.
. "$srcdir/tests/support.sh"

cd "$srcdir" || exit 1
find base sim models scenarios results studies planner plots cli bench -name '*.[ch]' -o -name '*.cc' |
    sort >"$scratch/files"
# shellcheck disable=SC2046 # no file of ours has a blank in its name
awk '
function longest(path, names, n,    i, best) {
    for (i = 1; i <= n; i++)
        if (index(path, names[i]) == 1 && length(names[i]) > length(best))
            best = names[i]
    return best
}
FNR == 1 { in_table = 0 }
FILENAME == "doc/developing.md" {
    if (/^\| room \|/) in_table = 1
    if (!/^\|/) in_table = 0
    split($0, column, "|")
    n = split(column[2], room, "`"); m = split(column[3], use, "`")
    for (i = 2; in_table && i <= n; i += 2) {
        rooms[++count] = room[i]
        for (j = 2; j <= m; j += 2) may[room[i], use[j]]
        may[room[i], room[i]]
    }
    next
}
/^#include ".*\// {
    split($0, part, "\"")
    room_of_file = longest(FILENAME, rooms, count)
    allowed = 0
    for (pair in may) {
        split(pair, ends, SUBSEP)
        if (ends[1] == room_of_file && index(part[2], ends[2]) == 1) allowed = 1
    }
    includes++
    if (!allowed)
        print FILENAME ":" FNR ": \"" room_of_file "\" may not include " part[2]
}
END { if (count < 10 || includes < 500) print "only " count " rooms, " includes " includes read" }
' doc/developing.md $(cat "$scratch/files") >"$scratch/wrong"
[ ! -s "$scratch/wrong" ] || fail "$(cat "$scratch/wrong")"

finish
