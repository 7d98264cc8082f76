/* The part of the table of fields that is about the queue before a line: who goes next, and who is
 * dropped (sim/link.h). */
#include "scenarios/format/derive.h"
#include "scenarios/format/schema_rows.h"

static const char *const discipline_words[] = {
    [QUEUE_FIFO] = "fifo",         [QUEUE_PRIORITY] = "priority", [QUEUE_DRR] = "drr",
    [QUEUE_RED] = "red",           [QUEUE_WRED] = "wred",         [QUEUE_CODEL] = "codel",
    [QUEUE_FQ_CODEL] = "fq_codel", [QUEUE_DISCIPLINES] = NULL,
};

#define QUEUE_PACKETS_MAX 1000000

static const struct schema_field red_rows[] = {
    QUANTITY("least", PACKETS, struct link_red, least, "by limit", 1, QUEUE_PACKETS_MAX,
             "average queue below which none is dropped; by limit: a quarter of it",
             "assumed: Floyd's rule, a third of most (1997)", .word = "by limit"),
    QUANTITY("most", PACKETS, struct link_red, most, "by limit", 1, QUEUE_PACKETS_MAX,
             "average queue from which each is dropped; by limit: three quarters of it",
             "assumed: Floyd's rule, three times least (1997)", .word = "by limit"),
    QUANTITY("probability", PROBABILITY, struct link_red, probability, "10 %", 1, LINK_BILLION,
             "of a drop just below most", "known: Floyd's recommendation (1997)"),
    QUANTITY("weight", SHARE, struct link_red, weight, "0.2 %", 1, LINK_BILLION,
             "of the present queue in the average", "known: Floyd and Jacobson (1993)"),
};
static const struct schema_group red = {GROUP(red_rows)};
/* All but the last: classes share the queue, and its average. */
static const struct schema_group class_red = {
    .fields = red_rows, .field_count = sizeof red_rows / sizeof *red_rows - 1};

static const struct schema_field class_rows[] = {
    VALUE("dscp", CODE_POINTS, AT(struct link_class, dscp), NULL,
          "code points of its packets, of several with blanks between them: af41 af42",
          "a code point, such as ef", .required = true, MODELLED),
    QUANTITY(
        "share", SHARE, struct link_class, share, "none", 1, LINK_BILLION,
        "of the line's rate: to which a class with priority is held while others want the line, or which "
        "a class of drr has",
        "assumed: a class with priority is not held to any", .word = "none", MODELLED),
    VALUE("priority", SWITCH, AT(struct link_class, priority), "off",
          "of drr: whether it goes before those that have it not", "assumed: all have their turn",
          .matters = derive_is_given),
    QUANTITY("burst", TIME, struct link_class, burst, "200 ms", MILLISECONDS, MINUTES,
             "of a class with priority and a share: what it may send at once beyond it, as time at "
             "that rate",
             "known: Cisco's default (IOS, command priority)", MODELLED),
    QUANTITY("limit", PACKETS, struct link_class, limit, "the queue's", 1, QUEUE_PACKETS_MAX,
             "packets of it that wait", "assumed: as many as of the rest", .word = "the queue's"),
    NESTED("red", MAP, AT(struct link_class, red), class_red, "of wred: when it is dropped early",
           .matters = derive_is_given),
};
static const struct schema_group class = {GROUP(class_rows)};

static const struct schema_field queue_rows[] = {
    VALUE("discipline", CHOICE, AT(struct link_direction, queue.discipline), "fifo",
          "who goes next, and who is dropped (doc/model.md)", "assumed: the first that came",
          .words = discipline_words, MODELLED),
    VALUE("limit", QUEUE_LIMIT, AT(struct link_direction, queue), NULL,
          "packets or bytes that wait, with classes of each; what comes beyond is dropped",
          "assumed: with 10 packets the loaded round trip is the published one; known: codel and "
          "fq_codel mean to have room",
          .fallback_by = derive_queue_limit, MODELLED),
    NESTED("classes", LIST, ITEMS_AT(struct link_direction, queue.classes, queue.class_count),
           class, "of priority, drr and wred: packets treated alike, in their order",
           .matters = derive_has_classes, MODELLED),
    NESTED("red", MAP, AT(struct link_direction, queue.red), red,
           "of red, and of what is in no class of wred: when packets are dropped early",
           .matters = derive_has_red),
    QUANTITY("target", TIME, struct link_direction, queue.target, "5 ms", MICROSECONDS, HOURS,
             "of codel and fq_codel: wait that is taken for a standing queue's",
             "known: RFC 8289, 4.2; of a slow line at least a packet's time is better",
             .matters = derive_has_codel),
    QUANTITY("interval", TIME, struct link_direction, queue.interval, "100 ms", MICROSECONDS, HOURS,
             "of these: for which it is one, until the first is dropped", "known: RFC 8289, 4.3",
             .matters = derive_has_codel),
    QUANTITY("flows", COUNT, struct link_direction, queue.flows, "1024", 1, 65536,
             "of fq_codel: queues among which flows are spread", "known: RFC 8290, 5.2",
             .matters = derive_has_flows),
    QUANTITY(
        "quantum", SIZE, struct link_direction, queue.quantum, "by discipline", 1, 1000000,
        "what a flow (fq_codel), or the class with the least share (drr), sends in its turn; by "
        "discipline: 1,514 bytes of fq_codel, of drr the line's largest packet",
        "known: RFC 8290, 5.2; Shreedhar and Varghese (1995)", .word = "by discipline",
        .matters = derive_has_quantum),
};
const struct schema_group schema_queue = {GROUP(queue_rows), .finish = derive_queue};
