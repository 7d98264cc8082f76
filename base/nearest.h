/* The names of a list that a person may have meant by a word that is none of them. */
#ifndef BASE_NEAREST_H
#define BASE_NEAREST_H

#include <stddef.h>

#define NEAREST_MOST 5 /* names that are offered at once */

/* Puts the nearest of the `count` names into `nearest`, in their order, and returns how many: those
 * that differ from the word by the fewest letters inserted, removed, changed or exchanged with the
 * next one, if these are few (a name that the word stands in counts as one letter off); else those
 * in which the word stands with at most a letter in four wrong. Of equals, those that begin like
 * the word. Upper and lower case are alike. 0: none is near. */
size_t nearest_names(const char *word, const char *const *names, size_t count,
                     const char *nearest[NEAREST_MOST]);

/* How many letters have to be inserted, removed, changed or exchanged with the next one to make one
 * word of the other; upper and lower case are alike. SIZE_MAX of words over 64 bytes. */
size_t nearest_slips(const char *word, const char *name);

/* "; did you mean 'rate'?", with several "; did you mean 'a', 'b' or 'c'?"; NULL when none is near.
 * Free it. */
char *nearest_question(const char *word, const char *const *names, size_t count);

#endif
