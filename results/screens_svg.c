/* Screens as rectangles in a grid; texts are escaped in one place, write_text. */
#include <stdlib.h>
#include <string.h>

#include "base/visible.h"
#include "results/screens.h"

/* In pixels: a phone's place in the grid, and its screen in there. */
enum { CELL_WIDTH = 190, CELL_HEIGHT = 112, SCREEN_WIDTH = 176, SCREEN_HEIGHT = 98, TOP = 84 };
enum { BAR_WIDTH = SCREEN_WIDTH - 24, FILE_SHOWN = 23 };

/* What the screen's look says. */
struct look {
    const char *glass, *ink, *bar;
};

static struct look look_of(const struct screen *s)
{
    if (screen_is_off(s))
        return (struct look){"#404040", "#e0e0e0", "#404040"};
    if (strcmp(s->state, "failed") == 0 || strcmp(s->state, "not upgraded") == 0)
        return (struct look){"#f6d5c8", "#000000", "#d55e00"};
    if (strcmp(s->state, "upgraded") == 0 || strcmp(s->state, "unchanged") == 0)
        return (struct look){"#cfeadd", "#000000", "#009e73"};
    if (strcmp(s->doing, "serving") == 0)
        return (struct look){"#e8eef4", "#000000", "#009e73"};
    return (struct look){"#e8eef4", "#000000", "#0072b2"};
}

/* At most `most` characters; "..." stands for the rest. */
static void write_text(FILE *file, const char *text, size_t most)
{
    char *shown = visible_text(text); /* XML has no control characters at all */
    size_t characters = 0;
    for (const char *c = shown; *c; c++) {
        const bool begins = ((unsigned char)*c & 0xc0) != 0x80;
        if (begins && characters++ == most) {
            fputs("…", file);
            break;
        }
        if (strchr("<>&\"'", *c))
            fprintf(file, "&#%d;", *c);
        else
            fputc(*c, file);
    }
    free(shown);
}

static void line(FILE *file, int x, int y, int size, const char *style, const char *text,
                 size_t most)
{
    fprintf(file, "<text x=\"%d\" y=\"%d\" font-size=\"%d\" %s>", x, y, size, style);
    write_text(file, text, most);
    fputs("</text>\n", file);
}

static void mark(FILE *file)
{
    fprintf(file,
            "<rect x=\"%d\" y=\"8\" width=\"34\" height=\"17\" rx=\"3\" fill=\"#cc79a7\"/>\n"
            "<text x=\"%d\" y=\"21\" font-size=\"12\" font-weight=\"bold\" fill=\"#ffffff\" "
            "text-anchor=\"middle\">PFS</text>\n",
            SCREEN_WIDTH - 42, SCREEN_WIDTH - 25);
}

static void count(FILE *file, const struct screen *s, const struct look *look, bool kilobytes)
{
    line(file, 12, 43, 12, "", s->file, FILE_SHOWN);
    if (s->total > 0) {
        const unsigned filled = (unsigned)(BAR_WIDTH * s->bytes / s->total);
        fprintf(file,
                "<rect x=\"12\" y=\"50\" width=\"%d\" height=\"10\" fill=\"#ffffff\" "
                "stroke=\"#5a5a5a\"/><rect x=\"12\" y=\"50\" width=\"%u\" height=\"10\" "
                "fill=\"%s\"/>\n",
                BAR_WIDTH, filled < BAR_WIDTH ? filled : BAR_WIDTH, look->bar);
    }
    line(file, 12, 84, 19, "font-weight=\"bold\"", screen_progress(s, kilobytes).text, 12);
    line(file, SCREEN_WIDTH - 12, 84, 12, "text-anchor=\"end\"", screen_status(s), 20);
}

static void screen(FILE *file, const struct screen *s, int x, int y, bool kilobytes)
{
    const struct look look = look_of(s);
    fprintf(file,
            "<g transform=\"translate(%d,%d)\" fill=\"%s\">\n<rect width=\"%d\" height=\"%d\" "
            "rx=\"7\" fill=\"%s\" stroke=\"#2b2b2b\" stroke-width=\"3\"/>\n",
            x, y, look.ink, SCREEN_WIDTH, SCREEN_HEIGHT, look.glass);
    line(file, 12, 21, 11, "", s->phone, 17);
    if (s->peers)
        mark(file);
    if (s->counting)
        count(file, s, &look, kilobytes);
    else
        line(file, 12, 64, 15, "font-weight=\"bold\"", screen_status(s), 20);
    fputs("</g>\n", file);
}

/* The picture is to be somewhat wider than high. */
static size_t columns_for(size_t count)
{
    size_t columns = 4;
    while (columns * columns * CELL_WIDTH < count * CELL_HEIGHT * 8 / 5)
        columns++;
    return columns;
}

void screens_svg(FILE *file, const struct screens *s, bool kilobytes)
{
    const size_t columns = columns_for(s->count), rows = (s->count + columns - 1) / columns;
    const size_t width = columns * CELL_WIDTH + 40, height = rows * CELL_HEIGHT + TOP + 20;
    fprintf(file,
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%zu\" height=\"%zu\" "
            "viewBox=\"0 0 %zu %zu\" font-family=\"Liberation Sans, Arial, sans-serif\">\n"
            "<rect width=\"100%%\" height=\"100%%\" fill=\"#ffffff\"/>\n"
            "<text x=\"%zu\" y=\"46\" font-size=\"24\" text-anchor=\"middle\">"
            "The phones' screens at %s</text>\n",
            width, height, width, height, width / 2, text_duration(s->at).text);
    for (size_t i = 0; i < s->count; i++)
        screen(file, &s->list[i], (int)(20 + i % columns * CELL_WIDTH),
               (int)(TOP + i / columns * CELL_HEIGHT), kilobytes);
    fputs("</svg>\n", file);
}
