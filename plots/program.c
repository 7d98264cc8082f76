#include "plots/program.h"

#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdbool.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

/* Its messages go to `messages`, and nothing else anywhere. */
static int start(pid_t *pid, int messages, char *const arguments[])
{
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0);
    posix_spawn_file_actions_adddup2(&actions, messages, 2);
    const int result = posix_spawnp(pid, arguments[0], &actions, NULL, arguments, environ);
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

int program_run(char *const arguments[], const char *subject, const char *packages, struct error *e)
{
    int channel[2];
    if (pipe2(channel, O_CLOEXEC) < 0)
        return error_set(e, "%s: cannot be drawn: %s", subject, strerror(errno));
    pid_t pid;
    const int failed = start(&pid, channel[1], arguments);
    close(channel[1]);
    char text[4096] = "";
    if (failed == 0)
        read_messages(channel[0], text, sizeof text);
    close(channel[0]);
    if (failed == ENOENT)
        return error_set(e, "%s is not installed, and draws %s: apt-get install %s", arguments[0],
                         subject, packages);
    if (failed)
        return error_set(e, "%s cannot be run: %s", arguments[0], strerror(failed));
    const int status = wait_for(pid);
    const char *complaint = first_complaint(text);
    if (complaint)
        return error_set(e, "%s: %s says: %s", subject, arguments[0], complaint);
    if (status != 0)
        return error_set(e, "%s: %s failed without saying why (status %d)", subject, arguments[0],
                         status);
    return 0;
}
