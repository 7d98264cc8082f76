#!/bin/sh
# Captures real downloads (capture/cases.tsv) at both ends, calibrates a scenario of each capture, and simulates it:
# its time may be 3 % off. By root, a minute and a half.
#   CAPTURE_FOLDER=real-capture   where captures and scenarios are left
here=$(cd "$(dirname "$0")" && pwd)/capture
folder=${CAPTURE_FOLDER:-real-capture}
PFSIM=${PFSIM:-pfsim}
failed=0

rm -f "$folder/took.tsv"
sh "$here/record.sh" "$folder" || exit
tab=$(printf '\t')
while IFS=$tab read -r case took completed; do
    case $case in small-*) continue ;; esac # those of the tree: a second, most of which is chance
    for place in server client; do
        "$PFSIM" calibrate --pcap "$folder/$case-$place.pcap" -o "$folder/$case-$place.yaml" >"$folder/$case-$place.txt" &&
            again=$("$PFSIM" run "$folder/$case-$place.yaml" --json | jq -r '"\(.completed) \(.all_back_s)"') || exit
        echo "$case $place $completed $took $again" | awk '{
            off = 100 * ($6 / $4 - 1); bad = off > 3 || off < -3 || $3 != $5
            printf "| %s, %s side | %d, %d | %.3f s | %.3f s | %+.1f %%%s |\n", $1, $2, $3, $5, $4, $6, off, bad ? " (*)" : ""
            exit bad }' || failed=1
    done
done <"$folder/took.tsv"
exit $failed
