/* The source tree's library, for tests that load scenarios. */
#ifndef TESTS_LIBRARY_H
#define TESTS_LIBRARY_H

#include <stdlib.h>

#include "models/catalogue/library.h"

static inline const char *source_folder(void)
{
    const char *folder = getenv("srcdir");
    return folder ? folder : ".";
}

/* One a program, made when it is first asked for; it stays until the program ends. */
static inline struct library *source_library(void)
{
    static struct library *library;
    if (!library)
        library = library_new(source_folder());
    return library;
}

#endif
