/* The advice at the end of a message, of limited length whatever the words are. */
#include "scenarios/format/words.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/nearest.h"
#include "base/visible.h"

/* U+FFFE and U+FFFF are no characters either: XML, of which pictures are made, has no place for
 * them.
 */
static bool is_control(const unsigned char *p)
{
    return *p < ' ' || *p == 0x7f || (p[0] == 0xc2 && p[1] >= 0x80 && p[1] < 0xa0) ||
           (p[0] == 0xef && p[1] == 0xbf && p[2] >= 0xbe);
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
    struct words_shown shown;
    if (!visible_write(shown.text, WORDS_SHOWN_LIMIT + 1, text))
        strcat(shown.text, "...");
    return shown;
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
    char *question = nearest_question(word, candidates, count);
    if (question)
        return question;
    char *words = list(candidates, count);
    char *advice = mem_printf("; give one of: %s", words);
    free(words);
    return advice;
}
