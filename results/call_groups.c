/* Calls put together by codec and class; there are few of each. */
#include "results/call_groups.h"

#include "base/memory.h"
#include "results/tables.h"

#define OF_CALLS(member) CELL_AT(0, struct call_group, calls.member)

static const struct column call_groups_columns[] = {
    {"name", CELL_SHORT, CELL_AT(0, struct call_group, name), .meaning = "the next two"},
    {"codec", CELL_TEXT, CELL_AT(0, struct call_group, codec), .meaning = "its name"},
    {"class", CELL_TEXT, CELL_AT(0, struct call_group, service_class),
     .meaning = "the packets' code point"},
    {"count", CELL_COUNT, OF_CALLS(count), .meaning = "calls of that codec and class"},
    {"direction", CELL_WORD, OF_CALLS(direction), .words = direction_names,
     .meaning = "which is heard worse: what follows is of it, but where it says otherwise"},
    {"packets", CELL_COUNT, OF_CALLS(packets), .meaning = "sent"},
    {"lost", CELL_SHARE, OF_CALLS(lost), .meaning = "of the packets: their speech was not heard"},
    {"lost_late", CELL_SHARE, OF_CALLS(late), .meaning = "of these those that came too late"},
    {"lost_buffer", CELL_SHARE, OF_CALLS(no_room),
     .meaning = "and those that found the playout buffer full"},
    {"delay_mean_s", CELL_TIME, OF_CALLS(delay_mean),
     .meaning = "a packet takes through the network"},
    {"delay_p95_s", CELL_TIME, OF_CALLS(delay_p95),
     .meaning = "95 % of the packets take no longer"},
    {"delay_max_s", CELL_TIME, OF_CALLS(delay_max), .meaning = "the longest"},
    {"jitter_s", CELL_TIME, OF_CALLS(jitter), .meaning = "RFC 3550's, mean over talk spurts"},
    {"mos", CELL_REAL, OF_CALLS(mos), .meaning = "mean opinion score, mean over talk spurts"},
    {"mos_before", CELL_REAL, OF_CALLS(mos_before), .meaning = "before the first reset"},
    {"mos_other", CELL_REAL, OF_CALLS(mos_other),
     .meaning = "of the direction that is heard better"},
    {"mos_worst_call", CELL_REAL, OF_CALLS(mos_worst_call),
     .meaning = "of the call, and of either direction, where it is lowest"},
    {"mos_worst_spurt", CELL_REAL, OF_CALLS(mos_worst_spurt),
     .meaning = "of the talk spurt where it is lowest"},
};

const struct table call_groups_table = TABLE("calls.by_class", call_groups_columns);

static struct text call_group_name(const struct call_info *call)
{
    struct text name;
    snprintf(name.text, sizeof name.text, "%.20s%s%.16s", call->codec,
             call->service_class ? ", " : "", call->service_class ? call->service_class : "");
    return name;
}

size_t call_groups_summarise(const struct calls_record *c, struct call_group **groups)
{
    size_t count = 0;
    *groups = NULL;
    for (size_t i = 0; i < c->count; i++) {
        const struct call_info *call = c->list[i].info;
        if (!calls_is_first(c, i))
            continue;
        *groups = mem_resize(*groups, count + 1, sizeof **groups);
        struct call_group *g = &(*groups)[count++];
        *g = (struct call_group){.name = call_group_name(call),
                                 .codec = call->codec,
                                 .service_class = call->service_class};
        calls_summarise(&g->calls, c, call);
    }
    return count;
}
