# Counts one measurement: tshark's fields (time, protocol, from port, to port, payload in hexadecimal) of a capture
# at the server's cable. Set: last (number of the last block, four hexadecimal digits), clients (file to be written).
# Prints: started, the last client's end and the spread of the starts (s), DATA, DATA again, what clients sent again
# (requests and ACKs), ICMP.
BEGIN { FS = "\t" }
$2 == 1 { icmp++; next }
{ kind = substr($5, 1, 4); block = substr($5, 5, 4) }
kind == "0001" { if ($3 in start) client_again++; else { start[$3] = $1; order[++started] = $3 } }
kind == "0003" { data++; if (($3, $4, block) in sent) data_again++; sent[$3, $4, block] }
kind == "0004" && $3 in start {
    if (($3, $4, block) in acknowledged) client_again++
    acknowledged[$3, $4, block]
    if (block == last && !($3 in end)) end[$3] = $1
}
END {
    first = last_start = start[order[1]]
    for (i = 1; i <= started; i++) {
        port = order[i]
        if (start[port] > last_start) last_start = start[port]
        if (end[port] > last_end) last_end = end[port]
        printf "%s\t%d\t%.6f\t%s\n", name, i, start[port] - first, \
            port in end ? sprintf("%.6f", end[port] - first) : "" > clients
    }
    printf "%d\t%.3f\t%.3f\t%d\t%d\t%d\t%d\n", started, last_end ? last_end - first : 0, last_start - first, data, data_again, client_again, icmp
}
