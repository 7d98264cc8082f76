/* One file at a time: folders, the file that is written aside, and its end. */
#include "base/output.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/memory.h"
#include "base/output_aside.h"

enum { NAME_BYTES = 200 };

static int make_folder(const char *path, struct error *e)
{
    if (mkdir(path, 0777) == 0)
        return 0;
    const int reason = errno;
    struct stat found;
    if (stat(path, &found) == 0 && S_ISDIR(found.st_mode))
        return 0;
    return error_set(e, "%s: cannot make the folder: %s", path,
                     reason == EEXIST ? "there is a file of that name" : strerror(reason));
}

int output_folder(const char *path, struct error *e)
{
    char *prefix = mem_strdup(path);
    int result = 0;
    for (char *slash = prefix; result == 0 && *slash && (slash = strchr(slash + 1, '/'));) {
        *slash = '\0';
        result = make_folder(prefix, e);
        *slash = '/';
    }
    free(prefix);
    if (result == 0)
        result = make_folder(path, e);
    if (result == 0 && access(path, W_OK | X_OK) != 0)
        result = error_set(e, "%s: cannot write there: %s", path, strerror(errno));
    return result;
}

char *output_name(const char *text, const char *ending)
{
    char *name = mem_printf("%.*s%s", NAME_BYTES, *text ? text : "-", ending);
    char *end = name + strlen(name) - strlen(ending);
    for (char *p = name; p < end; p++)
        if (!isascii((unsigned char)*p) || (!isalnum((unsigned char)*p) && !strchr("._-", *p)))
            *p = '-';
    if (end > name && *name == '.')
        *name = '-';
    return name;
}

/* Two processes, or two runs of one, may write the same name at once: each has a file of its own.
 */
static char *temporary_path(const char *folder, const char *name)
{
    static atomic_uint number;
    return mem_printf("%s/.%s.%ld-%u.tmp", folder, name, (long)getpid(),
                      atomic_fetch_add(&number, 1));
}

static void forget(struct output *o)
{
    if (o->aside)
        output_aside_forget(o->aside);
    free(o->final_path);
    free(o->temporary_path);
    *o = (struct output){0};
}

static int create(struct output *o, const char *folder, const char *name, struct error *e)
{
    *o = (struct output){.final_path = mem_printf("%s/%s", folder, name),
                         .temporary_path = temporary_path(folder, name)};
    o->aside = output_aside_note(o->temporary_path);
    const int file = open(o->temporary_path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    if (file < 0) {
        error_set(e, "%s: cannot be written: %s", o->final_path, strerror(errno));
        forget(o);
    }
    return file;
}

int output_open(struct output *o, const char *folder, const char *name, struct error *e)
{
    const int file = create(o, folder, name, e);
    if (file < 0)
        return -1;
    o->file = fdopen(file, "w");
    if (o->file)
        return 0;
    error_set(e, "%s: cannot be written: %s", o->final_path, strerror(errno));
    close(file);
    output_abandon(o);
    return -1;
}

int output_open_path(struct output *o, const char *path, struct error *e)
{
    const char *slash = strrchr(path, '/');
    const char *name = slash ? slash + 1 : path;
    struct stat found;
    *o = (struct output){0};
    if (!*name || (stat(path, &found) == 0 && !S_ISREG(found.st_mode)))
        return error_set(e, "%s: cannot be written: it is no file but a folder or device", path);
    char *folder = mem_printf("%.*s", slash ? (int)(slash - path) : 1, slash ? path : ".");
    const int result = output_open(o, folder, name, e);
    free(folder);
    return result;
}

int output_reserve(struct output *o, const char *folder, const char *name, struct error *e)
{
    const int file = create(o, folder, name, e);
    if (file < 0)
        return -1;
    close(file);
    return 0;
}

/* 0, or the errno of what failed; ENOSPC, the likeliest, when an earlier write did, whose errno is
 * gone. */
static int close_file(struct output *o)
{
    if (!o->file)
        return 0;
    errno = 0;
    const int failed = fflush(o->file) != 0 ? errno : ferror(o->file) ? ENOSPC : 0;
    const int closed = fclose(o->file) != 0 ? errno : 0;
    o->file = NULL;
    return failed ? failed : closed;
}

/* The end of what cannot be written. */
static int fail(struct output *o, int why, struct error *e)
{
    error_set(e, "%s: cannot be written: %s", o->final_path, strerror(why));
    output_abandon(o);
    return -1;
}

int output_close(struct output *o, struct error *e)
{
    const int failed = close_file(o);
    return failed ? fail(o, failed, e) : 0;
}

int output_commit(struct output *o, struct error *e)
{
    if (output_close(o, e) < 0)
        return -1;
    if (rename(o->temporary_path, o->final_path) != 0)
        return fail(o, errno, e);
    forget(o);
    return 0;
}

void output_abandon(struct output *o)
{
    if (o->file)
        fclose(o->file);
    if (o->temporary_path)
        unlink(o->temporary_path);
    forget(o);
}
