/* Memory of which the program cannot run out and go on: each of these prints one line and exits
 * with status 71 (EX_OSERR) when there is none. */
#ifndef BASE_MEMORY_H
#define BASE_MEMORY_H

#include <stddef.h>

/* What they all do then, for what else runs out of memory. */
_Noreturn void mem_exhausted(void);
/* From now on this process says nothing then: whoever started it sees the status, and does. */
void mem_exhausted_is_told_elsewhere(void);
/* `count` zeroed elements of `size` bytes; free() gives them back. */
void *mem_calloc(size_t count, size_t size);
/* Room for `count` elements of `size` bytes, with the old contents; what is new is not zeroed. */
void *mem_resize(void *old, size_t count, size_t size);
char *mem_strdup(const char *text);
/* A formatted string in memory of its own. */
char *mem_printf(const char *format, ...) __attribute__((format(printf, 1, 2)));

#endif
