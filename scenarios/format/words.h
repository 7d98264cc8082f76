/* What messages say about words: a value a person gave, the word they may have meant, the words
 * there are. */
#ifndef SCENARIOS_FORMAT_WORDS_H
#define SCENARIOS_FORMAT_WORDS_H

#include <stdbool.h>
#include <stddef.h>

#define WORDS_SHOWN_LIMIT 60 /* bytes of a value that a message shows */

struct words_shown {
    char text[WORDS_SHOWN_LIMIT + 4];
};

/* `text`, fit for a message: visible (base/visible.h), cut with "..." when long. */
struct words_shown words_shown(const char *text);

/* Whether `text` has no control character, nor what is no character. It is UTF-8 already. */
bool words_printable(const char *text);

/* "; did you mean 'rate'?" when one is near (base/nearest.h), else "; give one of: a, b, c". Free
 * it. */
char *words_advice(const char *word, const char *const *candidates, size_t count);

#endif
