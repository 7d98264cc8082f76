/* Nodes and links appended to arrays, names to blocks; whether they make a network is checked by
 * the engine. */
#include "sim/topology.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

/* Names, short and many, stand side by side in blocks. */
struct topology_names {
    struct topology_names *next;
    size_t used, room;
    char text[];
};

void topology_init(struct topology *t)
{
    *t = (struct topology){0};
}

void topology_fini(struct topology *t)
{
    for (struct topology_names *next; t->names; t->names = next) {
        next = t->names->next;
        free(t->names);
    }
    free(t->nodes);
    free(t->links);
    topology_init(t);
}

/* Arrays double: whether one is full shows in its count, a power of two. */
static void *grown(void *array, uint32_t count, size_t size)
{
    const bool full = (count & (count - 1)) == 0;
    return full ? mem_resize(array, count ? 2 * (size_t)count : 1, size) : array;
}

static const char *keep_name(struct topology *t, const char *name)
{
    const size_t size = strlen(name) + 1;
    if (!t->names || t->names->room - t->names->used < size) {
        const size_t room = size > 4000 ? size : 4000;
        struct topology_names *block = mem_calloc(1, sizeof *block + room);
        *block = (struct topology_names){.next = t->names, .room = room};
        t->names = block;
    }
    char *kept = t->names->text + t->names->used;
    t->names->used += size;
    return memcpy(kept, name, size);
}

uint32_t topology_add_node(struct topology *t, enum node_kind kind, const char *name)
{
    t->nodes = grown(t->nodes, t->node_count, sizeof *t->nodes);
    t->nodes[t->node_count] = (struct topology_node){.kind = kind, .name = keep_name(t, name)};
    return t->node_count++;
}

uint32_t topology_add_host(struct topology *t, const char *name, uint32_t address, uint32_t prefix,
                           uint8_t prefix_length)
{
    const uint32_t i = topology_add_node(t, NODE_HOST, name);
    t->nodes[i].address = address;
    t->nodes[i].prefix = prefix;
    t->nodes[i].prefix_length = prefix_length;
    return i;
}

/* A host and its cable, the most by far, have one name, and keep it once. */
static const char *link_name(struct topology *t, const char *name, uint32_t b)
{
    const char *node_name = t->nodes[b].name;
    return strcmp(name, node_name) == 0 ? node_name : keep_name(t, name);
}

struct topology_link *topology_add_link(struct topology *t, const char *name, uint32_t a,
                                        uint32_t b, const struct link_direction *down,
                                        const struct link_direction *up)
{
    t->links = grown(t->links, t->link_count, sizeof *t->links);
    struct topology_link *link = &t->links[t->link_count++];
    *link = (struct topology_link){
        .name = link_name(t, name, b), .node = {a, b}, .direction = {down, up}};
    return link;
}
