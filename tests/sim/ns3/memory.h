/* Bytes of the heap that are in use, to see that none stay. */
#ifndef TESTS_SIM_NS3_MEMORY_H
#define TESTS_SIM_NS3_MEMORY_H

#include <malloc.h>
#include <stdlib.h>
#include <unistd.h>

/* glibc counts freed blocks that a thread keeps for itself as in use: main begins with this, which
 * starts the program again without them. */
static inline void count_memory_exactly(char **argv)
{
    if (getenv("GLIBC_TUNABLES"))
        return;
    setenv("GLIBC_TUNABLES", "glibc.malloc.tcache_count=0", 1);
    execv("/proc/self/exe", argv);
}

/* 0 under AddressSanitizer, which looks for leaks by itself. */
static inline size_t memory_in_use(void)
{
    return mallinfo2().uordblks;
}

#endif
