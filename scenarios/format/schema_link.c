/* The part of the table of fields that is about links. */
#include "scenarios/format/derive.h"
#include "scenarios/format/schema_rows.h"

#define RATE_ROW(text, sense, why)                                                                 \
    QUANTITY("rate", RATE, struct link_direction, rate, text, KBPS, 100 * GBPS, sense, why,        \
             .word = "unlimited", .word_value = LINK_UNLIMITED, MODELLED)
#define DELAY_ROW(text, sense, why)                                                                \
    QUANTITY("delay", TIME, struct link_direction, delay, text, 0, HOURS, sense, why, MODELLED)
#define JITTER_ROW                                                                                 \
    QUANTITY("jitter", TIME, struct link_direction, faults.jitter, "0 s", 0, HOURS,                \
             "each packet is later by a draw from 0 to this; all but reordered ones keep their "   \
             "order",                                                                              \
             "assumed: a delay that does not change")
#define FAULT_ROW(name, member, sense)                                                             \
    QUANTITY(name, PROBABILITY, struct link_direction, faults.member, "0 %", 0, LINK_BILLION,      \
             sense, "assumed: a clean line")
#define LATENESS_ROW                                                                               \
    QUANTITY("reorder_delay", TIME, struct link_direction, faults.reorder_delay, "0 s", 0, HOURS,  \
             "by which such a packet is late", "assumed: a clean line")
#define MTU_ROW(why)                                                                               \
    QUANTITY("mtu", COUNT, struct link_direction, mtu, "1500", LINK_MTU_MIN, LINK_MTU_MAX,         \
             "bytes of the largest IP packet; larger ones travel in fragments", why)

static const char *const icmp_words[] = {"on", "off", NULL};

static const struct schema_field shaper_rows[] = {
    QUANTITY("rate", RATE, struct link_direction, shaped, "none", KBPS, 100 * GBPS,
             "rate to which a token bucket holds the traffic", "assumed: a line that is not shaped",
             .word = "none"),
    QUANTITY("burst", SIZE, struct link_direction, burst, "8 kB", 1, 1000000000,
             "depth of the bucket", "assumed: a few packets of full size"),
};
static const struct schema_group shaper = {GROUP(shaper_rows), .finish = derive_shaper};

static const struct schema_field link_rows[] = {
    RATE_ROW("384 kbps", "bit rate of the line; unlimited: it has a delay only",
             "known: the white paper's WAN"),
    DELAY_ROW("8 ms", "propagation, one way", "assumed: half of 16 ms"),
    JITTER_ROW,
    VALUE("framing", FRAMING, NOWHERE, "ppp", "bytes around each IP packet",
          "assumed: a serial line", MODELLED),
    MTU_ROW("known: Ethernet's (RFC 894), and serial lines' default; PPPoE takes 1492 (RFC 2516)"),
    VALUE(
        "icmp", CHOICE, AT(struct link_direction, icmp), "on",
        "whether the router before it says that a packet that must not be fragmented does not fit",
        "known: what RFC 1191 asks of routers; filters stop it", .words = icmp_words),
    NESTED("queue", MAP, NOWHERE, schema_queue, "before the line"),
    QUANTITY(
        "fragment", TIME, struct link_direction, fragment, "none", MILLISECONDS, SECONDS,
        "what would take the line longer goes in fragments (RFC 1990), between which packets of "
        "classes with priority go; of a queue that is priority or drr",
        "assumed: none, as on lines of 768 kbps and more; slower ones have 10 ms", .word = "none",
        .matters = derive_interleaves),
    NESTED("shaper", MAP, NOWHERE, shaper, "a token bucket in front of the line"),
    FAULT_ROW("loss", loss, "packets lost on the way"),
    FAULT_ROW("duplicate", duplicate, "packets that arrive twice"),
    FAULT_ROW("reorder", reorder, "packets that others overtake"),
    LATENESS_ROW,
    FAULT_ROW("corrupt", corrupt, "packets with a changed byte that no checksum finds"),
};
const struct schema_group schema_link = {GROUP(link_rows), .finish = derive_link};

/* The round trip is no member of a struct, but split between the two directions. */
struct round_trip {
    sim_time rtt;
};

static const struct schema_field wan_rows[] = {
    QUANTITY("rtt", TIME, struct round_trip, rtt, "16 ms", 0, HOURS,
             "propagation both ways together",
             "assumed: with the phone's turnaround, 20 ms give the published times", MODELLED),
    NESTED("down", MAP, NOWHERE, schema_link, "towards the phones, where it differs"),
    NESTED("up", MAP, NOWHERE, schema_link, "from the phones, where it differs"),
};
const struct schema_group schema_wan = {GROUP(wan_rows), .common = &schema_link};

static const struct schema_field head_end_rows[] = {
    QUANTITY("rtt", TIME, struct round_trip, rtt, "0 s", 0, HOURS, "propagation both ways together",
             "assumed: in the sites' own lines"),
    NESTED("down", MAP, NOWHERE, schema_link, "towards the sites, where it differs"),
    NESTED("up", MAP, NOWHERE, schema_link, "from the sites, where it differs"),
};
const struct schema_group schema_head_end = {GROUP(head_end_rows), .common = &schema_link,
                                             .finish = derive_head_end};

static const struct schema_field lan_queue_rows[] = {
    VALUE("discipline", FIXED, NOWHERE, "fifo", "who goes next: the first that came",
          "assumed: a port is fast", MODELLED),
    VALUE("limit", QUEUE_LIMIT, AT(struct link_direction, queue), "1000 packets",
          "packets or bytes that wait; what comes beyond is dropped", "assumed: a switch port",
          MODELLED),
};
static const struct schema_group lan_queue = {GROUP(lan_queue_rows)};

static const struct schema_field lan_rows[] = {
    RATE_ROW("100 Mbps", "bit rate of every port of the switch",
             "assumed: phones have a port of 100 Mbps"),
    DELAY_ROW("5 us", "propagation and forwarding of a port, one way", "assumed: cable and switch"),
    JITTER_ROW,
    MTU_ROW("known: Ethernet's (RFC 894); jumbo frames have up to 9216"),
    NESTED("queue", MAP, NOWHERE, lan_queue, "before each port"),
    FAULT_ROW("loss", loss, "packets lost on the way"),
    FAULT_ROW("duplicate", duplicate, "packets that arrive twice"),
    FAULT_ROW("reorder", reorder, "packets that others overtake"),
    LATENESS_ROW,
    FAULT_ROW("corrupt", corrupt, "packets with a changed byte that no checksum finds"),
};
const struct schema_group schema_lan = {GROUP(lan_rows), .short_key = "rate",
                                        .finish = derive_link};
