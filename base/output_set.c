/* Files that appear together: all are renamed, or those that were are put back. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/memory.h"
#include "base/output.h"

/* How an output got its name. */
enum renaming { RENAMED, EXCHANGED };

int output_set_add(struct output_set *s, struct output *o, struct error *e)
{
    if (output_close(o, e) < 0)
        return -1;
    if (s->count == s->room) {
        s->room = s->room ? 2 * s->room : 16;
        s->list = mem_resize(s->list, s->room, sizeof *s->list);
    }
    s->list[s->count++] = *o;
    *o = (struct output){0};
    return 0;
}

bool output_set_has(const struct output_set *s, const char *folder, const char *name)
{
    const size_t length = strlen(folder);
    for (size_t i = 0; i < s->count; i++) {
        const char *path = s->list[i].final_path;
        if (!strncmp(path, folder, length) && path[length] == '/' &&
            !strcmp(path + length + 1, name))
            return true;
    }
    return false;
}

void output_set_remove(struct output_set *s, const char *folder, const char *name)
{
    s->removed = mem_resize(s->removed, s->removed_count + 1, sizeof *s->removed);
    s->removed[s->removed_count++] = mem_printf("%s/%s", folder, name);
}

void output_set_abandon(struct output_set *s)
{
    for (size_t i = 0; i < s->removed_count; i++)
        free(s->removed[i]);
    free(s->removed);
    for (size_t i = 0; i < s->count; i++)
        output_abandon(&s->list[i]);
    free(s->list);
    *s = (struct output_set){0};
}

static int set_fail(const struct output *o, const char *why, struct error *e)
{
    return error_set(e, "%s: cannot be written: %s", o->final_path, why);
}

/* Most of what would keep a file from its name is found while nothing has changed. */
static int set_check(const struct output_set *s, struct error *e)
{
    struct stat found;
    for (size_t i = 0; i < s->count; i++) {
        const struct output *o = &s->list[i];
        if (lstat(o->final_path, &found) == 0 && S_ISDIR(found.st_mode))
            return set_fail(o, "there is a folder of that name", e);
        if (lstat(o->temporary_path, &found) != 0)
            return set_fail(o, "what was written aside has gone", e);
    }
    return 0;
}

/* An old file is exchanged, so that it can come back; where a file system cannot, it is replaced.
 */
static int set_rename(const struct output *o, enum renaming *how)
{
    *how = EXCHANGED;
    if (renameat2(AT_FDCWD, o->temporary_path, AT_FDCWD, o->final_path, RENAME_EXCHANGE) == 0)
        return 0;
    *how = RENAMED;
    return rename(o->temporary_path, o->final_path);
}

static void set_put_back(const struct output *o, enum renaming how)
{
    const unsigned flags = how == EXCHANGED ? RENAME_EXCHANGE : RENAME_NOREPLACE;
    if (renameat2(AT_FDCWD, o->final_path, AT_FDCWD, o->temporary_path, flags) != 0)
        rename(o->final_path, o->temporary_path);
}

static int set_rename_all(const struct output_set *s, struct error *e)
{
    enum renaming *how = mem_calloc(s->count, sizeof *how);
    int result = 0;
    for (size_t i = 0; result == 0 && i < s->count; i++) {
        if (set_rename(&s->list[i], &how[i]) == 0)
            continue;
        result = set_fail(&s->list[i], strerror(errno), e);
        while (i-- > 0)
            set_put_back(&s->list[i], how[i]);
        break;
    }
    free(how);
    return result;
}

int output_set_commit(struct output_set *s, struct error *e)
{
    sigset_t all, before;
    int result = set_check(s, e);
    if (result == 0) {
        sigfillset(&all); /* no signal leaves half of them */
        sigprocmask(SIG_BLOCK, &all, &before);
        result = set_rename_all(s, e);
        sigprocmask(SIG_SETMASK, &before, NULL);
    }
    for (size_t i = 0; result == 0 && i < s->removed_count; i++)
        unlink(s->removed[i]);
    output_set_abandon(s); /* with what is aside now: the new files, or the old ones */
    return result;
}
