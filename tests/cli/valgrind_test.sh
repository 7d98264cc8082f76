#!/bin/sh
# A small run is clean under valgrind: no error, nothing leaked.
. "$srcdir/tests/support.sh"
need valgrind

if sanitized; then
    echo "SKIP: AddressSanitizer is built in, which valgrind cannot run"
    exit 77
fi
# scenario, method, phones: two do all that ten do, in half the time
for row in 'one-phone tftp 1' 'load-server-missing-file load-server 2' 'impaired-wan load-server 2'; do
    # shellcheck disable=SC2086 # three words
    set -- $row
    scenario=$1
    status=0
    valgrind -q --leak-check=full --show-leak-kinds=all --error-exitcode=99 \
        --suppressions="$srcdir/tests/cli/valgrind.supp" "$PFSIM" run \
        "$srcdir/scenarios/$scenario.yaml" -m "$2" -s "subnets.phones.count=$3" \
        -s phone.restart=1s -o "$scratch/$scenario" --pcap "$scratch/captures" \
        >"$scratch/out" 2>"$scratch/err" || status=$?
    expect "$scenario: status" 0 "$status"
    expect "$scenario: complaints" "" "$(head -c 500 "$scratch/err")"
done
status=0
valgrind -q --leak-check=full --error-exitcode=99 "$PFSIM" run "$srcdir/scenarios/one-phone.yaml" \
    -s wan.rate=3 >"$scratch/out" 2>"$scratch/err" || status=$?
expect "a refused scenario: status" 2 "$status"

finish
