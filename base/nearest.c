/* The distance of Damerau and Levenshtein, of whole names and of parts of them, and the order that
 * follows from it. */
#include "base/nearest.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

#define NEAREST_LENGTH 64 /* bytes of the words that are compared */
#define NEAREST_PART 3    /* letters that say something where they stand in the midst of a name */

/* How far a name is from the word; the smaller the nearer, in this order. */
struct nearness {
    bool part;         /* the word is near a part of the name only */
    size_t distance;   /* letters */
    size_t unlike_end; /* letters of the word behind those with which both begin */
};

static size_t nearest_least(size_t a, size_t b)
{
    return a < b ? a : b;
}

static char nearest_lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static bool nearest_same(char a, char b)
{
    return nearest_lower(a) == nearest_lower(b);
}

/* One more letter of the word, word[i], against each beginning of the name. `rows` are of the
 * letters before it: of the last one, and of the one before that. */
static void nearest_row(const char *word, size_t i, const char *name, size_t *const rows[2],
                        size_t *row)
{
    row[0] = i + 1;
    for (size_t j = 0; name[j]; j++) {
        row[j + 1] = nearest_least(rows[0][j] + !nearest_same(word[i], name[j]),
                                   nearest_least(row[j], rows[0][j + 1]) + 1);
        if (i && j && nearest_same(word[i], name[j - 1]) && nearest_same(word[i - 1], name[j]))
            row[j + 1] = nearest_least(row[j + 1], rows[1][j - 1] + 1);
    }
}

/* How often a letter is to be inserted, removed or changed, or two neighbours exchanged, to make
 * the word the name, or the part of the name that takes the fewest. */
static size_t nearest_distance(const char *word, const char *name, bool part)
{
    size_t memory[3][NEAREST_LENGTH + 1];
    size_t *last = memory[0], *before = memory[1], *row = memory[2];
    const size_t columns = strlen(name);
    for (size_t j = 0; j <= columns; j++)
        last[j] = part ? 0 : j;
    for (size_t i = 0; word[i]; i++) {
        nearest_row(word, i, name, (size_t *const[]){last, before}, row);
        size_t *const oldest = before;
        before = last;
        last = row;
        row = oldest;
    }
    size_t least = last[columns];
    for (size_t j = 0; part && j < columns; j++)
        least = nearest_least(least, last[j]);
    return least;
}

size_t nearest_slips(const char *word, const char *name)
{
    if (strlen(word) > NEAREST_LENGTH || strlen(name) > NEAREST_LENGTH)
        return SIZE_MAX;
    return nearest_distance(word, name, false);
}

static size_t nearest_agreement(const char *a, const char *b)
{
    size_t n = 0;
    while (a[n] && nearest_same(a[n], b[n]))
        n++;
    return n;
}

/* False when the name is not near. */
static bool nearest_measure(const char *word, const char *name, struct nearness *n)
{
    const size_t length = strlen(word);
    if (length > NEAREST_LENGTH || strlen(name) > NEAREST_LENGTH)
        return false;
    *n = (struct nearness){.distance = nearest_distance(word, name, false),
                           .unlike_end = length - nearest_agreement(word, name)};
    const size_t in_part = length >= NEAREST_PART ? nearest_distance(word, name, true) : SIZE_MAX;
    if (in_part == 0)
        n->distance = nearest_least(n->distance, 1);
    if (n->distance <= 1 + length / 4 && n->distance < strlen(name))
        return true;
    n->part = true;
    n->distance = in_part;
    return length >= NEAREST_PART && n->distance <= length / 4;
}

static int nearest_compare(const struct nearness *a, const struct nearness *b)
{
    if (a->part != b->part)
        return a->part - b->part;
    if (a->distance != b->distance)
        return a->distance < b->distance ? -1 : 1;
    return a->unlike_end < b->unlike_end ? -1 : a->unlike_end > b->unlike_end;
}

size_t nearest_names(const char *word, const char *const *names, size_t count,
                     const char *nearest[NEAREST_MOST])
{
    struct nearness best = {0}, n;
    size_t found = 0;
    for (size_t i = 0; i < count; i++) {
        if (!nearest_measure(word, names[i], &n))
            continue;
        const int order = found ? nearest_compare(&n, &best) : -1;
        if (order < 0) {
            best = n;
            found = 0;
        }
        if (order <= 0 && found < NEAREST_MOST)
            nearest[found++] = names[i];
    }
    return found;
}

char *nearest_question(const char *word, const char *const *names, size_t count)
{
    const char *nearest[NEAREST_MOST];
    const size_t found = nearest_names(word, names, count, nearest);
    if (!found)
        return NULL;
    char *text = mem_printf("; did you mean '%s'", nearest[0]);
    for (size_t i = 1; i < found; i++) {
        char *longer = mem_printf("%s%s '%s'", text, i + 1 < found ? "," : " or", nearest[i]);
        free(text);
        text = longer;
    }
    char *question = mem_printf("%s?", text);
    free(text);
    return question;
}
