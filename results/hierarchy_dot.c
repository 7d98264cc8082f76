/* Text for Graphviz, with names as quoted strings; dot itself is run by plots/. */
#include "results/hierarchy_dot.h"

#include <ctype.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/visible.h"
#include "results/text.h"

/* Of depth 0, 1, ...: dark to light, one hue, so that grey prints tell them apart too. */
static const struct {
    const char *fill, *text;
} shades[] = {
    {"#d55e00", "white"}, {"#08519c", "white"}, {"#3182bd", "white"}, {"#6baed6", "black"},
    {"#9ecae1", "black"}, {"#c6dbef", "black"}, {"#deebf7", "black"}, {"#f7fbff", "black"},
};

enum { SHADES = sizeof shades / sizeof *shades, SHORTEST = 4 };

/* Inside quotes: the names are a person's. Graphviz has escapes of its own (\N), and entities. */
static void quoted(FILE *file, const char *text)
{
    char *shown = visible_text(text);
    for (const char *c = shown; *c; c++) {
        if (*c == '"' || *c == '\\')
            fputc('\\', file);
        fputs(*c == '&' ? "&amp;" : (char[]){*c, '\0'}, file);
    }
    free(shown);
}

static void quoted_part(FILE *file, const char *text, size_t length)
{
    char *part = mem_printf("%.*s", (int)length, text);
    quoted(file, part);
    free(part);
}

static const char *name_of(const struct place *p)
{
    return p->phone->info->name;
}

/* How many bytes all names begin with, and need not be shown; some are left of each. */
static size_t common_beginning(const struct hierarchy *h)
{
    size_t common = h->count > 1 ? strlen(name_of(&h->places[0])) : 0;
    for (size_t i = 0; i < h->count; i++) {
        const char *first = name_of(&h->places[0]), *name = name_of(&h->places[i]);
        const size_t length = strlen(name);
        size_t same = 0;
        while (same < common && first[same] == name[same])
            same++;
        common = same + SHORTEST > length ? (length > SHORTEST ? length - SHORTEST : 0) : same;
    }
    while (common > 0 && (name_of(&h->places[0])[common] & 0xc0) == 0x80) /* inside a character */
        common--;
    return common;
}

/* "of A and others" where models share. */
static bool has_other_models(const struct hierarchy *h)
{
    for (size_t i = 1; i < h->count; i++)
        if (strcmp(h->places[i].phone->info->group->model,
                   h->places[0].phone->info->group->model) != 0)
            return true;
    return false;
}

static void count_of(FILE *file, size_t count, const char *one, const char *more)
{
    if (count)
        fprintf(file, ", %zu %s", count, count == 1 ? one : more);
}

/* When the first byte of a small file came, which all have within a second of it: its times are
 * told from then on. -1 of any other. */
static sim_time small_origin(const struct hierarchy *h)
{
    sim_time first = TIME_NEVER, last = -1;
    for (size_t i = 0; i < h->count; i++) {
        const struct member *m = h->places[i].member;
        if (m->receiving >= 0) {
            first = time_min(first, m->receiving);
            last = time_max(last, time_max(m->receiving, m->has_file));
        }
    }
    return last >= 0 && last - first < SECONDS ? first : -1;
}

static void title(FILE *file, const struct hierarchy *h, size_t common)
{
    const struct place *first = &h->places[0];
    fputs("  label=\"", file);
    quoted(file, first->member->file);
    fputs("\\n", file);
    quoted(file, first->phone->info->group->model);
    fputs(has_other_models(h) ? " and others of " : ", ", file);
    quoted(file, first->phone->info->group->site);
    fputs(", ", file);
    quoted(file, first->phone->info->group->subnet);
    fprintf(file, ": %zu root%s", h->roots, h->roots == 1 ? "" : "s");
    count_of(file, h->children, "child", "children");
    count_of(file, h->fell_back, "fell back", "fell back");
    count_of(file, h->without, "without a place", "without a place");
    if (common) {
        fputs("\\nnames without their beginning ", file);
        quoted_part(file, name_of(first), common);
    }
    fputs("\\nat the edges: from when to when the file came (", file);
    const sim_time origin = small_origin(h);
    if (origin < 0)
        fputs("s)\";\n", file);
    else
        fprintf(file, "ms, from %s on)\";\n", text_duration(origin).text);
}

static void head(FILE *file, const struct hierarchy *h)
{
    const bool upright = h->count <= HIERARCHY_UPRIGHT;
    fputs("digraph hierarchy {\n", file);
    fprintf(file,
            "  rankdir=%s; labelloc=t; labeljust=c; fontname=\"Liberation Sans\"; fontsize=20;\n"
            "  nodesep=%s; ranksep=%s; size=\"100,100\"; pad=0.3; bgcolor=white;\n",
            upright ? "TB" : "LR", upright ? "0.15" : "0.05", upright ? "0.5" : "1.2");
    title(file, h, common_beginning(h));
    fputs("  node [shape=box, style=\"filled,rounded\", fontname=\"Liberation Sans\", fontsize=12, "
          "height=0.3, margin=\"0.08,0.04\", color=\"#404040\"];\n"
          "  edge [fontname=\"Liberation Sans\", fontsize=10, color=\"#5a5a5a\", "
          "arrowsize=0.6];\n",
          file);
}

static void placed_node(FILE *file, const struct place *p, size_t common)
{
    const size_t depth = p->member->depth < SHADES ? p->member->depth : SHADES - 1;
    fprintf(file, "  p%" PRIu32 " [label=\"", p->member->phone);
    quoted(file, name_of(p) + common);
    fprintf(file, "\", fillcolor=\"%s\", fontcolor=%s];\n", shades[depth].fill, shades[depth].text);
}

static void apart_node(FILE *file, const struct place *p, size_t common)
{
    fprintf(file, "    p%" PRIu32 " [label=\"", p->member->phone);
    quoted(file, name_of(p) + common);
    if (p->member->reason) {
        fputs("\\n", file);
        quoted(file, p->member->reason);
    }
    fputs("\", style=\"filled,dashed,rounded\", fillcolor=\"#e8e8e8\", color=\"#808080\"];\n",
          file);
}

/* "12.3", in seconds, or of a small file in milliseconds from `origin` on. */
static void tenths(FILE *file, sim_time t, sim_time origin)
{
    const sim_time tenth = (origin < 0 ? SECONDS : MILLISECONDS) / 10;
    const sim_time rounded = ((origin < 0 ? t : t - origin) + tenth / 2) / tenth;
    fprintf(file, "%" PRId64 ".%" PRId64, rounded / 10, rounded % 10);
}

static void edge(FILE *file, const struct place *p, sim_time origin)
{
    const struct member *m = p->member;
    if (p->parent)
        fprintf(file, "  p%" PRIu32 " -> p%" PRIu32, p->parent->info->id, m->phone);
    else
        fprintf(file, "  server -> p%" PRIu32, m->phone);
    if (m->receiving >= 0) {
        fputs(" [label=\" ", file);
        tenths(file, m->receiving, origin);
        fputs("–", file);
        if (m->has_file >= 0)
            tenths(file, m->has_file, origin);
        else
            fputs("?", file);
        fputs(" \"];\n", file);
    } else {
        fputs(" [style=dashed];\n", file);
    }
}

static bool is_placed(const struct place *p)
{
    return p->member->role == MEMBER_ROOT || p->member->role == MEMBER_CHILD;
}

static void apart(FILE *file, const struct hierarchy *h, size_t common)
{
    if (h->roots + h->children == h->count)
        return;
    fputs("  subgraph cluster_apart {\n    label=\"fell back to the server, or without a place\"; "
          "fontsize=12; style=dashed; color=\"#808080\";\n",
          file);
    for (size_t i = 0; i < h->count; i++)
        if (!is_placed(&h->places[i]))
            apart_node(file, &h->places[i], common);
    fputs("  }\n", file);
}

void hierarchy_dot(FILE *file, const struct hierarchy *h)
{
    const size_t common = common_beginning(h);
    const sim_time origin = small_origin(h);
    head(file, h);
    if (h->roots)
        fputs("  server [shape=ellipse, style=filled, fillcolor=white];\n", file);
    for (size_t i = 0; i < h->count; i++)
        if (is_placed(&h->places[i]))
            placed_node(file, &h->places[i], common);
    apart(file, h, common);
    for (size_t i = 0; i < h->count; i++)
        if (is_placed(&h->places[i]) && (h->places[i].parent || h->places[i].member->depth == 0))
            edge(file, &h->places[i], origin);
    fputs("}\n", file);
}

char *hierarchy_dot_name(size_t number, const struct hierarchy *h)
{
    char *name = mem_printf("hierarchy-%03zu-%.100s.dot", number, h->places[0].member->file);
    for (char *c = name; *c; c++)
        if (!isalnum((unsigned char)*c) && !strchr("-._", *c))
            *c = '_';
    return name;
}
