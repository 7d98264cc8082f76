/* Lines are written when time has gone on, so that those of one time can be sorted; no more than
 * these are in memory. */
#include "results/events.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "results/tables.h" /* direction_names */
#include "results/text.h"

/* --- lines of one time ----------------------------------------------------------------------- */

static void lines_begin(struct text_lines *l)
{
    if (l->count == l->starts_room) {
        l->starts_room = 2 * l->starts_room + 16;
        l->starts = mem_resize(l->starts, l->starts_room, sizeof *l->starts);
    }
    l->starts[l->count++] = l->length;
}

static void lines_add_bytes(struct text_lines *l, const char *bytes, size_t count)
{
    if (l->room - l->length < count) {
        l->room = 2 * l->room + count + 1024;
        l->text = mem_resize(l->text, l->room, 1);
    }
    memcpy(l->text + l->length, bytes, count);
    l->length += count;
}

static void lines_add(struct text_lines *l, const char *text)
{
    lines_add_bytes(l, text, strlen(text));
}

/* A field of CSV. Unlike text_csv's it may begin like a formula: no spreadsheet reads a stream. */
static void lines_add_field(struct text_lines *l, const char *field)
{
    const size_t plain = strcspn(field, ",\"\r\n");
    if (!field[plain]) {
        lines_add_bytes(l, field, plain);
        return;
    }
    lines_add_bytes(l, "\"", 1);
    for (const char *quote; (quote = strchr(field, '"')); field = quote + 1) {
        lines_add_bytes(l, field, (size_t)(quote - field));
        lines_add_bytes(l, "\"\"", 2);
    }
    lines_add(l, field);
    lines_add_bytes(l, "\"", 1);
}

static const char *lines_text; /* what lines_compare looks at: qsort has no room for it */

static int lines_compare(const void *a, const void *b)
{
    return strcmp(lines_text + *(const size_t *)a, lines_text + *(const size_t *)b);
}

static void lines_write(struct text_lines *l, FILE *out)
{
    lines_text = l->text;
    if (l->count > 1)
        qsort(l->starts, l->count, sizeof *l->starts, lines_compare);
    for (size_t i = 0; i < l->count; i++)
        fputs(l->text + l->starts[i], out);
    l->length = l->count = 0;
}

/* --- what is told ---------------------------------------------------------------------------- */

static void events_begin(struct events *v, sim_time now, const char *event, const char *place)
{
    if (now != v->now) {
        lines_write(&v->lines, v->out);
        v->now = now;
    }
    lines_begin(&v->lines);
    lines_add(&v->lines, text_seconds(now).text);
    lines_add(&v->lines, event);
    lines_add_field(&v->lines, place);
}

static void events_end(struct events *v, const char *before, const char *content)
{
    char both[EVENTS_CONTENT_MAX + 64];
    snprintf(both, sizeof both, "%s%s", before, content);
    lines_add_field(&v->lines, both);
    lines_add_bytes(&v->lines, "\n", 2);
}

/* `until`: negative: none. */
static void events_add_packet(struct events *v, int direction, const struct packet_info *p,
                              sim_time until, const char *before)
{
    char digest[24], content[EVENTS_CONTENT_MAX];
    snprintf(digest, sizeof digest, ",%016" PRIx64 ",", p->digest);
    lines_add(&v->lines, ",");
    lines_add(&v->lines, direction_names[direction]);
    lines_add(&v->lines, digest);
    lines_add(&v->lines, text_seconds(until).text);
    lines_add(&v->lines, ",");
    v->describe(content, sizeof content, p);
    events_end(v, before, content);
}

static bool events_wants_link(void *user, const struct link_info *link)
{
    (void)user, (void)link;
    return true;
}

static void events_packet_sent(void *user, const struct link_info *link, int direction,
                               const struct packet_info *p, const struct transmission *t)
{
    events_begin(user, link->clock ? *link->clock : t->queued, ",sent,", link->name);
    events_add_packet(user, direction, p, t->end, "");
}

static void events_packet_delivered(void *user, const struct link_info *link, int direction,
                                    const struct packet_info *p, sim_time now)
{
    events_begin(user, now, ",delivered,", link->name);
    events_add_packet(user, direction, p, -1, p->corrupted ? "corrupted: " : "");
}

static void events_packet_dropped(void *user, const struct link_info *link, int direction,
                                  const struct packet_info *p, enum drop_reason why, sim_time now)
{
    char before[32];
    snprintf(before, sizeof before, "%s: ", drop_reason_names[why]);
    events_begin(user, now, ",dropped,", link->name);
    events_add_packet(user, direction, p, -1, before);
}

static void events_phone_changed(void *user, const struct phone_info *phone,
                                 const struct phone_change *change, sim_time now)
{
    struct events *v = user;
    char content[EVENTS_CONTENT_MAX];
    snprintf(content, sizeof content, "%s%s%s%s%s%s", change->state,
             change->in_service ? ", in service" : "", change->ended ? ", ended" : "",
             change->completed ? ", completed" : "", change->reason ? ": " : "",
             change->reason ? change->reason : "");
    events_begin(v, now, ",phone,", phone->name);
    lines_add(&v->lines, ",,,,");
    events_end(v, "", content);
}

void events_init(struct events *v, FILE *out, events_describe_fn *describe)
{
    *v = (struct events){.out = out, .describe = describe, .now = -1};
    fputs(EVENTS_HEADER "\n", out);
}

struct observer events_observer(struct events *v)
{
    return (struct observer){
        .user = v,
        .in_order = true,
        .link = events_wants_link,
        .packet_sent = events_packet_sent,
        .packet_dropped = events_packet_dropped,
        .packet_delivered = events_packet_delivered,
        .phone_changed = events_phone_changed,
    };
}

void events_finish(struct events *v)
{
    lines_write(&v->lines, v->out);
    free(v->lines.text);
    free(v->lines.starts);
    *v = (struct events){.now = -1};
}
