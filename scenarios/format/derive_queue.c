/* What of a queue's values does not fit together. */
#include "base/memory.h"
#include "scenarios/format/code_point.h"
#include "scenarios/format/derive.h"

#include <stdlib.h>

const char *derive_queue_limit(const void *base)
{
    const struct link_direction *d = base;
    switch (d->queue.discipline) {
    case QUEUE_CODEL:
        return "1000 packets";
    case QUEUE_FQ_CODEL: /* RFC 8290, 5.2.2 */
        return "10240 packets";
    case QUEUE_FIFO:
    case QUEUE_PRIORITY:
    case QUEUE_DRR:
    case QUEUE_RED:
    case QUEUE_WRED:
    case QUEUE_DISCIPLINES:
        break;
    }
    return "10 packets";
}

/* The disciplines, as bits. */
static bool queue_is_of(const void *base, unsigned disciplines)
{
    const struct link_direction *d = base;
    return disciplines >> d->queue.discipline & 1;
}

bool derive_has_classes(const void *link)
{
    return queue_is_of(link, 1 << QUEUE_PRIORITY | 1 << QUEUE_DRR | 1 << QUEUE_WRED);
}

bool derive_has_red(const void *link)
{
    return queue_is_of(link, 1 << QUEUE_RED | 1 << QUEUE_WRED);
}

bool derive_has_codel(const void *link)
{
    return queue_is_of(link, 1 << QUEUE_CODEL | 1 << QUEUE_FQ_CODEL);
}

bool derive_has_flows(const void *link)
{
    return queue_is_of(link, 1 << QUEUE_FQ_CODEL);
}

bool derive_has_quantum(const void *link)
{
    return queue_is_of(link, 1 << QUEUE_DRR | 1 << QUEUE_FQ_CODEL);
}

bool derive_interleaves(const void *link)
{
    return queue_is_of(link, 1 << QUEUE_PRIORITY | 1 << QUEUE_DRR);
}

bool derive_is_given(const void *class)
{
    (void)class;
    return false;
}

/* Where the member of a class is given, or else the class. */
static const struct tree_node *class_node(struct tree_places places, size_t index, const char *key)
{
    const struct tree_node *n = tree_item(tree_find(places, "classes"), index);
    return tree_child(n, key) ? tree_child(n, key) : n;
}

/* No packet is in two classes. */
static int queue_check_code_points(struct loader *l, const struct link_queue *q,
                                   struct tree_places places)
{
    uint64_t before = 0;
    for (uint32_t i = 0; i < q->class_count; i++) {
        const uint64_t twice = before & q->classes[i].dscp;
        if (twice) {
            char *names = code_points_write(twice);
            tree_error(l->tree, class_node(places, i, "dscp"), l->e,
                       "%s stands in an earlier class too; give it to one of them", names);
            free(names);
            return -1;
        }
        before |= q->classes[i].dscp;
    }
    return 0;
}

/* Of drr something is left for the rest; those that take turns have a share to do so by. */
static int queue_check_shares(struct loader *l, const struct link_queue *q,
                              struct tree_places places)
{
    const bool drr = q->discipline == QUEUE_DRR;
    uint64_t sum = 0;
    if (q->discipline == QUEUE_WRED)
        return 0;
    for (uint32_t i = 0; i < q->class_count; i++) {
        const struct link_class *c = &q->classes[i];
        sum += c->share;
        if (drr && !c->share && !c->priority)
            return tree_error(
                l->tree, class_node(places, i, "share"), l->e,
                "a class of drr takes its turn by its share; give one, such as '30 %%'");
        if (sum > LINK_BILLION || (drr && sum == LINK_BILLION))
            return tree_error(l->tree, class_node(places, i, "share"), l->e,
                              "the shares of the classes up to this one make %g %%, %s; give less",
                              (double)sum / 1e7,
                              drr ? "and what is in no class needs some too"
                                  : "more than the line has");
    }
    return 0;
}

static int queue_check_red(struct loader *l, const struct link_queue *q, const struct link_red *red,
                           const struct tree_node *n)
{
    const struct tree_places places = {.node = n};
    if (!red->least != !red->most)
        return tree_error(l->tree, n, l->e, "has one of least and most; give both, or none");
    if (red->least && red->least >= red->most)
        return tree_error(l->tree, tree_culprit(l->tree, places, "least"), l->e,
                          "is not less than most; give less");
    if (red->least && q->in_bytes)
        return tree_error(l->tree, tree_culprit(l->tree, places, "least"), l->e,
                          "is in packets, and the queue's limit in bytes; give that in packets");
    return 0;
}

static int queue_check_limits(struct loader *l, const struct link_queue *q,
                              struct tree_places places)
{
    for (uint32_t i = 0; i < q->class_count; i++) {
        const struct tree_node *n = class_node(places, i, "");
        if (q->classes[i].limit && q->in_bytes)
            return tree_error(l->tree, tree_child(n, "limit"), l->e,
                              "is in packets, and the queue's in bytes; give that in packets");
        if (queue_check_red(l, q, &q->classes[i].red, tree_child(n, "red")) < 0)
            return -1;
    }
    return queue_check_red(l, q, &q->red, tree_find(places, "red"));
}

int derive_queue(struct loader *l, void *base, struct tree_places places)
{
    const struct link_direction *d = base;
    const struct link_queue *q = &d->queue;
    if (derive_has_classes(d) && !q->class_count)
        return tree_error(
            l->tree, tree_culprit(l->tree, places, "discipline"), l->e,
            "has no classes; give some, such as 'classes: [{dscp: ef, share: 33 %%}]'");
    if (queue_check_code_points(l, q, places) < 0 || queue_check_shares(l, q, places) < 0)
        return -1;
    return queue_check_limits(l, q, places);
}
