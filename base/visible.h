/* Text of others, made safe to be shown: names, titles, paths and what other programs say are data,
 * and must not move a cursor, change a terminal's state, or put words in another order.
 *
 * What prints stays as it is. Shown as escapes, in the forms that YAML reads too, are control
 * characters (\x1b, \u009b), direction marks (\u202e), separators of lines and paragraphs
 * (\u2028), what is invisible or no character (\ufeff), and bytes that are not UTF-8 (\x9b). A
 * backslash stays one, so that what is visible already does not change again. */
#ifndef BASE_VISIBLE_H
#define BASE_VISIBLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

/* Whether nothing in `text` needs an escape. */
bool visible_already(const char *text);

/* The same of text of several lines. */
bool visible_lines_already(const char *text);

/* Writes `text` on one line into `out`, which has room for `size` bytes, at least one. False when
 * it did not fit: it is cut then, between characters. */
bool visible_write(char *out, size_t size, const char *text);

/* The same, as long as it comes. Free it. */
char *visible_text(const char *text);

/* Several lines: what is printed to `file` of a page appears with visible_page_end on `out`, with
 * all but its newlines visible. */
struct visible_page {
    FILE *file;
    char *text;
    size_t size;
};

void visible_page_begin(struct visible_page *page);
void visible_page_end(struct visible_page *page, FILE *out);

#endif
