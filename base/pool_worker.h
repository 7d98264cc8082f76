/* What a pool's two sides have in common: a worker process, and what is said over its socket. */
#ifndef BASE_POOL_WORKER_H
#define BASE_POOL_WORKER_H

#include <signal.h>
#include <sys/types.h>

#include "base/pool.h"

/* The caller sends a job's number, as it is in memory; the worker answers with this and `length`
 * bytes: the result, or, where the status is negative, the error's text with its zero. */
struct pool_answer {
    size_t length;
    int status;
};

/* Signals at which a caller may want to end its pool. */
sigset_t pool_signals(void);
/* Forks a worker. `others` are sockets of the caller's that it has no part in. The caller's end of
 * its socket is `*socket`. Negative when there is none to be had. */
int pool_worker_start(const struct pool_work *work, const int *others, size_t count, pid_t *process,
                      int *socket, struct error *e);

#endif
