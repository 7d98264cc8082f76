/* Which characters are shown as escapes, and how. */
#include "base/visible.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/utf8.h"

enum { ESCAPE_MAX = 11 }; /* bytes of one, with the zero behind it */

/* Beside the control characters: Unicode's marks of direction, separators, and what is no text. */
static const struct {
    uint32_t first, last;
} hidden[] = {
    {0x00, 0x1f},     {0x7f, 0x9f},     {0x61c, 0x61c},     {0x200b, 0x200b},    {0x200e, 0x200f},
    {0x2028, 0x202e}, {0x2060, 0x206f}, {0xfeff, 0xfeff},   {0xfff9, 0xfffb},    {0xfdd0, 0xfdef},
    {0xfffe, 0xffff}, {0xe000, 0xf8ff}, {0xe0000, 0xe0fff}, {0xf0000, 0x10ffff},
};

static bool is_hidden(uint32_t code)
{
    for (size_t i = 0; i < sizeof hidden / sizeof *hidden; i++)
        if (code >= hidden[i].first && code <= hidden[i].last)
            return true;
    return (code & 0xfffe) == 0xfffe; /* the last two of each plane */
}

/* The next character of `text`, as it is shown, in `shown`; returns how many bytes it has there. */
static size_t take(const char *text, size_t left, char shown[static ESCAPE_MAX])
{
    if (*text >= ' ' && *text < 0x7f) { /* most of all texts */
        memcpy(shown, (char[]){*text, '\0'}, 2);
        return 1;
    }
    const size_t length = utf8_length(text, left);
    const uint32_t code = length ? utf8_code_point(text, length) : 0;
    if (!length || (code < 0x80 && is_hidden(code)))
        snprintf(shown, ESCAPE_MAX, "\\x%02x", (unsigned char)*text);
    else if (is_hidden(code))
        snprintf(shown, ESCAPE_MAX, code > 0xffff ? "\\U%08x" : "\\u%04x", (unsigned)code);
    else
        snprintf(shown, ESCAPE_MAX, "%.*s", (int)length, text);
    return length ? length : 1;
}

/* How many bytes there are in front that are shown as they are: most of all texts. */
static size_t plain(const char *text)
{
    size_t count = 0;
    while (text[count] >= ' ' && text[count] < 0x7f)
        count++;
    return count;
}

static bool is_visible_but(const char *text, char but)
{
    char shown[ESCAPE_MAX];
    for (size_t left = strlen(text), n; left > 0; text += n, left -= n) {
        n = take(text, left, shown);
        if (strncmp(text, shown, n) != 0 && *text != but)
            return false;
    }
    return true;
}

bool visible_already(const char *text)
{
    return is_visible_but(text, '\0');
}

bool visible_lines_already(const char *text)
{
    return is_visible_but(text, '\n');
}

bool visible_write(char *out, size_t size, const char *text)
{
    size_t used = 0;
    out[0] = '\0';
    for (size_t left = strlen(text), n; left > 0; text += n, left -= n) {
        char shown[ESCAPE_MAX];
        const size_t as_it_is = plain(text), room = size - 1 - used;
        n = as_it_is ? as_it_is : take(text, left, shown);
        const size_t length = as_it_is ? as_it_is : strlen(shown);
        const size_t written = length <= room ? length : as_it_is ? room : 0;
        memcpy(out + used, as_it_is ? text : shown, written);
        used += written;
        out[used] = '\0';
        if (written < length)
            return false;
    }
    return true;
}

char *visible_text(const char *text)
{
    const size_t size = (ESCAPE_MAX - 1) * strlen(text) + 1;
    char *out = mem_resize(NULL, size, 1);
    visible_write(out, size, text);
    return mem_resize(out, strlen(out) + 1, 1);
}

void visible_page_begin(struct visible_page *page)
{
    *page = (struct visible_page){0};
    page->file = open_memstream(&page->text, &page->size);
    if (!page->file)
        mem_exhausted();
}

void visible_page_end(struct visible_page *page, FILE *out)
{
    if (fclose(page->file) != 0)
        mem_exhausted();
    for (char *rest = page->text, *line; (line = strsep(&rest, "\n"));) {
        char *shown = visible_text(line);
        fputs(shown, out);
        free(shown);
        if (rest)
            fputc('\n', out);
    }
    free(page->text);
    *page = (struct visible_page){0};
}
