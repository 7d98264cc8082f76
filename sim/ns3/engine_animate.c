/* Where nodes stand on the picture of an animation: a tree that grows to the right. The head
 * office's servers are left of its router; then come the sites' routers, their switches, and the
 * phones of each switch in rows, a subnet below the other. */
#include "sim/ns3/engine_private.h"

enum {
    COLUMN = 30, /* from a router to what is behind it */
    STEP = 8,    /* between phones */
    A_ROW = 10,  /* phones */
    NO_LINK = -1,
};

struct picture {
    struct ns3_net *n;
    int result; /* of libns3c's latest call that failed */
};

static void put(struct picture *p, uint32_t node, int32_t x, int32_t y)
{
    const int result = ns3c_place(p->n->nodes[node], x, y, p->n->topology->nodes[node].name);
    if (result < 0)
        p->result = result;
}

/* The node at the other end of the link, or false when the link does not begin or end at `node`. */
static bool leads_on(const struct topology_link *l, uint32_t node, uint32_t *to)
{
    if (l->node[0] != node && l->node[1] != node)
        return false;
    *to = l->node[l->node[0] == node];
    return true;
}

/* Puts the node's hosts in rows of `a_row`; returns where these end. */
static int32_t put_hosts(struct picture *p, uint32_t node, int32_t left, int32_t top, int32_t a_row)
{
    const struct topology *t = p->n->topology;
    int32_t count = 0;
    for (uint32_t i = 0; i < t->link_count; i++) {
        uint32_t to;
        if (!leads_on(&t->links[i], node, &to) || t->nodes[to].kind != NODE_HOST)
            continue;
        put(p, to, left + count % a_row * STEP, top + count / a_row * STEP);
        count++;
    }
    return top + (count + a_row - 1) / a_row * STEP;
}

/* Puts the node, and all behind it but what the link `from` leads to, from `top` on downwards;
 * returns where they end. The links form a tree. */
static int32_t put_tree(struct picture *p, uint32_t node, int64_t from, int32_t x, int32_t top)
{
    const struct topology *t = p->n->topology;
    const bool is_root = from == NO_LINK;
    int32_t bottom = is_root ? top : put_hosts(p, node, x + COLUMN, top, A_ROW);
    for (uint32_t i = 0; i < t->link_count; i++) {
        uint32_t to;
        if (i != from && leads_on(&t->links[i], node, &to) && t->nodes[to].kind != NODE_HOST)
            bottom = put_tree(p, to, i, x + COLUMN, bottom) + STEP;
    }
    const int32_t middle = top + (bottom - top) / 2;
    put(p, node, x, middle);
    if (is_root)
        put_hosts(p, node, x - COLUMN, middle, 1);
    return bottom;
}

/* The first that is no host. */
static uint32_t root_of(const struct topology *t)
{
    uint32_t root = 0;
    while (root + 1 < t->node_count && t->nodes[root].kind == NODE_HOST)
        root++;
    return root;
}

int ns3_animate(struct net *net, FILE *file, struct error *e)
{
    struct picture p = {.n = (struct ns3_net *)net};
    if (file)
        put_tree(&p, root_of(p.n->topology), NO_LINK, COLUMN, 0);
    if (p.result < 0 || ns3c_animate(p.n->sim, file) < 0)
        return ns3_failed(e);
    return 0;
}
