/* A line on the terminal that says how a long run gets on; of many runs, where stderr is no
 * terminal, a line of text at the start and then each half minute. */
#ifndef CLI_PROGRESS_H
#define CLI_PROGRESS_H

#include <stdbool.h>
#include <stdint.h>

#include "scenarios/experiment.h"
#include "studies/campaign.h"

struct progress {
    bool terminal;        /* stderr is one */
    bool jobs;            /* of many runs */
    bool shown;           /* there is a line to clear */
    double started, next; /* s of the monotonic clock */
    size_t done, count;   /* of many runs, as far as is known */
    size_t found, failed; /* of those done: known before, and failed; of a campaign */
    bool search;          /* nobody knows how many runs it takes */
    size_t before, batch; /* of a search: runs done, before the batch under way and of it */
};

void progress_init(struct progress *p);
/* The same of many runs. */
void progress_init_jobs(struct progress *p);
/* The same of a campaign, which may be short: the first line comes after a second. */
void progress_init_campaign(struct progress *p);
/* The same of runs that are looked for one batch after the other, mostly short: a second, or half a
 * minute where stderr is no terminal. */
void progress_init_search(struct progress *p);
/* Seconds of wall-clock time since progress_init. */
double progress_elapsed(const struct progress *p);
/* Whether it is time for a new line: a second after the start, then a few times a second. */
bool progress_is_due(struct progress *p);
void progress_show_run(struct progress *p, const struct experiment_progress *x);
/* Of many runs, a pool_progress_fn (base/pool.h) whose `user` is a struct progress: shows it
 * when it is due. An interrupt ends the pool. */
void progress_of_runs(void *user, size_t done, size_t count);
/* The same of each batch of a search. */
void progress_of_search(void *user, size_t done, size_t count);
/* Of a campaign, as its `progress` (studies/campaign.h): shows it when it is due. False after an
 * interrupt. */
bool progress_of_campaign(struct progress *p, const struct campaign_progress *c);
/* The error of a pool, or a campaign, that an interrupt has ended: how many runs were done; and
 * `rest`. */
void progress_interrupted(const struct progress *p, const char *rest, struct error *e);
/* The `number`th picture of `count` is being drawn. */
void progress_show_drawing(struct progress *p, uint64_t number, uint64_t count);
void progress_clear(struct progress *p);

#endif
