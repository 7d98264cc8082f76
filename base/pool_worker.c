/* A worker's side of the pool: a process that does the jobs whose numbers it is sent, until its
 * socket is closed. */
#include "base/pool_worker.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/memory.h"
#include "base/output.h"

void *pool_result_grow(struct pool_result *r, size_t length)
{
    const size_t before = r->length, needed = before + length;
    if (needed > r->room) {
        r->room = needed > 2 * r->room ? needed : 2 * r->room;
        r->bytes = mem_resize(r->bytes, r->room, 1);
    }
    r->length = needed;
    return memset((char *)r->bytes + before, 0, length);
}

sigset_t pool_signals(void)
{
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGHUP);
    sigaddset(&set, SIGINT);
    sigaddset(&set, SIGTERM);
    return set;
}

/* A worker takes with it what it has written aside. */
static void worker_end(int signal_number)
{
    output_discard_all();
    _exit(128 + signal_number);
}

static void worker_catch_signals(void)
{
    const struct sigaction action = {.sa_handler = worker_end};
    struct sigaction before;
    if (sigaction(SIGINT, NULL, &before) == 0 && before.sa_handler != SIG_IGN) /* as the caller */
        sigaction(SIGINT, &action, NULL);
    sigaction(SIGTERM, &action, NULL);
}

/* False: the caller is no longer there. */
static bool worker_hear(int socket, void *bytes, size_t length)
{
    for (char *at = bytes; length > 0;) {
        const ssize_t got = recv(socket, at, length, 0);
        if (got == 0 || (got < 0 && errno != EINTR))
            return false;
        if (got > 0) {
            at += got;
            length -= (size_t)got;
        }
    }
    return true;
}

static bool worker_say(int socket, const void *bytes, size_t length)
{
    for (const char *at = bytes; length > 0;) {
        const ssize_t sent = send(socket, at, length, MSG_NOSIGNAL);
        if (sent < 0 && errno != EINTR)
            return false;
        if (sent > 0) {
            at += sent;
            length -= (size_t)sent;
        }
    }
    return true;
}

static bool worker_answer(int socket, int status, const struct pool_result *result,
                          const struct error *e)
{
    const void *bytes = status < 0 ? e->text : result->bytes;
    struct pool_answer answer;
    memset(&answer, 0, sizeof answer); /* its padding is sent too */
    answer.status = status;
    answer.length = status < 0 ? strlen(e->text) + 1 : result->length;
    return worker_say(socket, &answer, sizeof answer) && worker_say(socket, bytes, answer.length);
}

static _Noreturn void worker_work(const struct pool_work *work, int socket)
{
    struct pool_result result = {0};
    size_t number;
    bool heard = true;
    while (heard && worker_hear(socket, &number, sizeof number)) {
        struct error e = {""};
        result.length = 0;
        const int status = work->job(work->user, number, &result, &e);
        heard = worker_answer(socket, status, &result, &e);
    }
    free(result.bytes);
    _exit(0);
}

/* `before` are the signals that the caller has blocked by itself. */
static _Noreturn void worker_begin(const struct pool_work *work, pid_t caller, int socket,
                                   const sigset_t *before)
{
    worker_catch_signals();
    sigprocmask(SIG_SETMASK, before, NULL);
    mem_exhausted_is_told_elsewhere();
    prctl(PR_SET_PDEATHSIG, SIGTERM); /* whoever stops the caller stops its workers */
    if (getppid() != caller)
        _exit(0);
    worker_work(work, socket);
}

int pool_worker_start(const struct pool_work *work, const int *others, size_t count, pid_t *process,
                      int *socket, struct error *e)
{
    const sigset_t signals = pool_signals();
    const pid_t caller = getpid();
    sigset_t before;
    int pair[2];
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) < 0)
        return error_set(e, "cannot start a worker process: %s", strerror(errno));
    sigprocmask(SIG_BLOCK, &signals, &before); /* no handler of the caller's runs in a worker */
    *process = fork();
    if (*process == 0) {
        close(pair[0]);
        for (size_t i = 0; i < count; i++)
            close(others[i]);
        worker_begin(work, caller, pair[1], &before);
    }
    const int why = errno;
    sigprocmask(SIG_SETMASK, &before, NULL);
    close(pair[1]);
    if (*process > 0) {
        *socket = pair[0];
        return 0;
    }
    close(pair[0]);
    return error_set(e, "cannot start a worker process: %s", strerror(why));
}
