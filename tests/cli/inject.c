/* Preloaded into pfsim by tests/cli/inject_test.sh: makes the Nth call of a function of the C
 * library fail. PFSIM_INJECT says which, as in "rename:2", or "malloc:500+" for that call and all
 * after it; at "fdatasync:9!" the process stops instead, as by SIGSTOP. When it has, there is a
 * file of the name that PFSIM_INJECTED gives. */
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

void *__libc_malloc(size_t size);
void *__libc_calloc(size_t count, size_t size);
void *__libc_realloc(void *old, size_t size);

static const char *wanted;
static size_t name_length;
static unsigned long number, calls;
static bool all_after, stops;

__attribute__((constructor)) static void begin(void)
{
    const char *text = getenv("PFSIM_INJECT");
    const char *colon = text ? strchr(text, ':') : NULL;
    if (!colon)
        return;
    char *end;
    name_length = (size_t)(colon - text);
    number = strtoul(colon + 1, &end, 10);
    all_after = *end == '+';
    stops = *end == '!';
    wanted = text;
}

/* Without any call that might be the one to fail. */
static bool fails(const char *name, int why)
{
    if (!wanted || strncmp(wanted, name, name_length) != 0 || name[name_length])
        return false;
    calls++;
    if (calls < number || (calls > number && !all_after))
        return false;
    const char *note = getenv("PFSIM_INJECTED");
    if (note)
        syscall(SYS_close, (int)syscall(SYS_open, note, O_WRONLY | O_CREAT, 0600));
    if (stops)
        raise(SIGSTOP);
    errno = why;
    return !stops;
}

void *malloc(size_t size)
{
    return fails("malloc", ENOMEM) ? NULL : __libc_malloc(size);
}

void *calloc(size_t count, size_t size)
{
    return fails("malloc", ENOMEM) ? NULL : __libc_calloc(count, size);
}

void *realloc(void *old, size_t size)
{
    return fails("malloc", ENOMEM) ? NULL : __libc_realloc(old, size);
}

/* The function itself, which this one stands before. */
#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

int open(const char *path, int flags, ...)
{
    va_list more;
    va_start(more, flags);
    const mode_t mode = flags & O_CREAT ? va_arg(more, mode_t) : 0;
    va_end(more);
    return fails("open", EMFILE) ? -1 : REAL(open)(path, flags, mode);
}

FILE *fopen(const char *path, const char *mode)
{
    const bool of_system = strncmp(path, "/proc/", 6) == 0; /* libgcrypt aborts without its file */
    return !of_system && fails("fopen", EMFILE) ? NULL : REAL(fopen)(path, mode);
}

FILE *fdopen(int file, const char *mode)
{
    return fails("fdopen", ENOMEM) ? NULL : REAL(fdopen)(file, mode);
}

FILE *open_memstream(char **text, size_t *size)
{
    return fails("open_memstream", ENOMEM) ? NULL : REAL(open_memstream)(text, size);
}

size_t fwrite(const void *bytes, size_t size, size_t count, FILE *file)
{
    if (!fails("fwrite", ENOSPC))
        return REAL(fwrite)(bytes, size, count, file);
    file->_flags |= 0x20; /* glibc's, for ferror */
    return 0;
}

int fflush(FILE *file)
{
    return fails("fflush", EIO) ? EOF : REAL(fflush)(file);
}

int fclose(FILE *file)
{
    const int result = REAL(fclose)(file);
    return fails("fclose", EIO) ? EOF : result;
}

/* As SQLite writes its pages: no call of the program's own. */
ssize_t pwrite64(int file, const void *bytes, size_t size, off64_t at)
{
    return fails("pwrite", ENOSPC) ? -1 : syscall(SYS_pwrite64, file, bytes, size, at);
}

int fsync(int file)
{
    return fails("fsync", EIO) ? -1 : REAL(fsync)(file);
}

/* SQLite's. */
int fdatasync(int file)
{
    return fails("fdatasync", EIO) ? -1 : REAL(fdatasync)(file);
}

int mkdir(const char *path, mode_t mode)
{
    return fails("mkdir", EACCES) ? -1 : REAL(mkdir)(path, mode);
}

int rename(const char *from, const char *to)
{
    return fails("rename", EACCES) ? -1 : REAL(rename)(from, to);
}

int renameat2(int from_folder, const char *from, int to_folder, const char *to, unsigned flags)
{
    return fails("renameat2", EINVAL) ? -1
                                      : REAL(renameat2)(from_folder, from, to_folder, to, flags);
}

pid_t fork(void)
{
    return fails("fork", EAGAIN) ? -1 : REAL(fork)();
}

int socketpair(int domain, int type, int protocol, int pair[2])
{
    return fails("socketpair", EMFILE) ? -1 : REAL(socketpair)(domain, type, protocol, pair);
}
