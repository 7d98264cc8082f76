#!/bin/sh
# The manual page has each command and option of the program, and no other.
. "$srcdir/tests/support.sh"

manual=$srcdir/doc/pfsim.1
commands=$("$PFSIM" --help | sed -n '/^commands:/,/^$/s/^  \([a-z]*\) .*/\1/p')

# A line of the manual page as it is read: requests, fonts and escapes gone.
plain() {
    sed -e 's/^\.[BI][RI]* *//' -e 's/\\f[BIRP]//g' -e 's/" *"//g' -e 's/"//g' -e 's/\\-/-/g'
}

# headings COMMAND: the lines that name the options of its section, as in "-m, --method METHOD".
headings() {
    section="PFSIM $(echo "$1" | tr '[:lower:]' '[:upper:]')"
    awk -v section=".SH $section" '
        /^\.SH/ { within = $0 == section; next }
        within && tag { print; tag = 0 }
        within && /^\.TP/ { tag = 1 }' "$manual" | plain | grep '^-'
}

# One option a line, "-m --method METHOD", of lines that may name several: "-m, --method METHOD, -s, --set X".
options() {
    sed -e 's/, */ /g' -e 's/  */ /g' -e 's/ \(-[a-z] \)/\n\1/g' -e 's/ \(--[^ ]*\)/ \1/g' |
        sed -e 's/^ //' -e 's/\([A-Z]\) --/\1\n--/' -e 's/^\(--[a-z-]*\) --/\1\n--/' | sed -e 's/ $//' | sort
}

# synopsis COMMAND: its forms, and the letters and names of options in them.
synopsis() {
    awk -v command="$1" '
        /^\.SH/ { form = $2 == "SYNOPSIS"; within = 0 }
        form && /^\.B pfsim/ { within = $3 == command }
        within' "$manual" | plain | grep -Eo '(^|[][ |])--?[a-z][a-z-]*' | sed 's/^[^-]*//' | sort -u
}

[ -n "$commands" ] || fail "--help names no command"
for command in $commands; do
    "$PFSIM" "$command" --help | sed -n -e 's/^  \(-[a-z]\), \(--[a-z-]*\)/\1 \2/p' -e 's/^      \(--[a-z-]*\)/\1/p' |
        sed -e 's/  .*//' -e 's/ $//' | grep -v -- '--help' | sort >"$scratch/help"
    headings "$command" | options >"$scratch/manual"
    diff "$scratch/help" "$scratch/manual" >"$scratch/diff" ||
        fail "$command: options of --help (<) and of doc/pfsim.1 (>): $(grep '[<>]' "$scratch/diff")"
    synopsis "$command" >"$scratch/synopsis"
    grep -q "^\.B pfsim $command\b" "$manual" || fail "$command is not in the synopsis of doc/pfsim.1"
    while read -r letter name argument; do
        case $letter in --*) name=$letter ;; esac
        grep -qxe "$letter" -e "$name" "$scratch/synopsis" ||
            fail "$command: $name $argument is not in the synopsis of doc/pfsim.1"
    done <"$scratch/help"
    while read -r option; do
        grep -qE -- "(^| )$option( |$)" "$scratch/help" ||
            fail "$command: the synopsis of doc/pfsim.1 has $option, which is none of its options"
    done <"$scratch/synopsis"
done

# A section more, or a form, is of a command that is not there.
sed -n 's/^\.SH PFSIM \(.*\)/\1/p' "$manual" | tr '[:upper:]' '[:lower:]' | sort >"$scratch/sections"
echo "$commands" | sort >"$scratch/commands"
diff "$scratch/commands" "$scratch/sections" >"$scratch/diff" ||
    fail "commands (<) and sections of doc/pfsim.1 (>): $(grep '[<>]' "$scratch/diff")"
for command in $(sed -n '/^\.SH SYN/,/^\.SH DESC/s/^\.B pfsim \([a-z]*\).*/\1/p' "$manual" | sort -u); do
    grep -qx "$command" "$scratch/commands" || fail "doc/pfsim.1 has a synopsis of $command, which is no command"
done

finish
