#!/bin/sh
# client.sh DELAY CLIENT SERVER FILE LOCAL BLKSIZE WINDOWSIZE: waits, and becomes the real client that gets the file;
# "-" is an option that is not asked for.
sleep "$1"
server=$3 file=$4 local=$5 blksize=$6 windowsize=$7
case $2 in
curl)
    [ "$blksize" = - ] && blksize=512
    exec curl -s -o "$local" --tftp-blksize "$blksize" "tftp://$server/$file"
    ;;
tftp-hpa) exec tftp -m binary "$server" -c get "$file" "$local" ;;
atftp)
    set -- -g -r "$file" -l "$local"
    [ "$blksize" = - ] || set -- "$@" --option "blksize $blksize"
    [ "$windowsize" = - ] || set -- "$@" --option "windowsize $windowsize"
    exec atftp "$@" "$server"
    ;;
busybox)
    [ "$blksize" = - ] && blksize=512
    exec busybox tftp -g -r "$file" -l "$local" -b "$blksize" "$server"
    ;;
esac
