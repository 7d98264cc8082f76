/* A word of a shell's. */
#include "cli/quote.h"

#include <string.h>

#include "base/memory.h"

char *cli_quote(const char *text)
{
    static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
                                "_-./=:,%+@";
    const size_t length = strlen(text);
    if (length && strspn(text, plain) == length)
        return mem_strdup(text);
    char *quoted = mem_calloc(4 * length + 3, 1), *p = quoted;
    *p++ = '\'';
    for (; *text; text++)
        if (*text == '\'') {
            memcpy(p, "'\\''", 4);
            p += 4;
        } else {
            *p++ = *text;
        }
    *p = '\'';
    return quoted;
}
