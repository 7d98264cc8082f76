/* Content lines of RFC 5545: texts escaped (3.3.11), lines folded (3.1). */
#include "planner/calendar.h"

#include <stdlib.h>
#include <string.h>

#include "base/digest.h"
#include "base/memory.h"
#include "base/utf8.h"
#include "base/visible.h"
#include "planner/date.h"

enum {
    CALENDAR_LINE = 75, /* bytes of a line, without its end */
    CALENDAR_UID = 32,  /* hexadecimal digits */
};

struct calendar_line {
    FILE *file;
    int length; /* bytes of the line that are written */
};

/* Bytes that stay together: a character, or an escape. */
static void calendar_put(struct calendar_line *l, const char *bytes, size_t count)
{
    if (l->length + (int)count > CALENDAR_LINE) {
        fputs("\r\n ", l->file);
        l->length = 1;
    }
    fwrite(bytes, 1, count, l->file);
    l->length += (int)count;
}

/* What needs no escape. */
static void calendar_put_plain(struct calendar_line *l, const char *text)
{
    for (; *text; text++)
        calendar_put(l, text, 1);
}

static struct calendar_line calendar_begin(FILE *file, const char *property)
{
    struct calendar_line l = {.file = file};
    calendar_put_plain(&l, property);
    calendar_put(&l, ":", 1);
    return l;
}

static void calendar_end(const struct calendar_line *l)
{
    fputs("\r\n", l->file);
}

/* A line of a text, without what would end it. */
static void calendar_put_visible(struct calendar_line *l, const char *line)
{
    char *visible = visible_text(line);
    const char *const end = visible + strlen(visible);
    for (const char *at = visible; at < end;) {
        const size_t length = utf8_length(at, (size_t)(end - at));
        if (strchr("\\;,", *at))
            calendar_put(l, (const char[]){'\\', *at}, 2);
        else
            calendar_put(l, at, length);
        at += length;
    }
    free(visible);
}

static void calendar_put_text(struct calendar_line *l, const char *text)
{
    for (;;) {
        const size_t length = strcspn(text, "\n");
        const bool returns = text[length] && length && text[length - 1] == '\r';
        char *line = mem_printf("%.*s", (int)(length - returns), text);
        calendar_put_visible(l, line);
        free(line);
        if (!text[length])
            return;
        calendar_put(l, "\\n", 2);
        text += length + 1;
    }
}

static void calendar_write_text(FILE *file, const char *property, const char *text)
{
    struct calendar_line l = calendar_begin(file, property);
    calendar_put_text(&l, text);
    calendar_end(&l);
}

static void calendar_write_time(FILE *file, const char *property, int64_t utc)
{
    const struct civil c = civil_of(utc);
    const struct date d = date_read_day(c.day);
    fprintf(file, "%s:%04d%02d%02dT%02d%02d%02dZ\r\n", property, d.year, d.month, d.day,
            (int)c.second / 3600, (int)c.second / 60 % 60, (int)c.second % 60);
}

/* A comma separates the categories; one in a name is escaped. */
static void calendar_write_categories(FILE *file, const char *const *categories)
{
    struct calendar_line l = calendar_begin(file, "CATEGORIES");
    for (size_t i = 0; categories[i]; i++) {
        if (i)
            calendar_put(&l, ",", 1);
        calendar_put_text(&l, categories[i]);
    }
    calendar_end(&l);
}

static void calendar_write_event(FILE *file, const struct calendar *c,
                                 const struct calendar_event *event)
{
    char digest[DIGEST_DIGITS + 1];
    digest_texts(digest, (const char *const[]){c->name, event->key}, 2);
    fputs("BEGIN:VEVENT\r\n", file);
    fprintf(file, "UID:%.*s@pfsim\r\n", CALENDAR_UID, digest);
    calendar_write_time(file, "DTSTAMP", c->stamp);
    calendar_write_time(file, "DTSTART", event->begin);
    if (event->end > event->begin)
        calendar_write_time(file, "DTEND", event->end);
    calendar_write_text(file, "SUMMARY", event->summary);
    if (event->description && *event->description)
        calendar_write_text(file, "DESCRIPTION", event->description);
    if (event->categories && event->categories[0])
        calendar_write_categories(file, event->categories);
    fputs("END:VEVENT\r\n", file);
}

void calendar_write(FILE *file, const struct calendar *c)
{
    fputs("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//pfsim//pfsim//EN\r\n", file);
    calendar_write_text(file, "X-WR-CALNAME", c->name);
    for (size_t i = 0; i < c->count; i++)
        calendar_write_event(file, c, &c->events[i]);
    fputs("END:VCALENDAR\r\n", file);
}
