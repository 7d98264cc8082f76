/* The ways of a tree: a node sends up what is not below it. What is below has the numbers that
 * follow its own, so that a table of these is enough, as long as all trees are low: of the sites'
 * the root has a line for every router and switch, a site's router for its own few. */
#include <stdlib.h>

#include "base/memory.h"
#include "sim/native/native.h"

/* The next channel of the node that leads away from `up` to a router or a switch, from `*i` on. */
static struct channel *next_below(const struct native_node *node, uint32_t *i)
{
    while (*i < node->out_count) {
        struct channel *out = node->out[(*i)++];
        if (!out->to->host && (!node->up || out->link != node->up->link))
            return out;
    }
    return NULL;
}

/* A node on the way down from the root, and which of its channels comes next. */
struct step {
    struct native_node *node;
    uint32_t next;
};

/* All below the node are numbered: writes down which way they are. */
static void list_below(struct native_node *node, uint32_t end)
{
    struct channel *out;
    node->below_count = end - node->number;
    node->below = mem_calloc(node->below_count, sizeof(struct channel *));
    for (uint32_t i = 0; (out = next_below(node, &i));)
        for (uint32_t k = 0; k < out->to->below_count; k++)
            node->below[out->to->number - node->number + k] = out;
}

/* Without recursion: a chain may be as long as memory allows. `steps` has room for every node. */
static void number_from(struct native *n, struct native_node *root, struct step *steps)
{
    uint32_t depth = 1, number = 1;
    steps[0] = (struct step){.node = root};
    while (depth) {
        struct step *step = &steps[depth - 1];
        struct channel *out = next_below(step->node, &step->next);
        if (!out) {
            list_below(step->node, number);
            depth--;
            continue;
        }
        out->to->up = native_reverse(n, out);
        out->to->number = number++;
        steps[depth++] = (struct step){.node = out->to};
    }
}

void native_find_ways(struct native *n)
{
    const uint32_t count = n->topology->node_count;
    uint32_t root = 0;
    while (root < count && n->nodes[root].host)
        root++;
    if (root == count)
        return; /* two hosts on a link: nobody else is there */
    struct step *steps = mem_calloc(count, sizeof *steps);
    number_from(n, &n->nodes[root], steps);
    free(steps);
    for (uint32_t h = 0; h < n->host_count; h++)
        n->hosts[h].place = n->hosts[h].attached->number;
}
