/* The steps one after the other, and the values that follow from them, each with what it is of. */
#include "studies/capture_analysis.h"

#include <inttypes.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/memory.h"

enum { ACK_BYTES = 32 }; /* of an ACK's IP packet */
#define ROOMY 1000.0     /* packets, of a queue of which none was lost */
#define NO_TIME 1e-6     /* s; what is shorter is none */
#define PAUSE 0.02       /* s; what is shorter is no writing */

static struct capture_value *values_add(struct capture_analysis *a, const char *field,
                                        enum capture_value_kind kind, double value,
                                        enum capture_sure sure)
{
    struct capture_value *v = &a->values[a->value_count++];
    *v = (struct capture_value){.field = field, .kind = kind, .value = value, .sure = sure};
    return v;
}

static __attribute__((format(printf, 2, 3))) void values_from(struct capture_value *v,
                                                              const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(v->from, sizeof v->from, format, arguments);
    va_end(arguments);
}

/* Others that deal with as many options are as good a guess. */
static enum capture_sure values_name_sure(const struct capture_side *side)
{
    size_t alike = 0;
    for (size_t i = 0; i < side->count; i++)
        alike += side->fits[i].fits && side->fits[i].explained == side->fits[side->best].explained;
    return !side->fitting       ? CAPTURE_NOT_TOLD
           : side->fitting == 1 ? CAPTURE_SURE
           : alike == 1         ? CAPTURE_LIKELY
                                : CAPTURE_GUESSED;
}

static void values_word(struct capture_analysis *a, const char *field, const char *word,
                        const struct capture_side *side)
{
    struct capture_value *v = values_add(a, field, CAPTURE_VALUE_WORD, 0, values_name_sure(side));
    v->word = word;
    char others[128] = "";
    size_t length = 0;
    for (size_t i = 0; i < side->count && length < sizeof others; i++)
        if (side->fits[i].fits && i != side->best)
            length += (size_t)snprintf(others + length, sizeof others - length, "%s%s",
                                       length ? ", " : "", side->fits[i].name);
    if (side->fitting)
        values_from(v, "options and %zu repetitions%s%s", side->repeats,
                    *others ? "; these fit too: " : "; no other one fits", others);
    else
        values_from(v, "none fits the options and the times of %zu repetitions", side->repeats);
}

static void values_policies(struct capture_analysis *a)
{
    const struct capture_side *server = &a->policies.server, *client = &a->policies.client;
    const char *kind = server->fitting ? server->fits[server->best].name : "generic";
    const char *policy = client->fitting ? client->fits[client->best].name : "cisco-7900";
    values_word(a, "server.kind", kind, server);
    values_word(a, "tftp.policy", policy, client);
}

/* The transfer that tells what is asked for: the first that was answered. */
static const struct capture_transfer *values_example(const struct capture_analysis *a)
{
    for (size_t i = 0; i < a->transfers.count; i++)
        if (a->transfers.list[i].blocks)
            return &a->transfers.list[i];
    return &a->transfers.list[0];
}

static bool values_asks_by_itself(const struct tftp_client_policy *p, uint32_t blksize)
{
    return p->blksizes[0] == blksize;
}

static void values_asked(struct capture_analysis *a, const char *field, double value)
{
    values_from(values_add(a, field, CAPTURE_VALUE_COUNT, value, CAPTURE_SURE), "the requests");
}

static void values_granted(struct capture_analysis *a, const char *field, double value)
{
    values_from(values_add(a, field, CAPTURE_VALUE_COUNT, value, CAPTURE_SURE),
                "the server's OACKs: less than was asked for");
}

static bool values_rolls_to_1(const struct capture_analysis *a)
{
    for (size_t i = 0; i < a->transfers.count; i++)
        if (a->transfers.list[i].rollover == TFTP_ROLLOVER_TO_1)
            return true;
    return false;
}

/* What clients ask for beside what their policy asks for by itself, and what the server lowers. */
static void values_options(struct capture_analysis *a)
{
    const struct capture_transfer *t = values_example(a);
    const struct capture_side *client = &a->policies.client;
    const struct tftp_client_policy *p = tftp_client_policy_at(client->fitting ? client->best : 0);
    const uint8_t asked = t->asked.valid;
    if (asked & TFTP_OPTION_BLKSIZE && !values_asks_by_itself(p, t->asked.blksize))
        values_asked(a, "tftp.blksize", t->asked.blksize);
    if (asked & TFTP_OPTION_WINDOWSIZE)
        values_asked(a, "tftp.windowsize", t->asked.windowsize);
    if (asked & TFTP_OPTION_TIMEOUT && !p->timeout)
        values_asked(a, "tftp.timeout", t->asked.timeout);
    if (asked & TFTP_OPTION_TSIZE && !p->tsize) {
        struct capture_value *v = values_add(a, "tftp.tsize", CAPTURE_VALUE_WORD, 0, CAPTURE_SURE);
        v->word = "on";
        values_from(v, "the requests");
    }
    if (values_rolls_to_1(a)) {
        struct capture_value *v =
            values_add(a, "tftp.rollover", CAPTURE_VALUE_COUNT, 1, CAPTURE_SURE);
        values_from(v, "the number of the block after 65535");
    }
    if (t->oack && asked & t->granted.valid & TFTP_OPTION_BLKSIZE &&
        t->granted.blksize < t->asked.blksize)
        values_granted(a, "server.blksize", t->granted.blksize);
    if (t->oack && asked & t->granted.valid & TFTP_OPTION_WINDOWSIZE &&
        t->granted.windowsize < t->asked.windowsize)
        values_granted(a, "server.windowsize", t->granted.windowsize);
}

static void values_queue(struct capture_analysis *a)
{
    const struct capture_line *l = &a->line;
    struct capture_value *v;
    if (l->queue_sure == CAPTURE_NOT_TOLD || l->queue < 1) {
        v = values_add(a, "wan.queue.limit", CAPTURE_VALUE_COUNT, ROOMY, CAPTURE_NOT_TOLD);
        values_from(v, "no packet is known to have waited for the line");
        return;
    }
    if (l->queue_is_least || a->loss.random) {
        v = values_add(a, "wan.queue.limit", CAPTURE_VALUE_COUNT, fmax(ROOMY, l->queue),
                       CAPTURE_NOT_TOLD);
        values_from(v,
                    "no packet is known to be lost there: it holds at least %.0f, as packets have "
                    "waited %.1f ms",
                    l->queue, 1e3 * l->full);
        return;
    }
    v = values_add(a, "wan.queue.limit", CAPTURE_VALUE_COUNT, l->queue, l->queue_sure);
    values_from(v,
                "the longest wait but for one in a hundred, %.1f ms, of packets that were not lost "
                "where others were",
                1e3 * l->full);
}

/* What a queue has lost is its limit's doing. */
static void values_loss(struct capture_analysis *a)
{
    const struct capture_loss *l = &a->loss;
    if (!l->random)
        return;
    struct capture_value *v =
        values_add(a, "wan.loss", CAPTURE_VALUE_SHARE, l->share, CAPTURE_GUESSED);
    v->low = l->low;
    v->high = l->high;
    if (v->high - v->low <= 0.5 * l->share)
        v->sure = CAPTURE_LIKELY;
    values_from(v,
                "%" PRIu64 " of %" PRIu64 " packets did not arrive, most of them while the queue "
                "was not full",
                l->events, l->packets);
}

static void values_rate(struct capture_analysis *a)
{
    static const char *const from[] = {
        [CAPTURE_RATE_PAIRS] = "blocks that had waited one behind the other",
        [CAPTURE_RATE_BURSTS] = "blocks of one window, one behind the other",
        [CAPTURE_RATE_SIZES] = "short blocks, which are back sooner than full ones"};
    const struct capture_line *l = &a->line;
    const bool told = l->from != CAPTURE_RATE_NONE;
    struct capture_value *v =
        values_add(a, "wan.rate", CAPTURE_VALUE_RATE, told ? l->rate : INFINITY, l->rate_sure);
    if (told) {
        v->low = l->rate_low;
        v->high = l->rate_high;
        values_from(v, "%zu %s; of IP packets, so a link's own framing is in it", l->rate_count,
                    from[l->from]);
    } else {
        values_from(v,
                    "no block has waited for another one; at least %.0f kbps, which were seen: "
                    "capture while several phones download",
                    l->least / 1e3);
    }
    values_queue(a);
}

static double values_at_least_none(double value)
{
    return value > NO_TIME ? value : 0;
}

/* One side of a round, less `less` and divided by `by`. */
static void values_time(struct capture_analysis *a, const char *field,
                        const struct capture_base *base, double less, double by, const char *what)
{
    const double value = values_at_least_none((base->value - less) / by);
    struct capture_value *v = values_add(a, field, CAPTURE_VALUE_TIME, value,
                                         base->count ? CAPTURE_SURE : CAPTURE_GUESSED);
    if (!base->count) {
        values_from(v, "the least of all rounds, in which blocks may have waited: %s", what);
        return;
    }
    v->low = values_at_least_none((base->low - less) / by);
    v->high = values_at_least_none((base->high - less) / by);
    const double wide = v->high - v->low;
    v->sure = wide <= 0.1 * value   ? CAPTURE_SURE
              : wide <= 0.5 * value ? CAPTURE_LIKELY
                                    : CAPTURE_GUESSED;
    values_from(v, "%zu rounds: %s", base->count, what);
}

static void values_none(struct capture_analysis *a, const char *field, const char *in)
{
    values_from(values_add(a, field, CAPTURE_VALUE_TIME, 0, CAPTURE_NOT_TOLD),
                "a capture there cannot tell it from the round trip: it is in %s", in);
}

static struct capture_base values_sum(const struct capture_base *a, const struct capture_base *b)
{
    return (struct capture_base){a->value + b->value, a->low + b->low, a->high + b->high,
                                 a->count < b->count ? a->count : b->count};
}

/* What a round takes, given to the parts that can be told apart where the capture was taken. */
static void values_round(struct capture_analysis *a)
{
    const struct capture_line *l = &a->line;
    const double ack = l->rate > 0 ? 8 * ACK_BYTES / l->rate : 0;
    const struct capture_base all = values_sum(&l->client, &l->server);
    switch (a->rounds.where) {
    case CAPTURE_AT_SERVER:
        values_time(a, "wan.rtt", &l->client, ack, 1,
                    "round trip and the clients' turn-around together, from a block to its ACK");
        values_none(a, "phone.turnaround", "wan.rtt");
        values_time(a, "server.cpu", &l->server, 0, 2,
                    "half of the time from an ACK to the next block");
        break;
    case CAPTURE_AT_CLIENT:
        values_time(a, "wan.rtt", &l->server, ack, 1,
                    "round trip and the server's work together, from an ACK to the next block");
        values_time(a, "phone.turnaround", &l->client, 0, 1, "from a block to its ACK");
        values_none(a, "server.cpu", "wan.rtt");
        break;
    case CAPTURE_BETWEEN:
        values_time(a, "wan.rtt", &all, ack, 1,
                    "round trip, turn-around and the server's work together");
        values_none(a, "phone.turnaround", "wan.rtt");
        values_none(a, "server.cpu", "wan.rtt");
        break;
    }
    a->round_time = all.value;
}

/* From the last ACK of a file to the request for the next one. */
static void values_pause(struct capture_analysis *a)
{
    const struct capture_transfers *t = &a->transfers;
    double pause = 0, bytes = 0;
    size_t count = 0;
    for (size_t i = 0; i < t->count; i++) {
        const struct capture_transfer *before = &t->list[t->list[i].before];
        if (t->list[i].before == i || before->end != CAPTURE_COMPLETED)
            continue;
        count++;
        pause += time_seconds(t->list[i].first - before->last);
        bytes += (double)before->bytes;
    }
    const bool told = count && pause / (double)count > PAUSE;
    struct capture_value *v =
        values_add(a, "phone.flash", CAPTURE_VALUE_BYTES_PER_SECOND, told ? bytes / pause : 1e9,
                   told ? CAPTURE_LIKELY : CAPTURE_NOT_TOLD);
    if (told)
        values_from(v, "%zu pauses from one file to the next, %.1f ms on average", count,
                    1e3 * pause / (double)count);
    else
        values_from(v, "no pause between files was seen");
}

static void values_census(struct capture_analysis *a)
{
    const struct capture_transfers *t = &a->transfers;
    a->first = t->list[0].first;
    a->last = a->first;
    for (size_t i = 0; i < t->count; i++) {
        const bool done = t->list[i].end == CAPTURE_COMPLETED;
        a->completed += done;
        a->half += t->list[i].end == CAPTURE_UNFINISHED;
        if (done && t->list[i].last > a->last)
            a->last = t->list[i].last;
    }
}

static int analyse(struct capture_analysis *a)
{
    capture_rounds_find(&a->rounds, &a->transfers);
    capture_line_find(&a->line, &a->rounds, &a->transfers);
    capture_loss_find(&a->loss, &a->line, &a->rounds, &a->transfers);
    capture_policies_find(&a->policies, &a->line, &a->transfers);
    values_census(a);
    values_policies(a);
    values_options(a);
    values_rate(a);
    values_loss(a);
    values_round(a);
    values_pause(a);
    return 0;
}

int capture_analyse(struct capture_analysis *a, const char *path, struct error *e)
{
    *a = (struct capture_analysis){.value_count = 0};
    return capture_transfers_read(&a->transfers, path, e) < 0 ? -1 : analyse(a);
}

int capture_analyse_stream(struct capture_analysis *a, FILE *file, const char *path,
                           struct error *e)
{
    *a = (struct capture_analysis){.value_count = 0};
    return capture_transfers_read_stream(&a->transfers, file, path, e) < 0 ? -1 : analyse(a);
}

void capture_analysis_free(struct capture_analysis *a)
{
    capture_rounds_free(&a->rounds);
    capture_transfers_free(&a->transfers);
}

/* Times and rates to a thousandth of what they are, at least; a scenario reads both forms. */
char *capture_value_text(const struct capture_value *v)
{
    switch (v->kind) {
    case CAPTURE_VALUE_WORD:
        return mem_strdup(v->word);
    case CAPTURE_VALUE_TIME:
        return mem_printf("%.4f ms", 1e3 * v->value);
    case CAPTURE_VALUE_RATE:
        return isfinite(v->value) ? mem_printf("%.2f kbps", v->value / 1e3)
                                  : mem_strdup("unlimited");
    case CAPTURE_VALUE_COUNT:
        return mem_printf("%.0f", v->value);
    case CAPTURE_VALUE_SHARE:
        return mem_printf("%.4f %%", 100 * v->value);
    case CAPTURE_VALUE_BYTES_PER_SECOND:
        return v->value < 1e9 ? mem_printf("%.0f kB/s", v->value / 1e3) : mem_strdup("1 GB/s");
    }
    return NULL;
}
