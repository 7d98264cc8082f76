/* How often a line is shown, by the wall clock, and how; never in a result. */
#include "cli/progress.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

#include "base/pool.h"
#include "cli/cli.h"
#include "results/text.h"

static double clock_now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

void progress_init(struct progress *p)
{
    const double now = clock_now();
    *p = (struct progress){.terminal = isatty(STDERR_FILENO), .started = now, .next = now + 1};
}

void progress_init_jobs(struct progress *p)
{
    progress_init(p);
    p->jobs = true;
    p->next = p->terminal ? p->next : p->started;
}

void progress_init_campaign(struct progress *p)
{
    progress_init(p);
    p->jobs = true;
}

void progress_init_search(struct progress *p)
{
    progress_init(p);
    p->jobs = p->search = true;
    p->next = p->started + (p->terminal ? 1 : 30);
}

double progress_elapsed(const struct progress *p)
{
    return clock_now() - p->started;
}

bool progress_is_due(struct progress *p)
{
    if (!p->terminal && !p->jobs)
        return false;
    const double now = clock_now();
    if (now < p->next)
        return false;
    p->next = now + (p->terminal ? 0.2 : 30);
    return true;
}

/* "12 s left", when so much of the work was done in the time that has passed. */
static struct text time_left(const struct progress *p, double share)
{
    const double longest = time_seconds(TIME_NEVER) / 2;
    const double left = fmin(progress_elapsed(p) * (1 - share) / share, longest);
    return text_duration((sim_time)(left * (double)SECONDS));
}

static void end_line(struct progress *p)
{
    fputs(p->terminal ? "\033[K" : "\n", stderr); /* clears what a longer line left */
    p->shown = p->terminal;
}

void progress_show_run(struct progress *p, const struct experiment_progress *x)
{
    const double share = x->bytes ? (double)x->bytes_done / (double)x->bytes : 1;
    fprintf(stderr,
            "\r%s simulated, %.1f %% of the bytes delivered, %" PRIu32 " of %" PRIu32
            " phones done, %.1f M events/s",
            text_duration(x->now).text, 100 * share, x->phones_ended, x->phones,
            (double)x->events / progress_elapsed(p) / 1e6);
    if (share > 0)
        fprintf(stderr, ", %s left", time_left(p, share).text);
    end_line(p);
}

static void show_runs(struct progress *p)
{
    fprintf(stderr, "%s%zu of %zu runs done", p->terminal ? "\r" : "pfsim: ", p->done, p->count);
    if (p->done)
        fprintf(stderr, ", about %s left", time_left(p, (double)p->done / (double)p->count).text);
    end_line(p);
}

static void show_search(struct progress *p)
{
    fprintf(stderr, "%s%zu runs done, %zu under way or next",
            p->terminal ? "\r" : "pfsim: ", p->done, p->count - p->done);
    end_line(p);
}

void progress_of_runs(void *user, size_t done, size_t count)
{
    struct progress *p = user;
    p->done = done;
    p->count = count;
    if (cli_interrupted())
        pool_interrupt();
    else if (progress_is_due(p))
        p->search ? show_search(p) : show_runs(p);
}

void progress_of_search(void *user, size_t done, size_t count)
{
    struct progress *p = user;
    if (done < p->batch) /* the next one has begun */
        p->before += p->batch;
    p->batch = done;
    progress_of_runs(p, p->before + done, p->before + count);
}

enum { PROGRESS_BAR = 24 }; /* columns */

static void show_bar(const struct progress *p)
{
    const size_t full = p->count ? p->done * PROGRESS_BAR / p->count : PROGRESS_BAR;
    fputs("\r[", stderr);
    for (size_t i = 0; i < PROGRESS_BAR; i++)
        fputc(i < full ? '#' : '.', stderr);
    fputs("] ", stderr);
}

/* What was known before took no time, and says nothing of what is left. */
static void show_campaign(struct progress *p)
{
    if (p->terminal)
        show_bar(p);
    else
        fputs("pfsim: ", stderr);
    fprintf(stderr, "%s of %s runs", text_count(p->done).text, text_count(p->count).text);
    if (p->found)
        fprintf(stderr, ", %s there before", text_count(p->found).text);
    if (p->failed)
        fprintf(stderr, ", %s failed", text_count(p->failed).text);
    if (p->done > p->found)
        fprintf(stderr, ", about %s left",
                time_left(p, (double)(p->done - p->found) / (double)(p->count - p->found)).text);
    end_line(p);
}

bool progress_of_campaign(struct progress *p, const struct campaign_progress *c)
{
    p->done = c->found + c->done + c->failed;
    p->count = c->runs;
    p->found = c->found;
    p->failed = c->failed;
    if (cli_interrupted())
        return false;
    if (progress_is_due(p))
        show_campaign(p);
    return true;
}

void progress_interrupted(const struct progress *p, const char *rest, struct error *e)
{
    if (p->search)
        error_set(e, "interrupted after %zu runs; %s", p->done, rest);
    else
        error_set(e, "interrupted after %zu of %zu runs; %s", p->done, p->count, rest);
}

void progress_show_drawing(struct progress *p, uint64_t number, uint64_t count)
{
    fprintf(stderr, "%sdrawing picture %" PRIu64 " of %" PRIu64,
            p->terminal ? "\r" : "pfsim: ", number, count);
    end_line(p);
}

void progress_clear(struct progress *p)
{
    if (p->shown)
        fputs("\r\033[K", stderr);
    p->shown = false;
}
