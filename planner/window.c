/* Windows of the week from text, and as text again; window_openings.c makes openings of them. */
#include "planner/window.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/memory.h"
#include "base/nearest.h"
#include "base/utf8.h"

#define WINDOW_BLANKS " \t\r\n"

enum {
    WINDOW_QUOTED = 30, /* characters of the text, at most, that an error repeats */
    WINDOW_SHORT = 3,   /* letters of a day's short name */
    WINDOW_TEXT = 48,   /* bytes of a window as text, at most: "; Mon,Wed,Fri-Sat 22:00-05:00" */
    WINDOW_EVERY_DAY = (1 << WEEK_DAYS) - 1,
};

/* Where a reader is, and what it has found. */
struct window_reader {
    const char *text, *at;
    struct windows *found;
    size_t room;
    struct error *error;
};

static void window_skip_blanks(struct window_reader *r)
{
    r->at += strspn(r->at, WINDOW_BLANKS);
}

/* Takes the mark, and blanks around it, if it is there. */
static bool window_take(struct window_reader *r, char mark)
{
    window_skip_blanks(r);
    if (*r->at != mark)
        return false;
    r->at++;
    window_skip_blanks(r);
    return true;
}

/* How many bytes of what stands there an error repeats: up to a blank or a mark. */
static int window_quoted(const char *at)
{
    const size_t length = strcspn(at, WINDOW_BLANKS ";,-");
    size_t end = 0;
    for (int i = 0; i < WINDOW_QUOTED && end < length; i++) {
        const size_t character = utf8_length(at + end, length - end);
        end += character ? character : 1;
    }
    return end ? (int)end : 1;
}

/* The text is not `wanted` where the reader is; `hint` ends the line. Columns count characters, of
 * which all before have one byte. */
static int window_refuse(const struct window_reader *r, const char *wanted, const char *hint)
{
    const size_t column = (size_t)(r->at - r->text) + 1;
    if (!*r->at)
        return error_set(r->error, "column %zu: %s is wanted, but the text ends", column, wanted);
    return error_set(r->error, "column %zu: %s is wanted, not '%.*s'%s", column, wanted,
                     window_quoted(r->at), r->at, hint);
}

static bool window_letter(char c)
{
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

static int window_refuse_day(const struct window_reader *r)
{
    char *word = mem_printf("%.*s", window_quoted(r->at), r->at);
    char *question = nearest_question(word, date_weekdays, WEEK_DAYS);
    const int status = window_refuse(r, "a day as in Mon or Monday", question ? question : "");
    free(question);
    free(word);
    return status;
}

static int window_read_day(struct window_reader *r, int *weekday)
{
    size_t length = 0;
    while (window_letter(r->at[length]))
        length++;
    for (int day = 0; day < WEEK_DAYS; day++)
        if ((length == WINDOW_SHORT || length == strlen(date_weekdays[day])) &&
            strncasecmp(r->at, date_weekdays[day], length) == 0) {
            r->at += length;
            *weekday = day;
            return 0;
        }
    return window_refuse_day(r);
}

/* "Mon", or "Fri-Mon". */
static int window_read_range(struct window_reader *r, unsigned *days)
{
    int first, last;
    if (window_read_day(r, &first) < 0)
        return -1;
    last = first;
    if (window_take(r, '-') && window_read_day(r, &last) < 0)
        return -1;
    for (int day = first;; day = (day + 1) % WEEK_DAYS) {
        *days |= 1u << day;
        if (day == last)
            return 0;
    }
}

/* The days of a window, bit by bit; every day where a time stands at once. */
static int window_read_days(struct window_reader *r, unsigned *days)
{
    *days = 0;
    if (*r->at >= '0' && *r->at <= '9') {
        *days = WINDOW_EVERY_DAY;
        return 0;
    }
    if (!window_letter(*r->at))
        return window_refuse(r, "a window as in Mon-Fri 22:00-05:00", "");
    do {
        if (window_read_range(r, days) < 0)
            return -1;
    } while (window_take(r, ','));
    return 0;
}

static int window_read_time(struct window_reader *r, int32_t *minutes)
{
    const char *end = date_read_time(r->at, minutes);
    if (!end)
        return window_refuse(r, "a time as in 22:00", "");
    r->at = end;
    return 0;
}

static void window_add(struct window_reader *r, struct window window)
{
    struct windows *w = r->found;
    if (w->count == r->room) {
        r->room = r->room ? 2 * r->room : WEEK_DAYS;
        w->list = mem_resize(w->list, r->room, sizeof *w->list);
    }
    w->list[w->count++] = window;
}

/* "Mon-Fri 22:00-05:00": a window of each of these days. */
static int window_read(struct window_reader *r)
{
    unsigned days;
    int32_t begin, end;
    window_skip_blanks(r);
    if (window_read_days(r, &days) < 0)
        return -1;
    const struct window_reader at_begin = *r;
    if (window_read_time(r, &begin) < 0)
        return -1;
    if (begin == DAY_MINUTES)
        return window_refuse(&at_begin, "a begin before 24:00", "; that is 00:00 of the next day");
    if (!window_take(r, '-'))
        return window_refuse(r, "a '-' and the window's end", "");
    if (window_read_time(r, &end) < 0)
        return -1;
    if (end <= begin)
        end += DAY_MINUTES;
    for (int day = 0; day < WEEK_DAYS; day++)
        if (days & 1u << day)
            window_add(r, (struct window){day, begin, end});
    return 0;
}

static int window_compare(const void *a, const void *b)
{
    const struct window *const x = a, *const y = b;
    if (x->weekday != y->weekday)
        return x->weekday - y->weekday;
    return x->begin != y->begin ? x->begin - y->begin : x->end - y->end;
}

/* Sorts them, and makes one of those of a day that overlap or touch. */
static void window_merge(struct windows *w)
{
    qsort(w->list, w->count, sizeof *w->list, window_compare);
    size_t kept = 0;
    for (size_t i = 1; i < w->count; i++) {
        struct window *const last = &w->list[kept], *const next = &w->list[i];
        if (next->weekday != last->weekday || next->begin > last->end)
            w->list[++kept] = *next;
        else if (next->end > last->end)
            last->end = next->end;
    }
    w->count = kept + 1;
}

int windows_read(struct windows *w, const char *text, struct error *e)
{
    *w = (struct windows){0};
    struct window_reader r = {.text = text, .at = text, .found = w, .error = e};
    int status;
    do {
        status = window_read(&r);
    } while (status == 0 && window_take(&r, ';'));
    if (status == 0 && *r.at)
        status = window_refuse(&r, "a ';' between two windows", "");
    if (status < 0)
        windows_fini(w);
    else
        window_merge(w);
    return status;
}

void windows_fini(struct windows *w)
{
    free(w->list);
    *w = (struct windows){0};
}

/* "Mon,Wed-Fri ", or "Sat-Tue "; nothing for every day. Returns the end, as those below. */
static char *window_write_days(char *out, unsigned days)
{
    if (days == WINDOW_EVERY_DAY)
        return out;
    const char *before = "";
    for (int first = 0; first < WEEK_DAYS; first++) {
        if (!(days & 1u << first) || days & 1u << (first + WEEK_DAYS - 1) % WEEK_DAYS)
            continue;
        int last = first;
        while (days & 1u << (last + 1) % WEEK_DAYS)
            last = (last + 1) % WEEK_DAYS;
        out += sprintf(out, "%s%.3s", before, date_weekdays[first]);
        if (last != first)
            out += sprintf(out, "-%.3s", date_weekdays[last]);
        before = ",";
    }
    return out + sprintf(out, " ");
}

/* Days and times; 24:00 rather than 00:00. */
static char *window_write(char *out, unsigned days, int32_t begin, int32_t end)
{
    const int32_t shown = end > DAY_MINUTES ? end - DAY_MINUTES : end;
    out = window_write_days(out, days);
    return out + sprintf(out, "%02d:%02d-%02d:%02d", (int)begin / 60, (int)begin % 60,
                         (int)shown / 60, (int)shown % 60);
}

/* The windows, none of them longer than a day, as text has them: a longer one is two that overlap.
 */
static struct windows window_pieces(const struct windows *w)
{
    struct windows pieces = {.list = mem_calloc(2 * w->count, sizeof *w->list)};
    for (size_t i = 0; i < w->count; i++) {
        struct window piece = w->list[i];
        if (piece.end - piece.begin > DAY_MINUTES) {
            piece.end = piece.begin + DAY_MINUTES;
            pieces.list[pieces.count++] = piece;
            piece = w->list[i];
            piece.begin = piece.end - DAY_MINUTES;
        }
        pieces.list[pieces.count++] = piece;
    }
    return pieces;
}

/* The days that have such a window, of which that at `first` is the first; they are 0 where an
 * earlier one has them written. */
static unsigned window_days(const struct windows *w, size_t first)
{
    unsigned days = 0;
    for (size_t i = 0; i < w->count; i++)
        if (w->list[i].begin == w->list[first].begin && w->list[i].end == w->list[first].end) {
            if (i < first)
                return 0;
            days |= 1u << w->list[i].weekday;
        }
    return days;
}

char *windows_text(const struct windows *w)
{
    struct windows pieces = window_pieces(w);
    char *text = mem_calloc(pieces.count + 1, WINDOW_TEXT);
    char *out = text;
    for (size_t i = 0; i < pieces.count; i++) {
        const unsigned days = window_days(&pieces, i);
        if (!days)
            continue;
        out += sprintf(out, out == text ? "" : "; ");
        out = window_write(out, days, pieces.list[i].begin, pieces.list[i].end);
    }
    windows_fini(&pieces);
    return text;
}
