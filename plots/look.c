/* What is given of a picture's looks, checked before anything runs: gnuplot would say it late, and
 * about a line of its own. */
#include "plots/look.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

/* Those of arguments.gp and style.gp. */
enum { WIDTH = 1280, HEIGHT = 860, WIDTH_LEAST = 200, HEIGHT_LEAST = 150, SIDE_MOST = 20000 };
#define FONT_SIZE 18.0
#define FONT_SIZE_LEAST 7.0
#define FONT_GIVEN_LEAST 4.0
#define FONT_GIVEN_MOST 200.0

static const char digits[] = "0123456789";

static int look_read_size(struct look *l, const char *text, struct error *e)
{
    const size_t width = strspn(text, digits);
    const size_t height = text[width] == 'x' ? strspn(text + width + 1, digits) : 0;
    l->width = l->height = 0;
    if (width && height && width < 6 && height < 6 && !text[width + 1 + height]) {
        l->width = (unsigned)atoi(text);
        l->height = (unsigned)atoi(text + width + 1);
    }
    if (l->width < WIDTH_LEAST || l->height < HEIGHT_LEAST || l->width > SIDE_MOST ||
        l->height > SIDE_MOST)
        return error_set(e, "--size %s: not a size from %dx%d to %dx%d, such as 800x500", text,
                         WIDTH_LEAST, HEIGHT_LEAST, SIDE_MOST, SIDE_MOST);
    return 0;
}

/* SVG and gnuplot get the name as it is. */
static bool look_is_name(const char *text, size_t length)
{
    for (size_t i = 0; i < length; i++) {
        const char c = text[i];
        const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c & 0x80);
        if (!letter && !strchr("0123456789 -_.", c))
            return false;
    }
    return length > 0 && length <= 100 && text[0] != ' ' && text[0] != '-';
}

static int look_read_font(struct look *l, const char *text, struct error *e)
{
    const size_t length = strcspn(text, ",");
    const char *size = text + length + (text[length] == ',');
    char *end;
    l->font_size = strtod(size, &end);
    if (!look_is_name(text, length) || strspn(size, "0123456789.") != strlen(size) || *end ||
        !(l->font_size >= FONT_GIVEN_LEAST && l->font_size <= FONT_GIVEN_MOST))
        return error_set(e,
                         "--font %s: not a font and its size from %g to %g, such as 'Liberation "
                         "Sans,12'",
                         text, FONT_GIVEN_LEAST, FONT_GIVEN_MOST);
    return 0;
}

/* What suits the size, as in arguments.gp. */
static double look_font_size(const struct look *l)
{
    const double by_width = (double)l->width / WIDTH, by_height = (double)l->height / HEIGHT;
    const double size = FONT_SIZE * (by_width < by_height ? by_width : by_height);
    return size > FONT_SIZE_LEAST ? size : FONT_SIZE_LEAST;
}

static int look_read_formats(struct look *l, const char *text, struct error *e)
{
    static const char *const known[LOOK_FORMATS] = {"png", "svg", "pdf", "eps"};
    size_t count = 0;
    for (const char *at = text; at; at = strchr(at, ',') ? strchr(at, ',') + 1 : NULL) {
        const size_t length = strcspn(at, ",");
        size_t i = 0, j = 0;
        while (i < LOOK_FORMATS && (strlen(known[i]) != length || strncmp(known[i], at, length)))
            i++;
        while (i < LOOK_FORMATS && j < count && l->formats[j] != known[i])
            j++;
        if (i == LOOK_FORMATS)
            return error_set(e, "--format %s: '%.*s' is none of png, svg, pdf, eps", text,
                             (int)length, at);
        if (j == count)
            l->formats[count++] = known[i];
    }
    return 0;
}

int look_read(struct look *l, const char *size, const char *font, const char *formats,
              struct error *e)
{
    *l = (struct look){.width = WIDTH, .height = HEIGHT};
    int result = size ? look_read_size(l, size, e) : 0;
    l->font_size = look_font_size(l);
    if (result == 0 && font)
        result = look_read_font(l, font, e);
    if (result == 0)
        result = look_read_formats(l, formats ? formats : "png,svg", e);
    size_t count = 0;
    if (result == 0 && size)
        l->options[count++] = l->texts[0] = mem_printf("size=%ux%u", l->width, l->height);
    if (result == 0 && font)
        l->options[count++] = l->texts[1] = mem_printf("font=%s", font);
    return result;
}

void look_fini(struct look *l)
{
    for (size_t i = 0; i < sizeof l->texts / sizeof *l->texts; i++)
        free(l->texts[i]);
    *l = (struct look){0};
}
