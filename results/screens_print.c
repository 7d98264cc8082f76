/* Screens as columns of text, as wide as their contents. */
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "results/screens.h"

/* Phones that show the same file. */
struct shown {
    const char *file;
    size_t phones, complete, with_mark;
};

static struct shown *find_or_add(struct shown *list, size_t *count, const char *file)
{
    for (size_t i = 0; i < *count; i++)
        if (strcmp(list[i].file, file) == 0)
            return &list[i];
    list[*count] = (struct shown){.file = file};
    return &list[(*count)++];
}

static void print_files(FILE *file, const struct screens *s)
{
    struct shown *list = mem_calloc(s->count, sizeof *list);
    size_t count = 0;
    for (size_t i = 0; i < s->count; i++) {
        const struct screen *p = &s->list[i];
        if (!p->counting)
            continue;
        struct shown *f = find_or_add(list, &count, p->file);
        f->phones++;
        f->complete += strcmp(p->doing, "serving") == 0;
        f->with_mark += p->peers;
    }
    for (size_t i = 0; i < count; i++)
        fprintf(file, "%s  %s: %zu phone%s, %zu of them have all of it, %zu with the PFS mark\n",
                i ? "" : "\n", list[i].file, list[i].phones, list[i].phones == 1 ? "" : "s",
                list[i].complete, list[i].with_mark);
    free(list);
}

static int widest(const struct screens *s, const char *(*text)(const struct screen *), int least)
{
    for (size_t i = 0; i < s->count; i++)
        if ((int)strlen(text(&s->list[i])) > least)
            least = (int)strlen(text(&s->list[i]));
    return least;
}

static const char *phone_of(const struct screen *s)
{
    return s->phone;
}

static const char *model_of(const struct screen *s)
{
    return s->model;
}

static const char *file_of(const struct screen *s)
{
    return s->counting ? s->file : "";
}

void screens_print(FILE *file, const struct screens *s, bool kilobytes)
{
    const int phone = widest(s, phone_of, 5), model = widest(s, model_of, 5);
    const int name = widest(s, file_of, 4);
    fprintf(file, "The phones' screens at %s\n\n", text_duration(s->at).text);
    fprintf(file, "  %-*s  %-*s  %-*s  %9s  %-3s  %s\n", phone, "phone", model, "model", name,
            "file", kilobytes ? "kilobytes" : "progress", "PFS", "status");
    for (size_t i = 0; i < s->count; i++) {
        const struct screen *p = &s->list[i];
        const bool failed =
            strcmp(p->state, "failed") == 0 || strcmp(p->state, "not upgraded") == 0;
        const char *reason = failed && !screen_is_off(p) ? p->reason : "";
        fprintf(file, "  %-*s  %-*s  %-*s  %9s  %-3s  %s%s%s\n", phone, p->phone, model, p->model,
                name, file_of(p), screen_progress(p, kilobytes).text, p->peers ? "PFS" : "",
                screen_status(p), *reason ? ": " : "", reason);
    }
    print_files(file, s);
}
