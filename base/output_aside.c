/* A list that a signal's handler can walk at any moment: an entry is complete before it is in the
 * list, is never taken out, and has no path while it stands for no file. */
#include "base/output_aside.h"

#include <stdatomic.h>
#include <stddef.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/memory.h"
#include "base/output.h"

struct output_aside {
    _Atomic(const char *) path; /* NULL: free */
    struct output_aside *next, *next_free;
};

static _Atomic(struct output_aside *) asides;
static struct output_aside *free_asides;
static atomic_long
    owner; /* a process that was forked has files of its own, and no part in others' */

void output_discard_all(void)
{
    if (atomic_load(&owner) != (long)getpid())
        return;
    for (struct output_aside *a = atomic_load(&asides); a; a = a->next) {
        const char *path = atomic_load(&a->path);
        if (path)
            unlink(path);
    }
}

static void at_exit(void)
{
    output_discard_all();
    struct output_aside *a = atomic_exchange(&asides, NULL);
    free_asides = NULL;
    for (struct output_aside *next; a; a = next) {
        next = a->next;
        free(a);
    }
}

static void begin(void)
{
    static bool registered;
    const long process = getpid();
    if (atomic_load(&owner) != process)
        for (struct output_aside *a = atomic_load(&asides); a; a = a->next)
            atomic_store(&a->path, NULL);
    atomic_store(&owner, process);
    if (!registered && atexit(at_exit) != 0)
        mem_exhausted();
    registered = true;
}

struct output_aside *output_aside_note(const char *path)
{
    begin();
    struct output_aside *a = free_asides;
    if (a) {
        free_asides = a->next_free;
        a->next_free = NULL;
    } else {
        a = mem_calloc(1, sizeof *a);
        a->next = atomic_load(&asides);
        atomic_store(&asides, a);
    }
    atomic_store(&a->path, path);
    return a;
}

void output_aside_forget(struct output_aside *a)
{
    atomic_store(&a->path, NULL);
    a->next_free = free_asides;
    free_asides = a;
}
