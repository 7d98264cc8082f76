/* Lines are kept by phone and appended in pieces, so that thousands of phones need no thousands
 * of open files. */
#include "results/console_log.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/output.h"
#include "base/visible.h"

struct console_log_phone {
    const char *name;
    char *gathered; /* lines that are not in the file yet; NULL: nothing was printed */
    size_t length;
    struct output output; /* its paths, once something is in the file */
};

/* The first failure is kept until the end; from then on nothing is written. */
static void fail(struct console_log *l, const char *what, int why)
{
    error_set(&l->error, "%s: cannot be written: %s", what, strerror(why));
    l->failed = true;
}

static int append(const char *path, const char *bytes, size_t length)
{
    FILE *file = fopen(path, "a");
    if (!file)
        return errno;
    errno = 0;
    const bool short_write = fwrite(bytes, 1, length, file) != length;
    int why = short_write ? (errno ? errno : EIO) : 0;
    if (fclose(file) != 0 && !why)
        why = errno;
    return why;
}

static char *file_name(const struct console_log *l, const struct console_log_phone *p)
{
    char *name = output_name(p->name, ".log");
    if (strncmp(name, p->name, strlen(p->name)) == 0)
        return name;
    free(name);
    char *ending = mem_printf("~%zu.log", (size_t)(p - l->phones));
    name = output_name(p->name, ending);
    free(ending);
    return name;
}

static void flush(struct console_log *l, struct console_log_phone *p)
{
    if (l->failed || p->length == 0)
        return;
    if (!p->output.final_path) {
        char *name = file_name(l, p);
        l->failed = output_reserve(&p->output, l->folder, name, &l->error) < 0;
        free(name);
    }
    const int why = l->failed ? 0 : append(p->output.temporary_path, p->gathered, p->length);
    if (why)
        fail(l, p->output.final_path, why);
    p->length = 0;
}

static void on_phone(void *user, const struct phone_info *info)
{
    struct console_log *l = user;
    if (info->id >= l->count) {
        const size_t count = (size_t)info->id + 1;
        l->phones = mem_resize(l->phones, count, sizeof *l->phones);
        memset(l->phones + l->count, 0, (count - l->count) * sizeof *l->phones);
        l->count = count;
    }
    l->phones[info->id].name = info->name;
}

static void gather(struct console_log *l, struct console_log_phone *p, const char *bytes,
                   size_t length)
{
    if (p->length + length > CONSOLE_LOG_GATHERED)
        flush(l, p);
    if (length > CONSOLE_LOG_GATHERED) /* no console's line is */
        length = CONSOLE_LOG_GATHERED;
    memcpy(p->gathered + p->length, bytes, length);
    p->length += length;
}

static void put_line(const struct console_log *l, const struct console_log_phone *p,
                     const char *line, sim_time now)
{
    char *name = visible_text(p->name);
    fprintf(l->stream, "%lld.%06lld %s %s\n", (long long)(now / SECONDS),
            (long long)(now % SECONDS / MICROSECONDS), name, line);
    free(name);
}

static void on_line(void *user, uint32_t phone, const char *line, sim_time now)
{
    struct console_log *l = user;
    struct console_log_phone *p = &l->phones[phone];
    if (l->failed)
        return;
    char *shown = visible_already(line) ? NULL : visible_text(line);
    const char *text = shown ? shown : line;
    if (l->stream) {
        put_line(l, p, text, now);
    } else {
        if (!p->gathered)
            p->gathered = mem_calloc(1, CONSOLE_LOG_GATHERED);
        gather(l, p, text, strlen(text));
        gather(l, p, "\n", 1);
    }
    free(shown);
}

int console_log_init(struct console_log *l, const char *folder, struct error *e)
{
    *l = (struct console_log){.folder = folder};
    return output_folder(folder, e);
}

void console_log_init_stream(struct console_log *l, FILE *out)
{
    *l = (struct console_log){.stream = out};
}

struct observer console_log_observer(struct console_log *l)
{
    return (struct observer){.user = l, .phone_added = on_phone, .console_line = on_line};
}

void console_log_abandon(struct console_log *l)
{
    for (size_t i = 0; i < l->count; i++) {
        output_abandon(&l->phones[i].output);
        free(l->phones[i].gathered);
    }
    free(l->phones);
    *l = (struct console_log){0};
}

int console_log_finish(struct console_log *l, struct output_set *set, struct error *e)
{
    for (size_t i = 0; i < l->count; i++)
        flush(l, &l->phones[i]);
    int result = l->failed ? error_set(e, "%s", l->error.text) : 0;
    for (size_t i = 0; result == 0 && i < l->count; i++)
        if (l->phones[i].output.final_path)
            result = output_set_add(set, &l->phones[i].output, e);
    console_log_abandon(l);
    return result;
}
