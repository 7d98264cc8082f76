#include "plots/draw.h"

#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/memory.h"
#include "base/output.h"

extern char **environ;

enum { FORMATS = 2 };
static const char *const formats[FORMATS] = {"png", "svg"};

/* Gnuplot takes names that begin with '<' or '|' for commands: an absolute path never does. */
static char *absolute_path(const char *path, struct error *e)
{
    char *absolute = realpath(path, NULL);
    if (!absolute)
        error_set(e, "%s: cannot be read: %s", path, strerror(errno));
    return absolute;
}

/* Gnuplot with its messages going to `messages`. It takes the arguments as they are: no shell, and
 * nothing to quote; -d keeps the user's ~/.gnuplot out. */
static int start_gnuplot(pid_t *pid, int messages, const char *script, const char *data,
                         const char *out, const char *format)
{
    char *arguments[] = {"gnuplot",    "-d",        "-c",           (char *)script,
                         (char *)data, (char *)out, (char *)format, NULL};
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0);
    posix_spawn_file_actions_adddup2(&actions, messages, 2);
    const int result = posix_spawnp(pid, "gnuplot", &actions, NULL, arguments, environ);
    posix_spawn_file_actions_destroy(&actions);
    return result;
}

/* All that can be read, with a zero behind it; what does not fit is read and forgotten. */
static void read_messages(int from, char *text, size_t size)
{
    size_t used = 0;
    char rest[512];
    for (;;) {
        const bool fits = used + 1 < size;
        const ssize_t got =
            fits ? read(from, text + used, size - used - 1) : read(from, rest, sizeof rest);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            break;
        if (fits)
            used += (size_t)got;
    }
    text[used] = '\0';
}

/* The first line with something in it that is not fontconfig's about its cache, which does no
 * harm. NULL when there is none; otherwise cut off behind the line. */
static char *first_complaint(char *text)
{
    for (char *line = strtok(text, "\n"); line; line = strtok(NULL, "\n")) {
        const bool harmless = strstr(line, "Fontconfig") && strstr(line, "cache");
        if (line[strspn(line, " \t^")] && !harmless)
            return line;
    }
    return NULL;
}

static int wait_for(pid_t pid)
{
    int status = -1;
    while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
        ;
    return status;
}

static int run_gnuplot(const char *script, const char *data, const char *out, const char *format,
                       struct error *e)
{
    int channel[2];
    if (pipe2(channel, O_CLOEXEC) < 0)
        return error_set(e, "%s: cannot be drawn: %s", script, strerror(errno));
    pid_t pid;
    const int failed = start_gnuplot(&pid, channel[1], script, data, out, format);
    close(channel[1]);
    char text[4096] = "";
    if (failed == 0)
        read_messages(channel[0], text, sizeof text);
    close(channel[0]);
    if (failed == ENOENT)
        return error_set(e, "gnuplot is not installed, and draws the charts: apt-get install "
                            "gnuplot-nox fonts-liberation");
    if (failed)
        return error_set(e, "gnuplot cannot be run: %s", strerror(failed));
    const int status = wait_for(pid);
    const char *complaint = first_complaint(text);
    if (complaint)
        return error_set(e, "%s: gnuplot says: %s", script, complaint);
    if (status != 0)
        return error_set(e, "%s: gnuplot failed without saying why (status %d)", script, status);
    return 0;
}

static int check_drawn(const struct output *o, const char *script, struct error *e)
{
    struct stat found;
    if (stat(o->temporary_path, &found) == 0 && found.st_size > 0)
        return 0;
    return error_set(e, "%s: gnuplot has drawn nothing into %s", script, o->final_path);
}

static int draw_aside(struct output *o, const char *script, const char *data, const char *folder,
                      const char *name, const char *format, struct error *e)
{
    char *file = mem_printf("%s.%s", name, format);
    int result = output_reserve(o, folder, file, e);
    free(file);
    if (result == 0)
        result = run_gnuplot(script, data, o->temporary_path, format, e);
    return result < 0 ? result : check_drawn(o, script, e);
}

static int draw_all(const char *script, const char *data, const char *folder, const char *name,
                    struct error *e)
{
    struct output outputs[FORMATS] = {0};
    int result = 0;
    for (int i = 0; result == 0 && i < FORMATS; i++)
        result = draw_aside(&outputs[i], script, data, folder, name, formats[i], e);
    for (int i = 0; i < FORMATS; i++)
        if (result == 0)
            result = output_commit(&outputs[i], e);
        else
            output_abandon(&outputs[i]);
    return result;
}

int plot_draw(const char *script, const char *data, const char *output, const char *name,
              struct error *e)
{
    if (output_folder(output, e) < 0)
        return -1;
    char *from = absolute_path(data, e);
    char *to = from ? absolute_path(output, e) : NULL;
    const int result = to ? draw_all(script, from, to, name, e) : -1;
    free(from);
    free(to);
    return result;
}
