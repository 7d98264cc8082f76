/* links.csv: a row for each direction; traffic.csv and messages.csv, the sums. */
#include "results/tables.h"

#include <inttypes.h>
#include <string.h>

#include "results/summary.h"
#include "results/text.h"

const char *const direction_names[2] = {"down", "up"};

/* --- links.csv ------------------------------------------------------------------------------- */

enum { LINK_INFO, LINK_DIRECTION, LINK_MADE };

/* What is made of a direction's record. */
struct link_made {
    uint32_t direction;
    const char *from, *to;
    struct traffic_count total;
    sim_time busy;
    struct cell_ratio utilisation, queue;
    struct duration_summary delay;
    struct text rate;
};

#define OF_DIRECTION(member) CELL_AT(LINK_DIRECTION, struct direction_record, member)
#define OF_MADE(member) CELL_AT(LINK_MADE, struct link_made, member)
#define TRAFFIC_COLUMN(name, kind)                                                                 \
    {                                                                                              \
        name "_bytes", CELL_COUNT, OF_DIRECTION(traffic[kind].wire_bytes),                         \
            .unit = "bytes", .meaning = "of `wire_bytes`, of that kind of traffic"                 \
    }
#define DROPPED_COLUMN(name, reason, why)                                                          \
    {                                                                                              \
        "dropped_" name, CELL_COUNT, OF_DIRECTION(dropped[reason]), .unit = "packets",             \
                                                                    .meaning = why                 \
    }

static const struct column links_columns[] = {
    {"link", CELL_TEXT, CELL_AT(LINK_INFO, struct link_info, name), .meaning = "its name"},
    {"wan", CELL_YES_NO, CELL_AT(LINK_INFO, struct link_info, wan),
     .meaning = "yes: a site's line; the head end is none"},
    {"direction", CELL_WORD, OF_MADE(direction), .words = direction_names,
     .meaning = "down: towards the phones; up"},
    {"from", CELL_TEXT, OF_MADE(from), .meaning = "node"},
    {"to", CELL_TEXT, OF_MADE(to), .meaning = "node"},
    {"packets", CELL_COUNT, OF_MADE(total.packets), .unit = "packets",
     .meaning = "given to the line"},
    {"wire_bytes", CELL_COUNT, OF_MADE(total.wire_bytes), .unit = "bytes",
     .meaning = "given to the line"},
    {"ip_bytes", CELL_COUNT, OF_MADE(total.ip_bytes), .unit = "bytes",
     .meaning = "given to the line"},
    TRAFFIC_COLUMN("tftp", TRAFFIC_TFTP),
    TRAFFIC_COLUMN("load_server", TRAFFIC_LOAD_SERVER),
    TRAFFIC_COLUMN("http", TRAFFIC_HTTP),
    TRAFFIC_COLUMN("pfs", TRAFFIC_PFS),
    TRAFFIC_COLUMN("syslog", TRAFFIC_SYSLOG),
    TRAFFIC_COLUMN("other", TRAFFIC_OTHER),
    TRAFFIC_COLUMN("voice", TRAFFIC_VOICE),
    TRAFFIC_COLUMN("data", TRAFFIC_DATA),
    {"delivered", CELL_COUNT, OF_DIRECTION(delivered), .unit = "packets",
     .meaning = "that came to the other end"},
    DROPPED_COLUMN("queue_full", DROP_QUEUE_FULL, "since the queue was full"),
    DROPPED_COLUMN("lost", DROP_LOST, "by a fault of the line"),
    DROPPED_COLUMN("unplugged", DROP_UNPLUGGED, "at a cable that was pulled"),
    DROPPED_COLUMN("too_big", DROP_TOO_BIG,
                   "by a router, since the link's MTU is smaller and they must not be fragmented"),
    DROPPED_COLUMN("early", DROP_EARLY, "before the queue was full, by RED or CoDel"),
    DROPPED_COLUMN("policed", DROP_POLICED,
                   "beyond what their class may send while others want the line"),
    {"busy_s", CELL_TIME, OF_MADE(busy),
     .meaning = "with a packet on the wire, of the time over which utilisation is measured"},
    {"utilisation", CELL_RATIO, OF_MADE(utilisation),
     .meaning = "of that time; 0 where the rate is unlimited"},
    {"max_queue", CELL_COUNT, OF_DIRECTION(max_queue), .unit = "packets",
     .meaning = "the most that waited at once"},
    {"mean_queue", CELL_RATIO, OF_MADE(queue), .unit = "packets",
     .meaning = "that waited, over that time"},
    {"queue_delay_mean_s", CELL_TIME, OF_MADE(delay.mean), .meaning = "a packet waited"},
    {"queue_delay_p95_s", CELL_TIME, OF_MADE(delay.p95),
     .meaning = "95 % of the packets waited no longer"},
    {"queue_delay_max_s", CELL_TIME, OF_MADE(delay.maximum), .meaning = "the longest"},
    {"rate_bps", CELL_SHORT, OF_MADE(rate), .unit = "bit/s",
     .meaning =
         "of the line, or of its shaper where that is slower; `unlimited` of a line that has "
         "a delay only"},
};

_Static_assert(TRAFFIC_KINDS == 8 && DROP_REASONS == 6, "links.csv has a column for each");

const struct table links_csv = TABLE("links.csv", links_columns);

/* That of the shaper, where it is slower. */
static struct text link_rate(const struct link_record *l, int direction)
{
    const uint64_t shaped = l->direction[direction].shaped;
    const uint64_t rate = shaped ? shaped : l->info->direction[direction]->rate;
    struct text t = {"unlimited"};
    if (rate != LINK_UNLIMITED)
        snprintf(t.text, sizeof t.text, "%" PRIu64, rate);
    return t;
}

static void link_row(FILE *file, const struct link_record *l, int direction)
{
    const struct direction_record *d = &l->direction[direction];
    const struct direction_use use = direction_use(d);
    struct histogram delays;
    direction_delays(d, &delays);
    const struct link_made made = {
        .direction = (uint32_t)direction,
        .from = l->info->ends[direction],
        .to = l->info->ends[1 - direction],
        .total = direction_total(d),
        .busy = (sim_time)use.busy,
        .utilisation = {use.busy, (uint64_t)use.time},
        .queue = {use.waiting, (uint64_t)use.time},
        .delay = duration_summary_make(&delays),
        .rate = link_rate(l, direction),
    };
    table_row(file, &links_csv, (const void *const[]){l->info, d, &made});
}

void table_links(FILE *file, const struct record *r)
{
    table_header(file, &links_csv);
    for (size_t i = 0; i < r->link_count; i++)
        for (int d = 0; r->links[i] && d < 2; d++)
            link_row(file, r->links[i], d);
}

/* --- traffic.csv and messages.csv ------------------------------------------------------------ */

struct traffic_row {
    const char *place;
    uint32_t direction, kind;
    uint64_t bytes;
};

#define OF_TRAFFIC(member) CELL_AT(0, struct traffic_row, member)

static const struct column traffic_columns[] = {
    {"place", CELL_TEXT, OF_TRAFFIC(place),
     .meaning = "wan: all WAN links; phones: all phones' cables, so that what one phone sends "
                "another is there twice, up and down"},
    {"direction", CELL_WORD, OF_TRAFFIC(direction), .words = direction_names,
     .meaning = "down: towards the phones; up"},
    {"traffic", CELL_WORD, OF_TRAFFIC(kind), .words = traffic_names, .meaning = "of which kind"},
    {"wire_bytes", CELL_COUNT, OF_TRAFFIC(bytes), .unit = "bytes", .meaning = "given to the lines"},
};

const struct table traffic_csv = TABLE("traffic.csv", traffic_columns);

/* Of all WAN links in one direction. */
static void table_wan_bytes(const struct record *r, uint32_t direction,
                            uint64_t bytes[TRAFFIC_KINDS])
{
    memset(bytes, 0, TRAFFIC_KINDS * sizeof *bytes);
    for (size_t i = 0; i < r->link_count; i++)
        for (int t = 0; r->links[i] && r->links[i]->info->wan && t < TRAFFIC_KINDS; t++)
            bytes[t] += r->links[i]->direction[direction].traffic[t].wire_bytes;
}

static void table_traffic_rows(FILE *file, const char *place, uint32_t direction,
                               const uint64_t bytes[TRAFFIC_KINDS])
{
    for (uint32_t t = 0; t < TRAFFIC_KINDS; t++) {
        const struct traffic_row row = {place, direction, t, bytes[t]};
        table_row(file, &traffic_csv, (const void *const[]){&row});
    }
}

void table_traffic(FILE *file, const struct record *r)
{
    table_header(file, &traffic_csv);
    for (uint32_t d = 0; d < 2; d++) {
        uint64_t bytes[TRAFFIC_KINDS];
        table_wan_bytes(r, d, bytes);
        table_traffic_rows(file, "wan", d, bytes);
    }
    for (uint32_t d = 0; d < 2; d++)
        table_traffic_rows(file, "phones", d, r->lan[d]);
}

enum { MESSAGE_IS, MESSAGE_SENT };

static const struct column messages_columns[] = {
    {"protocol", CELL_TEXT, CELL_AT(MESSAGE_IS, struct message_kind, protocol),
     .meaning = "tftp, pfs"},
    {"message", CELL_TEXT, CELL_AT(MESSAGE_IS, struct message_kind, name),
     .meaning = "as the RFCs and doc/pfs.md call it"},
    {"sent", CELL_COUNT, .of = MESSAGE_SENT, .size = sizeof(uint64_t),
     .meaning = "how often devices sent one, again included"},
};

const struct table messages_csv = TABLE("messages.csv", messages_columns);

void table_messages(FILE *file, const struct record *r)
{
    table_header(file, &messages_csv);
    for (int i = 0; i < MESSAGE_KINDS; i++)
        table_row(file, &messages_csv, (const void *const[]){&message_kinds[i], &r->messages[i]});
}
