/* The process that draws: its environment, what it says, and its end, be it its own or not. */
#include "plots/program.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/pidfd.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/memory.h"

/* What a child needs to know of its surroundings. GNUPLOT_LIB, GNUTERM and their like would change
 * the picture. */
static const char *const program_kept[] = {
    "PATH",           "HOME", "TMPDIR", "LD_LIBRARY_PATH", "FONTCONFIG_FILE", "FONTCONFIG_PATH",
    "XDG_CACHE_HOME",
};

enum { KEPT = sizeof program_kept / sizeof *program_kept };

struct child {
    pid_t pid;
    int messages, end,
        signals;     /* to be read: what it says, that it ended, that a signal has come */
    char text[4096]; /* the beginning of what it said */
    size_t used;
};

void program_hold(struct program_signals *held)
{
    static const int wanted[] = {SIGHUP, SIGINT, SIGQUIT, SIGTERM};
    sigemptyset(&held->held);
    for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++) {
        struct sigaction now;
        if (sigaction(wanted[i], NULL, &now) == 0 && now.sa_handler != SIG_IGN)
            sigaddset(&held->held, wanted[i]);
    }
    sigprocmask(SIG_BLOCK, &held->held, &held->before);
}

void program_release(const struct program_signals *held)
{
    sigprocmask(SIG_SETMASK, &held->before, NULL);
}

static void program_environment(char *environment[KEPT + 2])
{
    size_t count = 0;
    environment[count++] = mem_strdup("LC_ALL=C.UTF-8");
    for (size_t i = 0; i < KEPT; i++) {
        const char *value = getenv(program_kept[i]);
        if (value)
            environment[count++] = mem_printf("%s=%s", program_kept[i], value);
    }
    environment[count] = NULL;
}

/* In a process group of its own, so that all of it can be ended. */
static int program_spawn(pid_t *pid, int messages, char *const arguments[],
                         const struct program_signals *held)
{
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    char *environment[KEPT + 2];
    program_environment(environment);
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0);
    posix_spawn_file_actions_adddup2(&actions, messages, 2);
    posix_spawnattr_init(&attributes);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETPGROUP);
    posix_spawnattr_setsigmask(&attributes, &held->before);
    const int result =
        posix_spawnp(pid, arguments[0], &actions, &attributes, arguments, environment);
    posix_spawnattr_destroy(&attributes);
    posix_spawn_file_actions_destroy(&actions);
    for (size_t i = 0; environment[i]; i++)
        free(environment[i]);
    return result;
}

/* One piece of what it says; what does not fit is read and forgotten. False at its end, and when
 * there is no more at the moment. */
static bool child_read(struct child *c)
{
    char rest[512];
    const size_t room = sizeof c->text - 1 - c->used;
    const ssize_t got =
        room ? read(c->messages, c->text + c->used, room) : read(c->messages, rest, sizeof rest);
    if (got < 0 && errno == EINTR)
        return true;
    if (got > 0 && room)
        c->used += (size_t)got;
    return got > 0;
}

/* Until it ends: 0; or a signal comes: negative. Whoever else has its standard error open is not
 * waited for. */
static int child_follow(struct child *c)
{
    struct pollfd watched[] = {{.fd = c->signals, .events = POLLIN},
                               {.fd = c->end, .events = POLLIN},
                               {.fd = c->messages, .events = POLLIN}};
    for (;;) {
        if (poll(watched, 3, -1) < 0 && errno != EINTR)
            return -1;
        if (watched[0].revents)
            return -1;
        if (watched[2].revents && !child_read(c))
            watched[2].fd = -1;
        if (!watched[1].revents)
            continue;
        while (child_read(c))
            ;
        return 0;
    }
}

/* Its status as waitpid has it, when it has ended by itself; -1 when a signal has come. */
static int child_wait(struct child *c, const struct program_signals *held)
{
    int status = -1;
    c->signals = signalfd(-1, &held->held, SFD_CLOEXEC);
    c->end = pidfd_open(c->pid, 0);
    fcntl(c->messages, F_SETFL, O_NONBLOCK);
    const bool interrupted = child_follow(c) < 0;
    kill(-c->pid, SIGKILL); /* and what it has started; its number is its own until it is reaped */
    while (waitpid(c->pid, &status, 0) < 0 && errno == EINTR)
        ;
    close(c->end);
    close(c->signals);
    return interrupted ? -1 : status;
}

/* The first line with something in it that is not fontconfig's about its cache. NULL when there is
 * none; otherwise cut off behind the line. */
static const char *first_complaint(char *text)
{
    for (const char *line = strtok(text, "\n"); line; line = strtok(NULL, "\n")) {
        const bool harmless = strstr(line, "Fontconfig") && strstr(line, "cache");
        if (line[strspn(line, " \t^")] && !harmless)
            return line;
    }
    return NULL;
}

static int program_judge(struct child *c, int status, const char *program, const char *subject,
                         struct error *e)
{
    if (status == 0)
        return 0;
    if (status < 0)
        return error_set(e, "%s: interrupted while %s drew it", subject, program);
    const char *complaint = first_complaint(c->text);
    if (complaint)
        return error_set(e, "%s: %s says: %s", subject, program, complaint);
    if (WIFSIGNALED(status))
        return error_set(e, "%s: %s was ended by a signal: %s", subject, program,
                         strsignal(WTERMSIG(status)));
    return error_set(e, "%s: %s failed without saying why (status %d)", subject, program,
                     WEXITSTATUS(status));
}

int program_run(char *const arguments[], const char *subject, const char *packages,
                const struct program_signals *held, struct error *e)
{
    int channel[2];
    struct child c = {0};
    if (pipe2(channel, O_CLOEXEC) < 0)
        return error_set(e, "%s: cannot be drawn: %s", subject, strerror(errno));
    const int failed = program_spawn(&c.pid, channel[1], arguments, held);
    close(channel[1]);
    c.messages = channel[0];
    const int status = failed ? 0 : child_wait(&c, held);
    close(channel[0]);
    if (failed == ENOENT)
        return error_set(e, "%s is not installed, and draws %s: apt-get install %s", arguments[0],
                         subject, packages);
    if (failed)
        return error_set(e, "%s cannot be run: %s", arguments[0], strerror(failed));
    return program_judge(&c, status, arguments[0], subject, e);
}
