/* malloc and its like, each behind a check; the only place where the program ends for lack of
 * memory. */
#include "base/memory.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include "base/output.h"

static bool mem_silent;

void mem_exhausted_is_told_elsewhere(void)
{
    mem_silent = true;
}

/* Not by exit: what libraries do then may need memory too, or a lock that is held here. */
_Noreturn void mem_exhausted(void)
{
    if (!mem_silent)
        fputs("pfsim: out of memory\n", stderr);
    output_discard_all();
    _exit(EX_OSERR);
}

static void *or_exit(void *memory)
{
    if (!memory)
        mem_exhausted();
    return memory;
}

void *mem_calloc(size_t count, size_t size)
{
    return or_exit(calloc(count ? count : 1, size));
}

void *mem_resize(void *old, size_t count, size_t size)
{
    if (size && count > SIZE_MAX / size)
        return or_exit(NULL);
    const size_t bytes = count * size;
    return or_exit(realloc(old, bytes ? bytes : 1));
}

char *mem_strdup(const char *text)
{
    return or_exit(strdup(text));
}

char *mem_printf(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    char *text = NULL;
    const int length = vasprintf(&text, format, arguments);
    va_end(arguments);
    return or_exit(length < 0 ? NULL : text);
}
