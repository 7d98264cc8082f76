/* The folder of the running program, as /proc says. */
#include "base/program.h"

#include <string.h>
#include <unistd.h>

#include "base/memory.h"

char *program_folder(void)
{
    char program[4096];
    const ssize_t length = readlink("/proc/self/exe", program, sizeof program - 1);
    if (length <= 0)
        return NULL;
    program[length] = '\0';
    char *slash = strrchr(program, '/');
    if (!slash)
        return NULL;
    *slash = '\0';
    return mem_strdup(program);
}
