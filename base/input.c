/* Looks at what a path stands for before anything is read of it. */
#include "base/input.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Somebody has opened it already and gives it to this process. */
static bool input_is_handed_over(const char *path)
{
    return !strcmp(path, "/dev/stdin") || !strncmp(path, "/dev/fd/", 8) ||
           !strncmp(path, "/proc/self/fd/", 14);
}

static const char *input_kind(mode_t mode)
{
    return S_ISDIR(mode)    ? "a directory"
           : S_ISFIFO(mode) ? "a named pipe"
           : S_ISSOCK(mode) ? "a socket"
                            : "a device";
}

int input_open(const char *path, const char *wanted, struct error *e)
{
    const bool handed_over = input_is_handed_over(path);
    /* Non-blocking, so that a named pipe is refused instead of waited for. */
    const int file = open(path, O_RDONLY | O_CLOEXEC | (handed_over ? 0 : O_NONBLOCK));
    struct stat found;
    if (file < 0 || fstat(file, &found) < 0) {
        error_set(e, "%.200s: cannot be read: %s; give %s", path, strerror(errno), wanted);
    } else if (!S_ISREG(found.st_mode) && (!handed_over || S_ISDIR(found.st_mode))) {
        error_set(e, "%.200s: cannot be read: it is %s; give %s", path, input_kind(found.st_mode),
                  wanted);
    } else {
        return file;
    }
    if (file >= 0)
        close(file);
    return -1;
}
