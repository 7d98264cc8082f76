/* What of traffic and queues has no effect, or not the one that is wanted: classes that nothing is
 * sent in, code points of what nobody sends, calls or packets that the line has no room for, how
 * long an adaptive receiver is told to wait, and calls that nobody hears before the upgrade. */
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "scenarios/format/code_point.h"
#include "scenarios/site_traffic.h"
#include "scenarios/unused_private.h"

/* What is sent beside the upgrade, all sites together. */
struct senders {
    bool calls, data;
};

static struct senders traffic_senders(const struct scenario *s)
{
    struct senders sends = {0};
    for (size_t i = 0; i < s->site_count; i++) {
        sends.calls |= site_traffic_calls(&s->sites[i]) > 0;
        sends.data |= site_traffic_has_data(&s->sites[i]);
    }
    return sends;
}

/* Code points of all that is sent; ICMP has best effort's. */
static uint64_t traffic_code_points(const struct scenario *s, const struct senders *sends,
                                    bool syslog)
{
    uint64_t set = 1 | (uint64_t)1 << s->qos.firmware;
    set |= (uint64_t)sends->calls << s->qos.voice;
    set |= (uint64_t)sends->data << s->qos.data;
    set |= (uint64_t)syslog << s->qos.syslog;
    return set;
}

/* --- classes --------------------------------------------------------------------------------- */

static void traffic_classes(const struct usage *u, const struct link_queue *q, uint64_t sent,
                            struct tree_places line)
{
    const struct tree_node *list = tree_find(tree_within(line, "queue"), "classes");
    for (uint32_t i = 0; i < q->class_count; i++) {
        if (q->classes[i].dscp & sent || q->discipline == QUEUE_FIFO)
            continue;
        char *names = code_points_write(sent);
        char *what = mem_printf("has no effect: nothing is sent with it; code points that are: %s "
                                "(qos)",
                                names);
        loader_warn(u->l, tree_child(tree_item(list, i), "dscp"), what);
        free(what);
        free(names);
    }
}

static void traffic_line_classes(const struct usage *u, const struct link_direction line[2],
                                 uint64_t sent, const struct tree_node *n)
{
    static const char *const names[2] = {"down", "up"};
    for (int d = 0; d < 2; d++) {
        const struct tree_node *own = tree_child(n, names[d]);
        const bool shared = d && !tree_child(tree_child(own, "queue"), "classes") &&
                            !tree_child(tree_child(tree_child(n, names[0]), "queue"), "classes");
        if (!shared) /* those of both have been looked at */
            traffic_classes(u, &line[d].queue, sent,
                            (struct tree_places){.node = own, .common = n});
    }
}

/* --- what fits ------------------------------------------------------------------------------- */

/* "2 x 27.2 kbps + 83.2 kbps", and how much that is. Free it; NULL: there are no calls. */
static char *traffic_sum_calls(const struct scenario_site *site, const struct link_direction *d,
                               uint64_t *sum)
{
    char *text = NULL;
    *sum = 0;
    for (size_t i = 0; i < site->traffic_count; i++) {
        const struct scenario_traffic *t = &site->traffic[i];
        if (t->kind != TRAFFIC_CALLS)
            continue;
        const uint64_t each = (uint64_t)site_traffic_call_rate(t, d);
        char *rate = quantity_write(QUANTITY_RATE, each), *before = text;
        text = mem_printf("%s%s%u x %s", before ? before : "", before ? " + " : "", t->count, rate);
        *sum += t->count * each;
        free(before);
        free(rate);
    }
    return text;
}

/* What calls have of the line: that of their class, where it is held to a share. */
static uint64_t traffic_room(const struct scenario *s, const struct link_direction *d, bool *class)
{
    const struct link_queue *q = &d->queue;
    const uint64_t rate = link_bandwidth(d);
    const uint32_t i = link_class_of(q, s->qos.voice);
    const uint32_t share = i < q->class_count ? q->classes[i].share : 0;
    *class = share && (q->discipline == QUEUE_PRIORITY || q->discipline == QUEUE_DRR);
    return *class ? (uint64_t)((double)rate * share / LINK_BILLION) : rate;
}

/* That they need more than they have, in a direction; NULL: they do not. Free it. */
static char *traffic_say_calls(const struct scenario *s, const struct scenario_site *site,
                               const struct link_direction *d)
{
    uint64_t sum;
    bool class;
    const uint64_t room = traffic_room(s, d, &class);
    char *calls = traffic_sum_calls(site, d, &sum), *what = NULL;
    if (calls && room != LINK_UNLIMITED && sum > room) {
        char *need = quantity_write(QUANTITY_RATE, sum), *has = quantity_write(QUANTITY_RATE, room);
        what = mem_printf("%s with wan.framing make %s of the %s that %s", calls, need, has,
                          class ? "their class has while others want the line" : "the line has");
        free(need);
        free(has);
    }
    free(calls);
    return what;
}

static bool traffic_calls_fit(const struct usage *u, const struct scenario_site *site,
                              const struct tree_node *traffic)
{
    char *what[2] = {traffic_say_calls(u->l->s, site, &site->down),
                     traffic_say_calls(u->l->s, site, &site->up)};
    const bool fit = !what[0] && !what[1];
    const bool same = what[0] && what[1] && !strcmp(what[0], what[1]);
    for (int d = 0; d < 2; d++) {
        if (!what[d] || (d && same))
            continue;
        char *line = mem_printf("calls do not fit%s: %s",
                                same ? ""
                                : d  ? " from the site"
                                     : " towards the site",
                                what[d]);
        loader_warn(u->l, traffic, line);
        free(line);
    }
    free(what[0]);
    free(what[1]);
    return fit;
}

/* An adaptive receiver decides by the delays that it hears. */
static void traffic_playouts(const struct usage *u, const struct scenario_site *site,
                             const struct tree_node *traffic)
{
    for (size_t i = 0; i < site->traffic_count; i++) {
        const struct tree_node *given = tree_child(tree_item(traffic, i), "playout");
        if (given && site->traffic[i].kind == TRAFFIC_CALLS && site->traffic[i].adaptive)
            loader_warn(u->l, given, "has no effect: adaptive is on; playout_min is the least");
    }
}

/* Calls before the upgrade are what those during it are compared with. */
static void traffic_before(const struct usage *u, const struct scenario_site *site,
                           const struct tree_node *traffic)
{
    sim_time call = TIME_NEVER, reset = TIME_NEVER;
    for (size_t i = 0; i < site->traffic_count; i++)
        if (site->traffic[i].kind == TRAFFIC_CALLS)
            call = time_min(call, site->traffic[i].start);
    for (size_t i = 0; i < site->subnet_count; i++)
        for (size_t g = 0; g < site->subnets[i].phones_count; g++)
            reset = time_min(reset, site->subnets[i].phones[g].reset.at);
    if (call == TIME_NEVER || call < reset)
        return;
    char *at = quantity_write(QUANTITY_TIME, (uint64_t)reset);
    char *what = mem_printf("no call is heard before the upgrade, to compare with: reset.at is %s; "
                            "give a later one, such as '30 s'",
                            at);
    loader_warn(u->l, traffic, what);
    free(what);
    free(at);
}

static bool traffic_packets_fit(const struct usage *u, const struct scenario_site *site,
                                const struct tree_node *traffic)
{
    bool fit = true;
    for (size_t i = 0; i < site->traffic_count; i++) {
        const struct scenario_traffic *t = &site->traffic[i];
        const struct link_direction *d = &site->line[t->direction == DIRECTION_UP];
        if (t->kind != TRAFFIC_PACKETS || t->rate <= link_bandwidth(d))
            continue;
        fit = false;
        char *has = quantity_write(QUANTITY_RATE, link_bandwidth(d));
        char *what = mem_printf("is more than the line has, %s: what does not fit is dropped", has);
        loader_warn(u->l, tree_child(tree_item(traffic, i), "rate"), what);
        free(what);
        free(has);
    }
    return fit;
}

/* Bits that others want of a direction in a second, at least: packets without their framing. */
static uint64_t traffic_sum(const struct scenario_site *site, int direction)
{
    const struct link_direction *d = &site->line[direction];
    uint64_t sum = (uint64_t)site_traffic_busy_rate(site, direction);
    for (size_t i = 0; i < site->traffic_count; i++) {
        const struct scenario_traffic *t = &site->traffic[i];
        if (t->stop != TIME_NEVER)
            continue; /* that may be before others begin */
        if (t->kind == TRAFFIC_CALLS)
            sum += t->count * (uint64_t)site_traffic_call_rate(t, d);
        else if (t->kind == TRAFFIC_PACKETS && site_traffic_goes(t, direction))
            sum += t->rate;
    }
    return sum;
}

/* Packets of others that a run is not to wait for: some minutes of computing. */
#define TRAFFIC_MANY 50e6

/* Nobody may ever be back where others fill a line, and until the run ends they go on. */
static void traffic_ends(const struct usage *u, const struct scenario_site *site,
                         const struct tree_node *n)
{
    const sim_time limit = u->l->s->limit;
    const double packets = site_traffic_endless(site) * time_seconds(limit);
    bool full = false;
    for (int d = 0; d < 2; d++) {
        const uint64_t room = link_bandwidth(&site->line[d]);
        full |= room != LINK_UNLIMITED && traffic_sum(site, d) >= room;
    }
    if (!full || packets < TRAFFIC_MANY)
        return;
    char *until = quantity_write(QUANTITY_TIME, (uint64_t)limit);
    char *what = mem_printf("others fill the line until the run ends: %.0f packets/s, %.0f million "
                            "in %s; give them a stop, or a shorter run.limit, such as '1 h'",
                            site_traffic_endless(site), packets / 1e6, until);
    loader_warn(u->l, n, what);
    free(what);
    free(until);
}

/* All together, where none is too much by itself. */
static void traffic_leaves_room(const struct usage *u, const struct scenario_site *site,
                                const struct tree_node *n)
{
    static const char *const ways[2] = {"towards", "from"};
    const struct tree_node *traffic = tree_child(n, "traffic"), *busy = tree_child(n, "busy");
    for (int d = 0; d < 2; d++) {
        const uint64_t room = link_bandwidth(&site->line[d]), sum = traffic_sum(site, d);
        if (room == LINK_UNLIMITED || sum < room)
            continue;
        char *has = quantity_write(QUANTITY_RATE, room), *need = quantity_write(QUANTITY_RATE, sum);
        char *what = mem_printf("all that is on the line %s the site makes %s of its %s, which "
                                "leaves nothing for the upgrade but what others lose",
                                ways[d], need, has);
        loader_warn(u->l, traffic ? traffic : busy, what);
        free(what);
        free(need);
        free(has);
        return; /* the other way says no more */
    }
}

void unused_traffic(const struct usage *u)
{
    const struct scenario *s = u->l->s;
    const struct tree_node *root = u->l->tree->root, *sites = tree_child(root, "sites");
    const struct senders sends = traffic_senders(s);
    const uint64_t sent = traffic_code_points(s, &sends, u->sharing && s->log_server);
    for (size_t i = 0; i < s->site_count; i++) {
        const struct scenario_site *site = &s->sites[i];
        const struct tree_node *n = sites ? tree_item(sites, i) : root;
        const struct tree_node *traffic = tree_child(n, "traffic");
        traffic_line_classes(u, site->line, sent, tree_child(n, "wan"));
        traffic_playouts(u, site, traffic);
        traffic_before(u, site, traffic);
        const bool calls_fit = traffic_calls_fit(u, site, traffic);
        if (traffic_packets_fit(u, site, traffic) && calls_fit)
            traffic_leaves_room(u, site, n);
        traffic_ends(u, site, traffic ? traffic : tree_child(n, "busy"));
    }
    if (s->head_end.there)
        traffic_line_classes(u, s->head_end.line, sent, tree_child(root, "head_end"));
    if (!sends.calls)
        unused_of_scenario(u, "qos", "voice", false, "there are no calls (traffic)");
    if (!sends.data)
        unused_of_scenario(u, "qos", "data", false, "there is no other traffic (traffic, busy)");
    if (!(u->sharing && s->log_server))
        unused_of_scenario(u, "qos", "syslog", true, "there is no log server that phones write to");
}
