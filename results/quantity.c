/* The rows of summary.json, and how a row's number is read from a run's summary. */
#include "results/quantity.h"

#include <math.h>
#include <stddef.h>
#include <string.h>

#include "base/check.h"

/* By kind, where a row has none of its own. A count is of phones, files, servers' transfers or
 * places: one more is another result. Of times, and of bytes, a thousandth: 6 s of an upgrade by
 * TFTP that takes 1 h 47 min, half a second of one by sharing; nobody plans by less, while a timer
 * that was changed shows. Of times the microsecond within which the two engines have a packet on
 * the wire. Of shares a tenth of a per cent of all. Of opinions half of the last digit that is
 * told. Of queues, whose greatest length hangs on how
 * two packets meet, one packet, and of their mean a tenth of one. */
static const struct run_tolerance tolerances[RUN_QUANTITY_KINDS] = {
    [RUN_BYTES] = {.share = 1e-3},
    [RUN_PACKETS] = {.absolute = 1},
    [RUN_TIME] = {.share = 1e-3, .absolute = MICROSECONDS},
    [RUN_SHARE] = {.absolute = 1e-3},
    [RUN_MEAN] = {.share = 1e-3, .absolute = 0.1},
    [RUN_MOS] = {.absolute = 0.05},
};

/* As of bytes: what is counted are packets. */
static const struct run_tolerance tolerance_of_packets = {.share = 1e-3};
/* The classes of the histogram that they come from are that wide. */
static const struct run_tolerance tolerance_of_percentiles = {.share = 0.016,
                                                              .absolute = MICROSECONDS};

/* Where a member is. The rows are many, and say the same thing. */
#define FROM(source_, member)                                                                      \
    .source = (source_), .offset = offsetof(struct run_summary, member),                           \
    .size = sizeof(((struct run_summary *)0)->member)
#define RUN(member) FROM(RUN_OF_RUN, member)
#define SUM(member) FROM(RUN_SUM_OF_WAN, wan[0].member)
#define GREATEST(member) FROM(RUN_GREATEST_OF_WAN, wan[0].member)
#define HEAD_END_SUM(member) FROM(RUN_SUM_OF_WAN, head_end[0].member)
#define HEAD_END_GREATEST(member) FROM(RUN_GREATEST_OF_WAN, head_end[0].member)

#define OTHER_ROW(name, meaning)                                                                   \
    {                                                                                              \
        name, RUN_OTHER, RUN_NEITHER, meaning, .size = 0                                           \
    }
#define TRAFFIC_ROW(where, name, from)                                                             \
    {                                                                                              \
        where ".bytes_by_traffic." name, RUN_BYTES, RUN_NEITHER,                                   \
            "of that kind of traffic, both directions", from                                       \
    }
#define WAN_TRAFFIC_ROW(name, traffic) TRAFFIC_ROW("wan", name, SUM(traffic_bytes[traffic]))
#define LAN_TRAFFIC_ROW(name, traffic) TRAFFIC_ROW("lan", name, RUN(lan.traffic_bytes[traffic]))
#define MESSAGE_ROW(symbol, protocol, word)                                                        \
    {.name = "messages." protocol "." word,                                                        \
     .kind = RUN_COUNT,                                                                            \
     .meaning = "sent",                                                                            \
     RUN(messages[MESSAGE_##symbol]),                                                              \
     .tolerance = &tolerance_of_packets},
#define DATAGRAM_ROW(name, reason, why)                                                            \
    {                                                                                              \
        "fragments." name, RUN_COUNT, RUN_LESS, "datagrams that hosts gave up, " why,              \
            RUN(datagrams[DATAGRAM_##reason])                                                      \
    }
#define DURATION_ROW(name, part, what, ...)                                                        \
    {                                                                                              \
        "server." name "_s." part, RUN_TIME, RUN_LESS, what, __VA_ARGS__                           \
    }
#define DURATION_ROWS(name, member, what)                                                          \
    DURATION_ROW(name, "mean", what ": mean", RUN(server.member.mean)),                            \
        DURATION_ROW(name, "min", what ": least", RUN(server.member.minimum)),                     \
        DURATION_ROW(name, "max", what ": greatest", RUN(server.member.maximum)),                  \
        DURATION_ROW(name, "p50", what ": median", RUN(server.member.median),                      \
                     .tolerance = &tolerance_of_percentiles),                                      \
        DURATION_ROW(name, "p95", what ": 95 % are within", RUN(server.member.p95),                \
                     .tolerance = &tolerance_of_percentiles),                                      \
    {                                                                                              \
        "server." name "_s.count", RUN_COUNT, RUN_NEITHER, what ": how many",                      \
            RUN(server.member.count), .tolerance = &tolerance_of_packets                           \
    }

const struct run_quantity run_quantities[] = {
    OTHER_ROW("name", "the scenario's"),
    OTHER_ROW("method", "of phones that name none"),
    OTHER_ROW("engine", "what ran it"),
    OTHER_ROW("seed", "of the random draws"),
    OTHER_ROW("replication", "which of the runs with that seed, from 0"),
    OTHER_ROW("version", "pfsim's"),
    {"phones", RUN_COUNT, RUN_NEITHER, "how many there are", RUN(phones)},
    {"completed", RUN_COUNT, RUN_MORE, "phones that are back with the new load", RUN(completed)},
    {"unchanged", RUN_COUNT, RUN_NEITHER, "of the completed, phones that had their load already",
     RUN(unchanged)},
    {"restarts", RUN_COUNT, RUN_LESS, "how often phones that had given up began anew",
     RUN(restarts)},
    {"loads", RUN_COUNT, RUN_NEITHER, "the most that a phone was sent through, one after the other",
     RUN(loads)},
    OTHER_ROW(
        "incomplete",
        "array of `{reason, count, phones}`: why phones did not complete, with the first ten names"),
    {"all_back_s", RUN_TIME, RUN_LESS,
     "from the first reset until every phone that completes is back", RUN(all_back),
     .of_all = true},
    {"upgrade_time_s", RUN_TIME, RUN_LESS, "the slowest phone's, from its own reset",
     RUN(upgrade_time), .of_all = true},
    {"median_upgrade_time_s", RUN_TIME, RUN_LESS,
     "of all phones; none, unless more than half completed", RUN(median)},
    {"fastest_upgrade_time_s", RUN_TIME, RUN_LESS,
     "the fastest phone's; by chance, where packets are dropped", RUN(fastest)},
    OTHER_ROW("slowest_phone", "its name"),
    {"first_reset_s", RUN_TIME, RUN_NEITHER, "when the first phone was reset", RUN(first_reset)},
    {"last_back_s", RUN_TIME, RUN_LESS, "when the last phone was back", RUN(last_back),
     .of_all = true},
    {"outage_s.mean", RUN_TIME, RUN_LESS, "over all phones", RUN(outage_mean)},
    {"outage_s.max", RUN_TIME, RUN_LESS, "the longest of a phone", RUN(outage_max)},
    {"wan.utilisation", RUN_SHARE, RUN_NEITHER,
     "of the busier direction; with several sites, of the busiest site", GREATEST(utilisation)},
    {"wan.utilisation_down", RUN_SHARE, RUN_NEITHER,
     "towards the phones; with several sites, the highest", RUN(wan[0].utilisation)},
    {"wan.utilisation_up", RUN_SHARE, RUN_NEITHER,
     "from the phones; with several sites, the highest", RUN(wan[1].utilisation)},
    {"wan.peak_utilisation", RUN_SHARE, RUN_NEITHER,
     "the highest in one second, of either direction", GREATEST(peak_utilisation)},
    {"wan.bytes_down", RUN_BYTES, RUN_LESS, "wire bytes towards the phones, of all sites",
     RUN(wan[0].wire_bytes)},
    {"wan.bytes_up", RUN_BYTES, RUN_LESS, "wire bytes from the phones, of all sites",
     RUN(wan[1].wire_bytes)},
    WAN_TRAFFIC_ROW("tftp", TRAFFIC_TFTP),
    WAN_TRAFFIC_ROW("load-server", TRAFFIC_LOAD_SERVER),
    WAN_TRAFFIC_ROW("http", TRAFFIC_HTTP),
    WAN_TRAFFIC_ROW("pfs", TRAFFIC_PFS),
    WAN_TRAFFIC_ROW("syslog", TRAFFIC_SYSLOG),
    WAN_TRAFFIC_ROW("other", TRAFFIC_OTHER),
    WAN_TRAFFIC_ROW("voice", TRAFFIC_VOICE),
    WAN_TRAFFIC_ROW("data", TRAFFIC_DATA),
    {"wan.downloads", RUN_COUNT, RUN_LESS,
     "files completed that came from servers of the data centre", RUN(server_files)},
    {"wan.drops", RUN_COUNT, RUN_LESS, "packets, both directions, all reasons, all sites",
     SUM(drops), .tolerance = &tolerance_of_packets},
    {"wan.too_big", RUN_COUNT, RUN_LESS,
     "of the drops, packets larger than the line's MTU that must not be fragmented",
     SUM(dropped[DROP_TOO_BIG]), .tolerance = &tolerance_of_packets},
    {"wan.dropped_early", RUN_COUNT, RUN_LESS,
     "of the drops, packets that RED or CoDel dropped before the queue was full",
     SUM(dropped[DROP_EARLY]), .tolerance = &tolerance_of_packets},
    {"wan.policed", RUN_COUNT, RUN_LESS,
     "of the drops, packets beyond what their class may send while others want the line",
     SUM(dropped[DROP_POLICED]), .tolerance = &tolerance_of_packets},
    {"wan.max_queue_packets", RUN_PACKETS, RUN_LESS,
     "of the direction, and site, where it is highest", GREATEST(max_queue)},
    {"wan.mean_queue_packets", RUN_MEAN, RUN_LESS,
     "of the direction, and site, where it is highest", GREATEST(mean_queue)},
    DATAGRAM_ROW("incomplete", INCOMPLETE, "since some fragment did not come within 30 s"),
    DATAGRAM_ROW("overlap", OVERLAP, "since fragments lay over each other"),
    DATAGRAM_ROW("too_long", TOO_LONG, "since they ended beyond 65,535 bytes"),
    DATAGRAM_ROW("invalid", INVALID, "since fragments did not fit together"),
    {"head_end.utilisation", RUN_SHARE, RUN_NEITHER,
     "of the line that all sites share, of its busier direction; all of `head_end` is 0 without one",
     HEAD_END_GREATEST(utilisation)},
    {"head_end.utilisation_down", RUN_SHARE, RUN_NEITHER, "towards the sites",
     RUN(head_end[0].utilisation)},
    {"head_end.utilisation_up", RUN_SHARE, RUN_NEITHER, "from the sites",
     RUN(head_end[1].utilisation)},
    {"head_end.peak_utilisation", RUN_SHARE, RUN_NEITHER,
     "the highest in one second, of either direction", HEAD_END_GREATEST(peak_utilisation)},
    {"head_end.bytes_down", RUN_BYTES, RUN_LESS, "wire bytes towards the sites",
     RUN(head_end[0].wire_bytes)},
    {"head_end.bytes_up", RUN_BYTES, RUN_LESS, "wire bytes from the sites",
     RUN(head_end[1].wire_bytes)},
    {"head_end.drops", RUN_COUNT, RUN_LESS, "packets, both directions, all reasons",
     HEAD_END_SUM(drops), .tolerance = &tolerance_of_packets},
    {"head_end.max_queue_packets", RUN_PACKETS, RUN_LESS, "of the direction where it is highest",
     HEAD_END_GREATEST(max_queue)},
    {"head_end.mean_queue_packets", RUN_MEAN, RUN_LESS, "of the direction where it is highest",
     HEAD_END_GREATEST(mean_queue)},
    {"head_end.queue_delay_s.mean", RUN_TIME, RUN_LESS,
     "a packet waits in its queue; of the direction where it is highest; none without a packet",
     HEAD_END_GREATEST(delay_mean)},
    {"head_end.queue_delay_s.p95", RUN_TIME, RUN_LESS,
     "95 % of the packets wait no longer; likewise", HEAD_END_GREATEST(delay_p95),
     .tolerance = &tolerance_of_percentiles},
    {"head_end.queue_delay_s.max", RUN_TIME, RUN_LESS, "the longest; likewise",
     HEAD_END_GREATEST(delay_max)},
    {"lan.bytes_to_phones", RUN_BYTES, RUN_NEITHER, "wire bytes given to the phones' cables",
     RUN(lan.wire_bytes[0])},
    {"lan.bytes_from_phones", RUN_BYTES, RUN_NEITHER, "wire bytes that phones gave to their cables",
     RUN(lan.wire_bytes[1])},
    {"lan.drops", RUN_COUNT, RUN_LESS,
     "packets, all reasons, on the cables of phones, switches and servers: all but `wan` and "
     "`head_end`",
     RUN(lan.drops), .tolerance = &tolerance_of_packets},
    LAN_TRAFFIC_ROW("tftp", TRAFFIC_TFTP),
    LAN_TRAFFIC_ROW("load-server", TRAFFIC_LOAD_SERVER),
    LAN_TRAFFIC_ROW("http", TRAFFIC_HTTP),
    LAN_TRAFFIC_ROW("pfs", TRAFFIC_PFS),
    LAN_TRAFFIC_ROW("syslog", TRAFFIC_SYSLOG),
    LAN_TRAFFIC_ROW("other", TRAFFIC_OTHER),
    LAN_TRAFFIC_ROW("voice", TRAFFIC_VOICE),
    LAN_TRAFFIC_ROW("data", TRAFFIC_DATA),
    {"wan.queue_delay_s.mean", RUN_TIME, RUN_LESS,
     "a packet waits in the queue; of the direction, and site, where it is highest",
     GREATEST(delay_mean)},
    {"wan.queue_delay_s.p95", RUN_TIME, RUN_LESS, "95 % of the packets wait no longer; likewise",
     GREATEST(delay_p95), .tolerance = &tolerance_of_percentiles},
    {"wan.queue_delay_s.max", RUN_TIME, RUN_LESS, "the longest; likewise", GREATEST(delay_max)},
    {"pfs.hierarchies", RUN_COUNT, RUN_NEITHER,
     "as in hierarchies.csv; all of `pfs` is 0 without sharing", RUN(pfs.hierarchies)},
    {"pfs.trees", RUN_COUNT, RUN_NEITHER, "roots that had a child", RUN(pfs.trees)},
    {"pfs.roots", RUN_COUNT, RUN_NEITHER, "rows of hierarchies.csv with that role", RUN(pfs.roots)},
    {"pfs.children", RUN_COUNT, RUN_NEITHER, "rows of hierarchies.csv with that role",
     RUN(pfs.children)},
    {"pfs.fell_back", RUN_COUNT, RUN_LESS, "rows of hierarchies.csv with the role fallback",
     RUN(pfs.fell_back)},
    {"pfs.without_place", RUN_COUNT, RUN_LESS, "rows of hierarchies.csv with the role none",
     RUN(pfs.without)},
    {"pfs.rejoins", RUN_COUNT, RUN_LESS, "how often a phone got a place again", RUN(pfs.rejoins)},
    {"pfs.max_depth", RUN_COUNT, RUN_NEITHER, "the greatest of a child; 0 of a root",
     RUN(pfs.max_depth)},
    {"pfs.max_children", RUN_COUNT, RUN_NEITHER, "the most children that one parent had at once",
     RUN(pfs.max_children)},
    MESSAGES(MESSAGE_ROW)
        OTHER_ROW("server.name", "of the first server, which is the call manager's"),
    OTHER_ROW("server.kind", "as in servers.csv"),
    {"server.cpu_s", RUN_TIME, RUN_LESS, "its processor was busy, until the run's end",
     RUN(server.cpu)},
    {"server.peak_utilisation", RUN_SHARE, RUN_LESS, "of its processor, the highest in one second",
     RUN(server.peak_utilisation)},
    {"server.requests", RUN_COUNT, RUN_NEITHER, "that came, by TFTP and HTTP",
     RUN(server.requests)},
    {"server.busy", RUN_COUNT, RUN_LESS, "requests that were not answered, or not at once",
     RUN(server.busy)},
    {"server.refused", RUN_COUNT, RUN_LESS, "requests answered with an error", RUN(server.refused)},
    {"server.transfers", RUN_COUNT, RUN_NEITHER, "begun", RUN(server.transfers)},
    {"server.peak_transfers", RUN_COUNT, RUN_NEITHER, "at once", RUN(server.peak_transfers)},
    {"server.gave_up", RUN_COUNT, RUN_LESS, "transfers whose retransmission came to its end",
     RUN(server.gave_up)},
    {"server.data_blocks", RUN_COUNT, RUN_NEITHER, "sent, the first time or again",
     RUN(server.data_blocks), .tolerance = &tolerance_of_packets},
    {"server.retransmissions", RUN_COUNT, RUN_LESS, "blocks sent again",
     RUN(server.retransmissions), .tolerance = &tolerance_of_packets},
    DURATION_ROWS("block_rtt", block_rtt, "block RTT"),
    DURATION_ROWS("block_time", block_time, "block time"),
    OTHER_ROW("servers", "array of all servers, each as `server`"),
    {"files", RUN_COUNT, RUN_NEITHER, "downloads completed, from servers and from peers",
     RUN(files)},
    {"files_by_http", RUN_COUNT, RUN_NEITHER, "of them, by HTTP", RUN(http_files)},
    {"fell_back_to_tftp", RUN_COUNT, RUN_LESS, "of them, by TFTP after HTTP had failed",
     RUN(fell_back_files)},
    {"phone_retransmissions", RUN_COUNT, RUN_LESS, "packets that phones sent again",
     RUN(phone_retransmissions), .tolerance = &tolerance_of_packets},
    {"duplicates", RUN_COUNT, RUN_LESS, "blocks that phones got again", RUN(phone_duplicates),
     .tolerance = &tolerance_of_packets},
    {"tcp.sending_s", RUN_TIME, RUN_NEITHER,
     "of TCP connections, together: from handshake to the last data; none on ns-3",
     RUN(tcp_sending)},
    {"tcp.held_by_window_s", RUN_TIME, RUN_LESS,
     "of that, while nothing but the receive window held them back, on a way that was not full; "
     "likewise",
     RUN(tcp_held)},
    {"calls.count", RUN_COUNT, RUN_NEITHER,
     "telephone calls; what follows is measured during the upgrade of a call's site, over all "
     "calls, of the direction that is heard worse; of what nobody said or rates there is none",
     RUN(calls.count)},
    {"calls.packets", RUN_COUNT, RUN_NEITHER, "sent", RUN(calls.packets),
     .tolerance = &tolerance_of_packets},
    {"calls.lost", RUN_SHARE, RUN_LESS, "of the packets: their speech was not heard",
     RUN(calls.lost)},
    {"calls.lost_late", RUN_SHARE, RUN_LESS, "of the packets: came when it should have been played",
     RUN(calls.late)},
    {"calls.lost_buffer", RUN_SHARE, RUN_LESS, "of the packets: found the playout buffer full",
     RUN(calls.no_room)},
    {"calls.delay_s.mean", RUN_TIME, RUN_LESS, "a packet takes through the network",
     RUN(calls.delay_mean)},
    {"calls.delay_s.p95", RUN_TIME, RUN_LESS, "95 % of the packets take no longer",
     RUN(calls.delay_p95), .tolerance = &tolerance_of_percentiles},
    {"calls.delay_s.max", RUN_TIME, RUN_LESS, "the longest", RUN(calls.delay_max)},
    {"calls.jitter_s", RUN_TIME, RUN_LESS, "RFC 3550's, mean over talk spurts", RUN(calls.jitter)},
    {"calls.mos", RUN_MOS, RUN_MORE,
     "mean opinion score by G.107, from 1 to 4.5, mean over talk spurts by their packets",
     RUN(calls.mos)},
    {"calls.mos_before", RUN_MOS, RUN_MORE, "the same before the first reset",
     RUN(calls.mos_before)},
    {"calls.mos_worst_call", RUN_MOS, RUN_MORE,
     "of the call, and of either direction, where it is lowest", RUN(calls.mos_worst_call)},
    {"calls.mos_worst_spurt", RUN_MOS, RUN_MORE, "of the talk spurt where it is lowest",
     RUN(calls.mos_worst_spurt)},
    OTHER_ROW("calls.by_class", "array, a row for each codec and class, below"),
    OTHER_ROW("by_method", "array, a row for each, below"),
    OTHER_ROW("by_model", "array, the same by model"),
    OTHER_ROW("sites", "array, each as a row of sites.csv"),
    {"simulated_s", RUN_TIME, RUN_NEITHER, "how long the run was", RUN(simulated)},
    {"events", RUN_COUNT, RUN_NEITHER, "internal events of the engine", RUN(events),
     .internal = true},
    OTHER_ROW("wall_s", "how long it took to compute; on the terminal only"),
    OTHER_ROW("events_per_s", "of that time; on the terminal only"),
    OTHER_ROW("fingerprint", "`\"0x…\"`, 16 digits"),
};

const size_t run_quantity_count = sizeof run_quantities / sizeof *run_quantities;

static struct run_value quantity_whole(uint64_t whole)
{
    return (struct run_value){true, whole, (double)whole};
}

static struct run_value quantity_member(const struct run_quantity *q, const void *member)
{
    uint32_t narrow;
    uint64_t whole;
    sim_time time;
    double real;
    switch (q->kind) {
    case RUN_COUNT:
    case RUN_BYTES:
    case RUN_PACKETS:
        memcpy(q->size == sizeof narrow ? (void *)&narrow : &whole, member, q->size);
        return quantity_whole(q->size == sizeof narrow ? narrow : whole);
    case RUN_TIME:
        memcpy(&time, member, sizeof time);
        return time < 0 ? (struct run_value){0} : quantity_whole((uint64_t)time);
    case RUN_SHARE:
    case RUN_MEAN:
    case RUN_MOS:
        memcpy(&real, member, sizeof real);
        return isnan(real) ? (struct run_value){0} : (struct run_value){true, 0, real};
    case RUN_OTHER:
    case RUN_QUANTITY_KINDS:
        break;
    }
    CHECK(!"a number of the summary's");
    return (struct run_value){0};
}

struct run_value run_quantity_value(const struct run_quantity *q, const struct run_summary *s)
{
    const char *first = (const char *)s + q->offset;
    const struct run_value a = quantity_member(q, first);
    if (q->source == RUN_OF_RUN)
        return a;
    const struct run_value b = quantity_member(q, first + sizeof s->wan[0]);
    if (q->source == RUN_SUM_OF_WAN)
        return (struct run_value){true, a.whole + b.whole, a.real + b.real};
    return !b.known || a.real > b.real ? a : b;
}

/* The length of the unit that `name` has here, at its end or before the next dot. */
static size_t quantity_unit_length(const char *name)
{
    static const char *const units[] = {"_s", "_packets"};
    for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
        const size_t length = strlen(units[i]);
        if (strncmp(name, units[i], length) == 0 && (name[length] == '.' || name[length] == '\0'))
            return length;
    }
    return 0;
}

static bool quantity_is_called(const char *name, const char *called)
{
    while (*name) {
        const size_t unit = quantity_unit_length(name);
        if (unit > 0 && quantity_unit_length(called) == 0)
            name += unit;
        else if (*name++ != *called++)
            return false;
    }
    return *called == '\0';
}

const struct run_quantity *run_quantity_find(const char *name)
{
    for (size_t i = 0; i < run_quantity_count; i++)
        if (quantity_is_called(run_quantities[i].name, name))
            return &run_quantities[i];
    return NULL;
}

bool run_quantity_is_of_phones(const struct run_quantity *q)
{
    return q->offset == offsetof(struct run_summary, completed) && q->size > 0;
}

const char *run_quantity_unit(const struct run_quantity *q)
{
    static const char *const units[RUN_QUANTITY_KINDS] = {
        [RUN_COUNT] = "", [RUN_BYTES] = "bytes",  [RUN_PACKETS] = "packets",
        [RUN_TIME] = "s", [RUN_SHARE] = "0 to 1", [RUN_MEAN] = "packets",
        [RUN_MOS] = "",   [RUN_OTHER] = "",
    };
    return units[q->kind];
}

struct run_tolerance run_quantity_tolerance(const struct run_quantity *q)
{
    return q->tolerance ? *q->tolerance : tolerances[q->kind];
}

bool run_kind_is_real(enum run_quantity_kind kind)
{
    return kind == RUN_SHARE || kind == RUN_MEAN || kind == RUN_MOS;
}

double run_real_rounded(double value)
{
    return round(value * 1e6) / 1e6;
}

bool run_quantity_is_compared(const struct run_quantity *q)
{
    return q->kind != RUN_OTHER && !q->internal;
}

double run_tolerance_at(struct run_tolerance t, double value)
{
    const double share = t.share * (value < 0 ? -value : value);
    return share > t.absolute ? share : t.absolute;
}

static struct text tolerance_absolute(enum run_quantity_kind kind, double absolute)
{
    struct text t;
    if (kind == RUN_TIME)
        return text_duration((sim_time)absolute);
    snprintf(t.text, sizeof t.text, "%g%s", absolute, kind == RUN_BYTES ? " bytes" : "");
    return t;
}

struct text run_tolerance_text(enum run_quantity_kind kind, struct run_tolerance t)
{
    const struct text absolute = tolerance_absolute(kind, t.absolute);
    struct text both;
    if (t.share <= 0)
        return absolute;
    snprintf(both.text, sizeof both.text, "%g %%%s%.20s", 100 * t.share,
             t.absolute > 0 ? ", at least " : "", t.absolute > 0 ? absolute.text : "");
    return both;
}

const char *run_better_text(enum run_quantity_better better)
{
    static const char *const words[] = {
        [RUN_NEITHER] = "", [RUN_LESS] = "less", [RUN_MORE] = "more"};
    return words[better];
}
