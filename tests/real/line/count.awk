# Counts one measurement: tshark's fields (interface, time, protocol, from port, to port, payload in hexadecimal) of
# a capture at both ports of the router: 0 to the server, before the queue; 1 to the clients, behind it.
# Set: name (case and repetition), last (number of the last block, four hexadecimal digits), clients (file to be
# written). Prints a row: started, the last client's end and the spread of the starts (s), DATA, DATA again,
# requests, ACKs, DATA dropped, ICMP, and five mean times (us): a client's from DATA to its ACK, the server's from an
# ACK to the next DATA, both where they are less than 50 ms, an ACK's from one port to the other, and what repeated
# DATA and repeated ACKs are late beyond whole seconds; at last, how far in its second (ms) the first client started.
BEGIN { FS = "\t"; soon = 0.05 }
$3 == 1 { icmp += $1 == 0; next }
{ kind = substr($6, 1, 4); block = substr($6, 5, 4) }
$1 == 1 {
    if (kind == "0003") { passed++; arrived[$5] = $2 }
    if (kind == "0004" && $4 in arrived) {
        if ($2 - arrived[$4] < soon) { took_client += $2 - arrived[$4]; times_client++ }
        delete arrived[$4]
    }
    if (kind == "0004") {
        if (($4, $5, block) in left) be_late("client", $2 - left[$4, $5, block])
        left[$4, $5, block] = underway[$4, $5, block] = $2
    }
    next
}
kind == "0001" {
    requests++
    if (!($4 in start)) { start[$4] = $2; order[++started] = $4 }
}
kind == "0003" {
    data++
    if (($4, $5, block) in sent) {
        data_again++
        be_late("server", $2 - sent[$4, $5, block])
    }
    sent[$4, $5, block] = $2
    if ($5 in acknowledgement) {
        if ($2 - acknowledgement[$5] < soon) { took_server += $2 - acknowledgement[$5]; times_server++ }
        delete acknowledgement[$5]
    }
}
kind == "0004" && $4 in start {
    acks++
    if (($4, $5, block) in underway) {
        took_way += $2 - underway[$4, $5, block]; times_way++
        delete underway[$4, $5, block]
    }
    if (!(($4, $5, block) in acknowledged)) acknowledgement[$4] = $2
    acknowledged[$4, $5, block]
    if (block == last && !($4 in end)) end[$4] = $2
}
# Policies repeat after whole seconds; what is much later has another reason.
function be_late(who, gap,    whole) {
    whole = int(gap + 0.5)
    if (whole && gap > whole && gap < whole + 0.02) { late[who] += gap - whole; times_late[who]++ }
}
function mean(sum, n) { return n ? 1e6 * sum / n : 0 }
END {
    first = last_start = start[order[1]]
    for (i = 1; i <= started; i++) {
        port = order[i]
        if (start[port] > last_start) last_start = start[port]
        if (end[port] > last_end) last_end = end[port]
        printf "%s\t%d\t%.6f\t%s\n", name, i, start[port] - first, \
            port in end ? sprintf("%.6f", end[port] - first) : "" > clients
    }
    printf "%d\t%.3f\t%.3f\t%d\t%d\t%d\t%d\t%d\t%d\t%.0f\t%.0f\t%.0f\t%.0f\t%.0f\t%d\n", started, last_end ? last_end - first : 0, \
        last_start - first, data, data_again, requests, acks, data - passed, icmp, \
        mean(took_client, times_client), mean(took_server, times_server), mean(took_way, times_way), \
        mean(late["server"], times_late["server"]), mean(late["client"], times_late["client"]), \
        1000 * (first - int(first))
}
