#!/bin/sh
# Numbers that others have reported (tests/cli/reports/README.md says where): each row of reports.tsv is run
# and compared.
. "$srcdir/tests/support.sh"
need jq

reports="$srcdir/tests/cli/reports"
tab=$(printf '\t')
rows=0
while IFS=$tab read -r id what value number tolerance reported; do
    case $id in '#'*) continue ;; esac
    rows=$((rows + 1))
    grep -q "^| .*\`${id%%-*}" "$reports/README.md" || fail "$id: README.md does not say where it is from"
    # shellcheck disable=SC2086 # several arguments
    run 0 run "$reports/"$what --json
    expect "$id (reported: $reported): within $tolerance of $number" true "$(json "($value) as \$got |
        if (\$got | type) == \"number\" and ((\$got - $number) | fabs) <= $tolerance * $number
        then true else \$got end")"
done <"$reports/reports.tsv"
[ "$rows" -ge 13 ] || fail "only $rows rows"

finish
