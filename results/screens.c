/* The three tables read into screens, and a screen's words; how they look is in screens_print.c
 * and screens_svg.c. */
#include "results/screens.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/visible.h"
#include "results/table_read.h"

struct reading {
    struct screens *screens;
    size_t room, last; /* `last`: the phone of the row before, since rows are by phone */
    sim_time ended;
};

static int take_phone(void *user, const char *const *fields, struct error *e)
{
    struct reading *r = user;
    struct screens *s = r->screens;
    (void)e;
    if (s->count == r->room) {
        r->room = r->room ? 2 * r->room : 64;
        s->list = mem_resize(s->list, r->room, sizeof *s->list);
    }
    s->list[s->count++] = (struct screen){.phone = names_keep(&s->names, fields[0]),
                                          .model = names_keep(&s->names, fields[1]),
                                          .reason = names_keep(&s->names, fields[2]),
                                          .state = "",
                                          .doing = "",
                                          .file = ""};
    return 0;
}

static struct screen *find(struct reading *r, const char *phone, struct error *e)
{
    const struct screens *s = r->screens;
    for (size_t i = 0; i < s->count; i++) {
        const size_t at = (r->last + i) % s->count;
        if (strcmp(s->list[at].phone, phone) == 0) {
            r->last = at;
            return &s->list[at];
        }
    }
    error_set(e, "the phone '%.40s' is not in phones.csv", phone);
    return NULL;
}

static int take_stretch(void *user, const char *const *fields, struct error *e)
{
    struct reading *r = user;
    struct screen *s = find(r, fields[0], e);
    sim_time begin, end;
    if (!s || table_time(fields[4], &begin, e) < 0 || table_time(fields[5], &end, e) < 0)
        return -1;
    r->ended = time_max(r->ended, end);
    if (begin > r->screens->at)
        return 0;
    s->state = names_keep(&r->screens->names, fields[1]);
    s->doing = names_keep(&r->screens->names, fields[2]);
    s->file = names_keep(&r->screens->names, fields[3]);
    return 0;
}

/* What the timeline says about the file counts; a row is its latest number. */
static int take_progress(void *user, const char *const *fields, struct error *e)
{
    struct reading *r = user;
    struct screen *s = find(r, fields[0], e);
    sim_time time;
    if (!s || table_time(fields[2], &time, e) < 0)
        return -1;
    if (time > r->screens->at || strcmp(fields[1], s->file) != 0)
        return 0;
    s->counting = true;
    s->peers = strcmp(fields[5], "yes") == 0;
    if (table_count(fields[3], &s->bytes, e) < 0 || table_count(fields[4], &s->total, e) < 0)
        return -1;
    if (s->total && s->bytes > s->total)
        return error_set(e, "'%.40s' has %.20s of %.20s bytes of a file", fields[0], fields[3],
                         fields[4]);
    return 0;
}

static int read_tables(struct reading *r, const char *folder, struct error *e)
{
    static const char *const phones[] = {"phone", "model", "reason", NULL};
    static const char *const timeline[] = {"phone",   "state", "doing", "file",
                                           "begin_s", "end_s", NULL};
    static const char *const progress[] = {"phone", "file",  "time_s", "bytes",
                                           "total", "peers", NULL};
    if (table_read(folder, "phones.csv", phones, take_phone, r, e) < 0 ||
        table_read(folder, "timeline.csv", timeline, take_stretch, r, e) < 0)
        return -1;
    if (r->screens->at > r->ended)
        return error_set(e, "%s: the run ended at %s, before %s", folder,
                         text_duration(r->ended).text, text_duration(r->screens->at).text);
    return table_read(folder, "progress.csv", progress, take_progress, r, e);
}

static void make_visible(struct names *names, const char **text)
{
    if (visible_already(*text))
        return;
    char *shown = visible_text(*text);
    *text = names_keep(names, shown);
    free(shown);
}

/* The tables may be somebody else's, and what is in them is for a person's eyes. */
static void make_all_visible(struct screens *s)
{
    for (size_t i = 0; i < s->count; i++) {
        make_visible(&s->names, &s->list[i].phone);
        make_visible(&s->names, &s->list[i].model);
        make_visible(&s->names, &s->list[i].reason);
        make_visible(&s->names, &s->list[i].state);
        make_visible(&s->names, &s->list[i].doing);
        make_visible(&s->names, &s->list[i].file);
    }
}

int screens_read(struct screens *s, const char *folder, sim_time at, struct error *e)
{
    *s = (struct screens){.at = at};
    struct reading r = {.screens = s};
    const int result = read_tables(&r, folder, e);
    if (result < 0)
        screens_free(s);
    else
        make_all_visible(s);
    return result;
}

void screens_free(struct screens *s)
{
    free(s->list);
    names_fini(&s->names);
    *s = (struct screens){0};
}

bool screen_is_off(const struct screen *s)
{
    return strcmp(s->state, "unplugged") == 0 ||
           (strcmp(s->state, "failed") == 0 && strcmp(s->reason, "unplugged") == 0);
}

const char *screen_status(const struct screen *s)
{
    static const struct {
        const char *state, *status;
    } known[] = {
        {"waiting", "ready (old load)"}, {"booting", "starting"},
        {"writing", "writing to flash"}, {"upgraded", "ready (new load)"},
        {"failed", "not upgraded"},      {"unchanged", "ready (same load)"},
        {"pausing", "waiting"},          {"not upgraded", "ready (old load)"},
        {"starting over", "restarting"}, {"profile account setup", "Profile account setup"},
    };
    if (strcmp(s->doing, "serving") == 0)
        return "complete";
    if (screen_is_off(s))
        return "off";
    if (strcmp(s->state, "fetching") == 0)
        return *s->doing ? s->doing : "starting";
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (strcmp(s->state, known[i].state) == 0)
            return known[i].status;
    return s->state;
}

struct text screen_progress(const struct screen *s, bool kilobytes)
{
    struct text t = {""};
    if (!s->counting)
        return t;
    if (kilobytes || s->total == 0)
        snprintf(t.text, sizeof t.text, "%.40s kB", text_count(s->bytes / 1000).text);
    else
        snprintf(t.text, sizeof t.text, "%u %%", (unsigned)(100 * s->bytes / s->total));
    return t;
}
