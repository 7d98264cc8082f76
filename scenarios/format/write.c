/* Writes a scenario with all values in force, a line a field. */
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "scenarios/format/walk.h"
#include "scenarios/format/yaml.h"

#define COMMENT_COLUMN 40

struct writer {
    FILE *out;
    bool explain;
    const struct scenario *s;
};

/* "line 12", "-s wan.rate=1Mbps", "default". Free it. */
static char *source(const struct writer *w, const struct tree_node *n)
{
    if (!n)
        return mem_strdup("default");
    return n->place.option ? tree_place_text(w->s->tree, n->place)
                           : mem_printf("line %zu", n->place.line);
}

static void comment(struct writer *w, int column, const struct schema_field *f, bool is_map,
                    const struct tree_node *n, const void *base)
{
    const int blanks = column < COMMENT_COLUMN ? COMMENT_COLUMN - column : 1;
    if (is_map) {
        fprintf(w->out, "%*s# %s", blanks, "", f->meaning);
        return;
    }
    char *from = source(w, n);
    fprintf(w->out, "%*s# %s: %s", blanks, "", from, f->meaning);
    if (!n && f->standing)
        fprintf(w->out, "; %s", f->standing);
    char *outcome = f->outcome ? f->outcome(w->s, base) : NULL;
    if (outcome)
        fprintf(w->out, "; %s", outcome);
    free(outcome);
    free(from);
}

static void write_line(void *user, const struct walk_line *line)
{
    struct writer *w = user;
    char *value = !line->text || line->list ? NULL : yaml_quote(line->text);
    const char *text = value ? value : line->text;
    const int column = fprintf(w->out, "%*s%s%s:%s%s", line->indent, "", line->dash ? "- " : "",
                               line->field->key, text ? " " : "", text ? text : "");
    if (w->explain)
        comment(w, column, line->field, !text, line->node, line->base);
    fputc('\n', w->out);
    free(value);
}

void scenario_write(const struct scenario *s, FILE *out, bool explain)
{
    struct writer w = {.out = out, .explain = explain, .s = s};
    walk_scenario(s, write_line, &w);
}
