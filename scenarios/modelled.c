/* The walk through what a scenario sets, against the rows' `modelled`; and the few values that are
 * refused though their field is known. */
#include "scenarios/modelled.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "models/analytic/site.h"
#include "models/tftp/packet.h"
#include "scenarios/delivery.h"
#include "scenarios/format/path.h"
#include "scenarios/format/walk.h"
#include "scenarios/site_traffic.h"

struct modelled {
    const struct scenario *s;
    char *list;  /* of what is not, NULL: all is */
    char *below; /* the path told last, when it is of a map or list: what is in it is not told */
};

static void modelled_add(struct modelled *m, const char *what)
{
    char *before = m->list;
    if (before && strstr(before, what)) /* of groups and sites that have it from one place */
        return;
    m->list = before ? mem_printf("%s, %s", before, what) : mem_strdup(what);
    free(before);
}

static bool modelled_is_default(const struct modelled *m, const struct walk_line *line)
{
    const struct schema_field *f = line->field;
    const char *text = f->fallback_by ? f->fallback_by(line->base) : f->fallback;
    struct error e;
    char *value = NULL;
    if (line->list)
        return !strcmp(line->text, "[]");
    const bool same =
        text && path_value(m->s, f, text, &value, &e) == 0 && !strcmp(value, line->text);
    free(value);
    return same;
}

static bool modelled_is_below(const struct modelled *m, const char *path)
{
    const size_t length = m->below ? strlen(m->below) : 0;
    return m->below && !strncmp(path, m->below, length) && strchr(".[", path[length]);
}

static bool modelled_is_a_whole(enum schema_kind kind)
{
    return kind == SCHEMA_LIST || kind == SCHEMA_WAN;
}

static void modelled_line(void *user, const struct walk_line *line)
{
    struct modelled *m = user;
    const bool whole = !line->text;
    if (line->field->modelled || modelled_is_below(m, line->path))
        return;
    if (whole && !modelled_is_a_whole(line->field->kind)) /* a map: its fields come next */
        return;
    if (!whole && (!line->node || modelled_is_default(m, line)))
        return;
    modelled_add(m, line->path);
    if (whole) {
        free(m->below);
        m->below = mem_strdup(line->path);
    }
}

/* --- values ------------------------------------------------------------------------------------
 */

static bool modelled_gets_what_it_has(const struct delivery *d)
{
    for (size_t i = 0; i < d->load_count; i++)
        if (d->loads[i] == (i ? d->loads[i - 1] : d->has))
            return true;
    return false;
}

static void modelled_group(struct modelled *m, const struct scenario_subnet *subnet,
                           const struct scenario_phones *group)
{
    const uint32_t most = LINK_MTU - NET_UDP_OVERHEAD - TFTP_DATA_HEADER;
    const struct delivery d = delivery_of(m->s, subnet, group, delivery_parts(group) - 1);
    const uint32_t blksize = d.client.blksize ? d.client.blksize : d.policy.blksizes[0];
    if (blksize > most && d.transport == PHONE_TFTP)
        modelled_add(m, "tftp.blksize over 1468 (packets in fragments)");
    if (d.transport != PHONE_TFTP && d.shares)
        modelled_add(m, "files by HTTP of phones that share (transport, upgrade_rule)");
    else if (d.transport == PHONE_HTTP && d.local)
        modelled_add(m, "files by HTTP from a load server (upgrade_rule)");
    if (modelled_gets_what_it_has(&d))
        modelled_add(m, "has (phones that have their load already)");
    if (d.shares && d.local)
        modelled_add(m, "load_server (of phones that share)");
    if (d.local ? d.servers[0] != 0 : d.servers[0] != 0)
        modelled_add(m, d.local ? "load_server (another than the subnet's first)"
                                : "server_order (another server than the first)");
}

/* Whether the class of all calls has tokens for what they send, also when all packets come at once:
 * then its policer drops nothing. */
static bool modelled_calls_may(const struct scenario_site *site, const struct link_direction *line,
                               const struct link_class *class)
{
    const double has = (double)link_bandwidth(line) * class->share / LINK_BILLION;
    const double burst = (double)(class->burst ? class->burst : LINK_BURST) / (double)SECONDS;
    double rate = 0, at_once = 0;
    for (size_t i = 0; i < site->traffic_count; i++) {
        const struct scenario_traffic *t = &site->traffic[i];
        if (t->kind != TRAFFIC_CALLS)
            continue;
        const double each = t->count * site_traffic_call_rate(t, line);
        rate += each;
        at_once += each * (double)t->packet / (double)SECONDS;
    }
    return !class->share || (rate <= has && at_once <= has * burst);
}

/* What goes behind the upgrade, or before it by more than one class, waits in a way of its own; and
 * so does a class that is held to less than it sends. */
static void modelled_classes(struct modelled *m, const struct scenario_site *site,
                             const struct link_direction *line)
{
    const struct link_queue *q = &line->queue;
    const struct scenario *s = m->s;
    const uint32_t upgrade = link_class_of(q, s->qos.firmware);
    const uint32_t calls = link_class_of(q, s->qos.voice), data = link_class_of(q, s->qos.data);
    if (q->discipline == QUEUE_FIFO)
        return;
    if (q->discipline != QUEUE_PRIORITY) {
        modelled_add(m, "wan.queue.discipline (another than fifo and priority)");
        return;
    }
    if (upgrade < q->class_count && q->classes[upgrade].share)
        modelled_add(m, "wan.queue.classes (the upgrade in one with a share)");
    if (site_traffic_calls(site) &&
        (calls > upgrade ||
         (calls < q->class_count && !modelled_calls_may(site, line, &q->classes[calls]))))
        modelled_add(m, "wan.queue.classes (calls behind the upgrade, or over their share)");
    if (site_traffic_has_data(site) && data != upgrade)
        modelled_add(m, "wan.queue.classes (other traffic in another class than the upgrade)");
}

static void modelled_traffic(struct modelled *m, const struct scenario_site *site)
{
    for (size_t i = 0; i < site->traffic_count; i++) {
        const struct scenario_traffic *t = &site->traffic[i];
        if (t->kind == TRAFFIC_TCP)
            modelled_add(m, "traffic.kind (tcp)");
        else if (t->kind == TRAFFIC_PACKETS && t->arrivals == PACKETS_ON_OFF)
            modelled_add(m, "traffic.arrivals (on-off)");
    }
    modelled_classes(m, site, &site->down);
    modelled_classes(m, site, &site->up);
}

/* Whether the group fetches by TFTP, or by HTTP: a set of both, as bits. */
static unsigned modelled_transport(const struct scenario_phones *group)
{
    return scenario_phones_use_http(group) && !scenario_phones_use_load_server(group) ? 2 : 1;
}

static void modelled_site(struct modelled *m, const struct scenario_site *site)
{
    uint32_t groups = 0;
    unsigned transports = 0;
    for (size_t i = 0; i < site->subnet_count; i++) {
        const struct scenario_subnet *subnet = &site->subnets[i];
        for (size_t g = 0; g < subnet->phones_count; g++) {
            groups += delivery_parts(&subnet->phones[g]);
            transports |= modelled_transport(&subnet->phones[g]);
            modelled_group(m, subnet, &subnet->phones[g]);
        }
    }
    modelled_traffic(m, site);
    if (transports == 3)
        modelled_add(m, "files by HTTP beside TFTP at a site (transport, upgrade_rule)");
    if (groups > ANALYTIC_GROUPS)
        modelled_add(m, "phones (over 64 groups at a site)");
    if (site->subnet_count > ANALYTIC_SUBNETS)
        modelled_add(m, "subnets (over 64 at a site)");
}

int modelled_check(const struct scenario *s, struct error *e)
{
    struct modelled m = {.s = s};
    walk_scenario(s, modelled_line, &m);
    free(m.below);
    for (size_t i = 0; i < s->site_count; i++)
        modelled_site(&m, &s->sites[i]);
    const int status = m.list ? error_set(e, "not modelled: %s", m.list) : 0;
    free(m.list);
    return status;
}
