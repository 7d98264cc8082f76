#!/bin/sh
# make realcheck: pfsim against real servers and clients, which needs root and their packages. Runs each of the
# scripts below; one that cannot says so in lines that begin with SKIP, and ends with 77.
here=$(cd "$(dirname "$0")" && pwd)

failed=0
for script in timelines.sh capture.sh line.sh; do
    echo "== $script"
    status=0
    sh "$here/$script" </dev/null || status=$?
    case $status in
    0) echo "PASS: $script" ;;
    77) echo "SKIPPED: $script: nothing was compared" ;;
    *) echo "FAIL: $script (status $status)" && failed=1 ;;
    esac
done
exit $failed
