/* Sites by name, and when their links are measured. */
#include "results/record_site.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

void sites_record_fini(struct sites_record *s)
{
    free(s->list);
    *s = (struct sites_record){0};
}

uint32_t sites_record_add(struct sites_record *s, const char *name)
{
    size_t i = s->count;
    while (i > 0 &&
           strcmp(s->list[i - 1].name, name) != 0) /* phones of a site follow one another */
        i--;
    if (i == 0) {
        if (s->count == s->room) {
            s->room = s->room ? 2 * s->room : 8;
            s->list = mem_resize(s->list, s->room, sizeof *s->list);
        }
        s->list[s->count] = (struct site_record){.name = name, .first_reset = -1, .over = -1};
        i = ++s->count;
    }
    s->list[i - 1].phones++;
    return (uint32_t)i - 1;
}

/* The links come in the order of the sites: mostly the next one is meant. */
void sites_record_link(struct sites_record *s, struct link_record *l)
{
    for (size_t i = 0; i < s->count; i++, s->next++) {
        struct site_record *site = &s->list[s->next % s->count];
        if (strcmp(l->info->ends[1], site->name) == 0) {
            site->wan = l;
            l->of_site = true;
            return;
        }
    }
}

void site_record_reset(struct site_record *s, sim_time now)
{
    if (s->first_reset >= 0)
        return;
    s->first_reset = now;
    if (s->wan)
        link_record_begin(s->wan, now);
}

void site_record_ended(struct site_record *s, sim_time now)
{
    if (++s->ended < s->phones)
        return;
    s->over = now;
    if (s->wan)
        link_record_measure(s->wan, now);
}

void site_record_finish(struct site_record *s, sim_time now)
{
    if (s->ended < s->phones && s->wan)
        link_record_measure(s->wan, now);
}
