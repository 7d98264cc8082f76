#include "scenarios/words.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

#define NEAREST_LIMIT 40 /* bytes of the words that are compared */

static bool is_control(const unsigned char *p)
{
    return *p < ' ' || *p == 0x7f || (p[0] == 0xc2 && p[1] >= 0x80 && p[1] < 0xa0);
}

bool words_printable(const char *text)
{
    for (const unsigned char *p = (const unsigned char *)text; *p; p++)
        if (is_control(p))
            return false;
    return true;
}

struct words_shown words_shown(const char *text)
{
    struct words_shown shown = {{0}};
    size_t length = strnlen(text, WORDS_SHOWN_LIMIT + 1);
    const bool cut = length > WORDS_SHOWN_LIMIT;
    if (cut)
        /* No character is cut in two: the bytes that go on one are given up with it. */
        for (length = WORDS_SHOWN_LIMIT; length && (text[length] & 0xc0) == 0x80;)
            length--;
    for (size_t i = 0; i < length; i++)
        shown.text[i] = text[i];
    for (unsigned char *p = (unsigned char *)shown.text; *p; p++)
        if (is_control(p))
            *p = '?';
    if (cut)
        strcat(shown.text, "...");
    return shown;
}

static size_t least(size_t a, size_t b)
{
    return a < b ? a : b;
}

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

/* Levenshtein's distance: letters to insert, remove or change. Case does not count. */
static size_t distance(const char *a, const char *b)
{
    size_t row[NEAREST_LIMIT + 1];
    const size_t columns = strlen(b);
    for (size_t j = 0; j <= columns; j++)
        row[j] = j;
    for (size_t i = 0; a[i]; i++) {
        size_t diagonal = row[0];
        row[0] = i + 1;
        for (size_t j = 0; j < columns; j++) {
            const size_t changed = diagonal + (lower(a[i]) != lower(b[j]));
            diagonal = row[j + 1];
            row[j + 1] = least(changed, least(row[j], row[j + 1]) + 1);
        }
    }
    return row[columns];
}

/* How many letters two words begin with alike. */
static size_t agreement(const char *a, const char *b)
{
    size_t n = 0;
    while (a[n] && lower(a[n]) == lower(b[n]))
        n++;
    return n;
}

/* Collects candidates, and keeps the one that differs from `word` by the fewest letters. */
struct nearest {
    const char *word, *best; /* best: NULL while none is close */
    size_t distance;
};

static void consider(struct nearest *n, const char *candidate)
{
    const size_t length = strlen(n->word);
    if (length > NEAREST_LIMIT || strlen(candidate) > NEAREST_LIMIT)
        return;
    const size_t d = distance(n->word, candidate);
    const bool close = d <= 1 + length / 4 && d < strlen(candidate);
    const bool tie = n->best && d == n->distance;
    if (!close || (n->best && d > n->distance))
        return;
    if (!tie || agreement(n->word, candidate) > agreement(n->word, n->best)) {
        n->best = candidate;
        n->distance = d;
    }
}

static char *list(const char *const *words, size_t count)
{
    char *text = mem_strdup("");
    for (size_t i = 0; i < count; i++) {
        char *longer = mem_printf("%s%s%s", text, i ? ", " : "", words[i]);
        free(text);
        text = longer;
    }
    return text;
}

char *words_advice(const char *word, const char *const *candidates, size_t count)
{
    struct nearest n = {.word = word};
    for (size_t i = 0; i < count; i++)
        consider(&n, candidates[i]);
    if (n.best)
        return mem_printf("; did you mean '%s'?", n.best);
    char *words = list(candidates, count);
    char *advice = mem_printf("; give one of: %s", words);
    free(words);
    return advice;
}
