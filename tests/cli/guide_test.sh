#!/bin/sh
# README.md, doc/guide.md, doc/planning.md and doc/regression.md: each command that they show prints what stands below it, in that order.
# A line "..." stands for any lines, and "..." in a line for any text. What they show of `cat` is made here.
# crosscheck, which needs ns-3 and half a minute, is left to crosscheck_test.sh.
. "$srcdir/tests/support.sh"
need gnuplot dot tshark

# commands DOCUMENT FOLDER: N.command and N.wanted of each command in it.
commands() {
    awk -v folder="$2" '
        !/^    / && !/^$/ { shown = 0 }
        /^    \$ / { n++; shown = 1; print substr($0, 7) >(folder "/" n ".command"); next }
        shown && /^    / { print substr($0, 5) >(folder "/" n ".wanted") }
        shown && /^$/ { print "" >(folder "/" n ".wanted") }
        END { print n }' "$1"
}

# printed WANTED GOT: says which line of WANTED is not there.
printed() {
    awk '
        function fits(wanted, line,    part, parts, i, at) {
            parts = split(wanted, part, / *\.\.\. */)
            if (parts == 1) return wanted == line
            if (index(line, part[1]) != 1) return 0
            line = substr(line, length(part[1]) + 1)
            for (i = 2; i <= parts; i++) {
                if (part[i] == "") continue
                at = index(line, part[i])
                if (!at) return 0
                line = substr(line, at + length(part[i]))
            }
            return part[parts] == "" || line == ""
        }
        { sub(/ +$/, "") }
        NR == FNR { got[++lines] = $0; next }
        /^ *\.\.\.$/ { any = 1; next }
        {
            do at++; while (at <= lines && any && !fits($0, got[at]))
            if (at > lines || !fits($0, got[at])) { print "not printed: " $0; missing = 1; exit }
            any = 0
        }
        END { if (!missing && !any && at < lines) print "more lines are printed: " got[at + 1] }' "$2" "$1"
}

PFSIM=$(realpath "$PFSIM")
for document in README.md doc/guide.md doc/planning.md doc/regression.md; do
    mkdir "$scratch/shown"
    count=$(commands "$srcdir/$document" "$scratch/shown")
    [ "$count" -gt 5 ] || fail "$document: $count commands were found"
    for i in $(seq "$count"); do
        command=$(sed "s,/tmp/,$scratch/,g; s,\./build/pfsim,\"\$PFSIM\",g" "$scratch/shown/$i.command")
        touch "$scratch/shown/$i.wanted"
        case $command in
        *crosscheck*) continue ;;
        "pfsim baseline"* | "git "*) continue ;; # baseline_test.sh
        "cat "*) sed '/^$/d' "$scratch/shown/$i.wanted" >"${command#cat }" && continue ;;
        esac
        (cd "$srcdir" && eval "$command") >"$scratch/got" 2>"$scratch/err"
        grep -Ev '^pfsim: ([0-9,]+ (of [0-9,]+ )?runs( done)?(,|$)|confirming by )' "$scratch/err" >>"$scratch/got" # how far it is
        sed -e "s,/tmp/,$scratch/,g" -e '$!b' -e '/^$/d' "$scratch/shown/$i.wanted" >"$scratch/wanted"
        wrong=$(printed "$scratch/wanted" "$scratch/got")
        [ -z "$wrong" ] || fail "$document: $command: $wrong"
    done
    rm -r "$scratch/shown"
done
finish
