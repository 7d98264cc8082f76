/* Text of others in a Markdown file (CommonMark): a name is a name there, and neither emphasis, a
 * link, a table's border nor HTML. */
#ifndef PLANNER_MARKDOWN_H
#define PLANNER_MARKDOWN_H

#include <stdio.h>

/* Writes the text on one line, with all that could be markup escaped. */
void markdown_text(FILE *file, const char *text);

/* A table's cell of such text, and its border behind it: a row is "|", cells, "\n". */
void markdown_cell(FILE *file, const char *text);

#endif
