#!/bin/sh
# Captures real downloads (capture/cases.tsv) at both ends, calibrates a scenario of each capture, and simulates it:
# its time may be 3 % off. Where packets are lost (lossy-*) a packet that is a little later decides which: there
# it is enough that the real time is among those of other runs of the replay. By root, three minutes.
#   CAPTURE_FOLDER=real-capture   where captures and scenarios are left
here=$(cd "$(dirname "$0")" && pwd)/capture
folder=${CAPTURE_FOLDER:-real-capture}
PFSIM=${PFSIM:-pfsim}
failed=0

rm -f "$folder/took.tsv"
sh "$here/record.sh" "$folder" || exit
tab=$(printf '\t')
while IFS=$tab read -r case took completed; do
    for place in server client; do
        "$PFSIM" calibrate --pcap "$folder/$case-$place.pcap" -o "$folder/$case-$place.yaml" --json >"$folder/$case-$place.json" &&
            again=$(jq -r '.line.rate_bps as $rate | .replay | "\(.completed) \(.took_s) \(.low_s) \(.high_s) \($rate)"' \
                "$folder/$case-$place.json") || exit
        echo "$case $place $completed $took $again" | awk '{
            off = 100 * ($6 / $4 - 1); bad = off > 3 || off < -3
            if ($1 ~ /^lossy/ && $4 >= $7 && $4 <= $8) bad = 0
            bad = bad || $3 != $5
            printf "| %s, %s side | %d, %d | %.3f s | %.3f s | %+.1f %% | %.3f to %.3f s | %.1f kbps |%s\n",
                $1, $2, $3, $5, $4, $6, off, $7, $8, $9 / 1000, bad ? " (*)" : ""
            exit bad }' || failed=1
    done
done <"$folder/took.tsv"
exit $failed
