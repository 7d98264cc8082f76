/* Data and script of a chart of many runs. The data have numbers in front, by which the script
 * finds all that it draws, and texts behind, which are for people: gnuplot may misread these. What
 * it writes of texts stands in the script, in single quotes, where nothing is an escape or a
 * command. */
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/csv.h"
#include "base/input.h"
#include "base/memory.h"
#include "base/output.h"
#include "base/utf8.h"
#include "base/visible.h"
#include "plots/study_layout.h"

enum {
    KEY_MOST = 48,  /* characters of a line's name */
    WORD_MOST = 24, /* of a name at the axis */
};
#define WIDE 0.52 /* a character's breadth, as a share of the font's size: of most texts */

/* --- data --------------------------------------------------------------------------------------
 */

static void files_number(FILE *file, double value)
{
    if (isfinite(value))
        fprintf(file, "%.12g", value);
    fputc(',', file);
}

static void files_row(FILE *file, const struct study_row *r)
{
    const struct study_point *p = r->point;
    fprintf(file, "%zu,", r->line);
    files_number(file, r->x);
    fprintf(file, "%" PRIu64 ",%" PRIu64 ",", p->runs, p->left_out);
    files_number(file, p->mean);
    files_number(file, p->mean - p->half_width);
    files_number(file, p->mean + p->half_width);
    csv_write_field(file, p->by);
    fputc(',', file);
    csv_write_field(file, p->member);
    fputc(',', file);
    csv_write_field(file, p->x);
    fputc('\n', file);
}

static int files_data(const struct study_layout *l, const char *folder, const char *name,
                      struct output *o, struct error *e)
{
    char *file = mem_printf("%s.csv", name);
    const int result = output_open(o, folder, file, e);
    free(file);
    if (result < 0)
        return result;
    fputs("line,x,runs,left_out,mean,low,high,by,member,at\n", o->file);
    for (size_t i = 0; i < l->chart->count; i++)
        files_row(o->file, &l->rows[i]);
    return 0;
}

/* --- texts -------------------------------------------------------------------------------------
 */

static bool is_first_byte(char c)
{
    return ((unsigned char)c & 0xc0) != 0x80;
}

/* `length` bytes of visible text. */
static void files_quote(FILE *file, const char *text, size_t length)
{
    fputc('\'', file);
    for (size_t i = 0; i < length; i++) {
        if (text[i] == '\'')
            fputc('\'', file);
        fputc(text[i], file);
    }
    fputc('\'', file);
}

/* Where the character begins that has `number` before it. */
static size_t files_place(const char *text, size_t number)
{
    size_t i = 0;
    for (; text[i]; i++)
        if (is_first_byte(text[i]) && number-- == 0)
            break;
    return i;
}

/* No more than `most` characters of it: beginning and end, since names often differ there. */
static void files_name(FILE *file, const char *text, size_t most)
{
    char *visible = visible_text(text);
    const size_t length = utf8_count(visible), head = most * 2 / 3;
    if (length <= most) {
        files_quote(file, visible, strlen(visible));
    } else {
        const size_t tail = files_place(visible, length - (most - head - 1));
        files_quote(file, visible, files_place(visible, head));
        fputs(".'…'.", file);
        files_quote(file, visible + tail, strlen(visible + tail));
    }
    free(visible);
}

/* How much of the line fits into `most` characters: up to a blank, where there is one. */
static size_t files_line(const char *text, size_t most)
{
    size_t i, blank = 0, seen = 0;
    for (i = 0; text[i]; i++) {
        if (is_first_byte(text[i]) && seen++ == most)
            return blank ? blank : i;
        if (text[i] == ' ')
            blank = i;
    }
    return i;
}

/* A text of lines, none of them empty, those that are too long broken: as gnuplot's sum of strings.
 * Returns how many lines it has. */
static size_t files_lines(FILE *file, const char *text, size_t most)
{
    size_t lines = 0;
    while (*text) {
        const size_t end = strcspn(text, "\n");
        char *line = mem_printf("%.*s", (int)end, text), *visible = visible_text(line);
        for (const char *rest = visible; *rest;) {
            const size_t length = files_line(rest, most);
            fputs(lines++ ? ".\"\\n\"." : "", file);
            files_quote(file, rest, length);
            rest += length + (rest[length] == ' ');
        }
        free(visible);
        free(line);
        text += end + (text[end] == '\n');
    }
    return lines;
}

/* --- script ------------------------------------------------------------------------------------
 */

static size_t files_room(const struct study_layout *l, double share)
{
    const double room = 0.94 * l->look->width / (WIDE * share * l->look->font_size);
    return room > 12 ? (size_t)room : 12;
}

static void files_heading(FILE *file, const struct study_layout *l, const char *name)
{
    const struct study_chart *c = l->chart;
    const bool by = c->by && l->bys.count > 1;
    char *names = c->heading ? mem_strdup(c->heading)
                             : mem_printf("%s against %s%s%s", c->y.name, c->x.name,
                                          by ? ", by " : "", by ? c->by : "");
    char *heading = visible_text(names); /* a line */
    fputs("# A chart that pfsim has drawn. It needs its data and this script, nothing else:\n#\n"
          "#   gnuplot -c SCRIPT DIR OUT [OPTION]...\n#\n"
          "# DIR is the folder with the data; OUT the picture, which ends in .png, .svg, .pdf or "
          ".eps; options\n"
          "# are size=800x500, font=\"Liberation Sans,12\" and title=TEXT. What stands in front is "
          "to be changed\n# at will: values divided by `unit` are what the axes show.\n\n",
          file);
    fputs("table = ", file);
    files_quote(file, name, strlen(name));
    fputs(".'.csv'\nheading = ", file);
    const size_t heading_lines = files_lines(file, heading, files_room(l, 1.2));
    fputs("\nnotes = ", file);
    const size_t note_lines = files_lines(file, l->notes, files_room(l, 0.8));
    fprintf(file, "\nheading_lines = %zu\nnote_lines = %zu\n\n", heading_lines, note_lines);
    free(heading);
    free(names);
}

static void files_axis(FILE *file, char which, const char *name, const struct axis *a)
{
    char *label = mem_printf("%s%s%s%s", name, *a->unit ? " (" : "", a->unit, *a->unit ? ")" : "");
    fprintf(file, "%c_label = ", which);
    files_name(file, label, 100);
    fprintf(file, "\n%c_unit = %.12g\n%c_from = %.12g\n%c_to = %.12g\n%c_log = %d\n", which,
            a->unit_size, which, a->least, which, a->most, which, a->logarithmic);
    free(label);
}

/* `set xtics (...)`, for later: evaluated when the style has been set. */
static void files_tics(FILE *file, char which, const struct axis *a)
{
    fprintf(file, "%c_tics = '", which);
    for (size_t i = 0; i < a->tic_count; i++)
        fprintf(file, "%s\"%.5g\" %.12g", i ? ", " : "", a->tics[i], a->tics[i]);
    fputs("'\n", file);
}

static void files_words(FILE *file, const struct study_layout *l)
{
    size_t longest = 0;
    fprintf(file, "words = %zu\narray word_text[%zu]\n", l->words.count,
            l->words.count ? l->words.count : 1);
    for (size_t i = 0; i < l->words.count; i++) {
        const size_t length = utf8_count(l->words.items[i]);
        longest = length > longest ? length : longest;
        fprintf(file, "word_text[%zu] = ", i + 1);
        files_name(file, l->words.items[i], WORD_MOST);
        fputc('\n', file);
    }
    longest = longest < WORD_MOST ? longest : WORD_MOST;
    fprintf(file, "words_turned = %d\n", l->words.count * (longest + 2) > files_room(l, 1.1));
}

/* Colours' names, and of each line its colour and how pale it is. */
static void files_series(FILE *file, const struct study_layout *l)
{
    fputs("by_title = ", file);
    files_name(file, l->chart->by && l->bys.count > 1 ? l->chart->by : "", KEY_MOST);
    fprintf(file, "\ncolours = %zu\narray by_text[%zu]\n", l->bys.count, l->bys.count);
    for (size_t i = 0; i < l->bys.count; i++) {
        fprintf(file, "by_text[%zu] = ", i + 1);
        files_name(file, l->bys.items[i], KEY_MOST);
        fputc('\n', file);
    }
    fprintf(file, "lines = %zu\narray line_colour[%zu]\narray line_strength[%zu]\n", l->lines,
            l->lines, l->lines);
    for (size_t i = 0; i < l->chart->count; i++) {
        const struct study_row *r = &l->rows[i];
        const double last = l->members.count > 1 ? (double)l->members.count - 1 : 1;
        if (i && r[-1].line == r->line)
            continue;
        fprintf(file, "line_colour[%zu] = %zu; line_strength[%zu] = %.3f\n", r->line, r->by + 1,
                r->line, l->members.count > 1 ? 0.3 + 0.7 * (double)r->member / last : 1.0);
    }
}

static void files_settings(FILE *file, const struct study_layout *l, const char *name)
{
    files_heading(file, l, name);
    files_axis(file, 'x', l->chart->x.name, &l->x);
    files_tics(file, 'x', &l->x);
    files_axis(file, 'y', l->chart->y.name, &l->y);
    files_tics(file, 'y', &l->y);
    files_words(file, l);
    files_series(file, l);
    fprintf(file,
            "with_boxes = %d\nwith_intervals = %d\nwith_left_out = %d\nscattered = %d\n\n"
            "array given[ARGC]\ndo for [i = 1:ARGC] { given[i] = value(\"ARG\".i) }\n",
            l->boxes, l->intervals, l->left_out > 0, l->chart->scattered);
}

static int files_part(FILE *file, const char *scripts, const char *part, struct error *e)
{
    char *path = mem_printf("%s/%s", scripts, part), bytes[4096];
    const int descriptor = input_open(path, "a part of a chart's script", e);
    FILE *from = descriptor < 0 ? NULL : fdopen(descriptor, "r");
    size_t got;
    if (from) {
        fprintf(file, "\n# ---- %s\n", part);
        while ((got = fread(bytes, 1, sizeof bytes, from)) > 0)
            fwrite(bytes, 1, got, file);
        fclose(from);
    }
    free(path);
    return from ? 0 : -1;
}

static int files_script(const struct study_layout *l, const char *scripts, const char *folder,
                        const char *name, struct output *o, struct error *e)
{
    static const char *const parts[] = {"arguments.gp", "style.gp", "study.gp", "fonts.gp", NULL};
    char *file = mem_printf("%s.gp", name);
    int result = output_open(o, folder, file, e);
    free(file);
    if (result < 0)
        return result;
    files_settings(o->file, l, name);
    for (size_t i = 0; result == 0 && parts[i]; i++)
        result = files_part(o->file, scripts, parts[i], e);
    if (result < 0)
        output_abandon(o);
    return result;
}

int study_files_write(const struct study_layout *l, const char *scripts, const char *folder,
                      const char *name, struct error *e)
{
    struct output_set set = {0};
    struct output o = {0};
    int result = output_folder(folder, e);
    if (result == 0)
        result = files_data(l, folder, name, &o, e);
    if (result == 0)
        result = output_set_add(&set, &o, e);
    if (result == 0)
        result = files_script(l, scripts, folder, name, &o, e);
    if (result == 0)
        result = output_set_add(&set, &o, e);
    if (result == 0)
        return output_set_commit(&set, e);
    output_set_abandon(&set);
    return result;
}
