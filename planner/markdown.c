/* What is escaped in Markdown: a punctuation mark that could begin something has a backslash in
 * front (CommonMark 2.4), and so has what makes a link of a name by itself ("http://", "www."). */
#include "planner/markdown.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/visible.h"

static bool markdown_is_mark(const char *text, const char *c)
{
    if (*c == ':')
        return c[1] == '/';
    if (*c == '.')
        return c - text >= 3 && !strncasecmp(c - 3, "www", 3);
    return strchr("\\`*_[]<>|#~&!@{}$", *c) != NULL;
}

void markdown_text(FILE *file, const char *text)
{
    char *visible = visible_text(text);
    for (const char *c = visible; *c; c++) {
        if (markdown_is_mark(visible, c))
            fputc('\\', file);
        fputc(*c, file);
    }
    free(visible);
}

void markdown_cell(FILE *file, const char *text)
{
    fputc(' ', file);
    markdown_text(file, text);
    fputs(" |", file);
}
