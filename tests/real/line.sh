#!/bin/sh
# Measures real servers and clients on a shaped line (line/), and compares them with pfsim: by root, 20 minutes.
#   CASES="hpa-curl-1 ..."   of line/cases.tsv, all if not set;   REPETITIONS=1   of each, otherwise as it says there;
#   REAL_FOLDER=real   where what was measured is left: measured.tsv, clients.tsv
here=$(cd "$(dirname "$0")" && pwd)/line
folder=${REAL_FOLDER:-real}

# shellcheck disable=SC2086 # several cases
sh "$here/measure.sh" "$folder" ${CASES:-} || exit
sh "$here/compare.sh" "$folder"
