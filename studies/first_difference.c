/* Runs write their events into pipes, which hold them back while the other one is behind. */
#include "studies/first_difference.h"

#include <errno.h>
#include <inttypes.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/memory.h"
#include "results/events.h"
#include "scenarios/experiment.h"
#include "studies/packet_text.h"

/* How a source's process says what went wrong: a line that begins so, as no event does. */
#define EVENTS_FAILURE "!"

enum { LINES_AHEAD = 200000 }; /* that are looked at for a counterpart */

struct event_reader {
    const char *name;
    pid_t process; /* 0: none */
    FILE *in;
    char *line, *before; /* the one that was read last, and the one before it */
    size_t room, before_room;
    bool more; /* false: `line` is none, the run has ended */
};

/* --- sources --------------------------------------------------------------------------------- */

int event_source_run_here(void *user, FILE *out, struct error *e)
{
    const struct event_source_here *source = user;
    struct events events;
    struct observer_list observers = {0};
    events_init(&events, out, packet_text);
    const struct observer watcher = events_observer(&events);
    observer_list_add(&observers, &watcher);
    struct experiment *x = experiment_new(source->scenario, source->engine, &observers, e);
    if (x) {
        experiment_run(x, UINT64_MAX);
        experiment_free(x);
    }
    events_finish(&events);
    return x ? 0 : -1;
}

int event_source_run_program(void *user, FILE *out, struct error *e)
{
    const struct event_source_program *source = user;
    char *seed = mem_printf("seed=%" PRIu64, source->seed);
    char *replication = mem_printf("replication=%" PRIu32, source->replication);
    if (dup2(fileno(out), STDOUT_FILENO) >= 0)
        execlp(source->program, source->program, "run", source->file, "--engine", source->engine,
               "-s", seed, "-s", replication, "--events", "-", (char *)NULL);
    error_set(e, "%.200s: cannot be run: %s; give the program that made the runs", source->program,
              strerror(errno));
    free(seed);
    free(replication);
    return -1;
}

/* --- their processes ------------------------------------------------------------------------- */

/* What is to be heard of a signal is the caller's; this one just ends. */
static void event_reader_be_alone(void)
{
    static const int signals[] = {SIGHUP, SIGINT, SIGTERM, SIGPIPE};
    for (size_t i = 0; i < sizeof signals / sizeof *signals; i++)
        signal(signals[i], SIG_DFL);
    prctl(PR_SET_PDEATHSIG, SIGTERM);
}

static _Noreturn void event_reader_serve(const struct event_source *source, int end)
{
    struct error e;
    FILE *out = fdopen(end, "w");
    event_reader_be_alone();
    if (!out)
        _exit(EXIT_FAILURE);
    if (source->run(source->user, out, &e) < 0)
        fprintf(out, EVENTS_FAILURE "%s\n", e.text);
    _exit(fclose(out) == 0 ? EXIT_SUCCESS : EXIT_FAILURE);
}

static int event_reader_start(struct event_reader *r, const struct event_source *source,
                              struct error *e)
{
    int ends[2];
    fflush(NULL); /* or the child would write it again */
    if (pipe(ends) < 0)
        return error_set(e, "cannot start a process for a run: %s", strerror(errno));
    const pid_t process = fork();
    if (process == 0) {
        close(ends[0]);
        event_reader_serve(source, ends[1]);
    }
    const int reason = errno;
    close(ends[1]);
    if (process > 0) {
        r->process = process;
        r->in = fdopen(ends[0], "r");
        if (r->in)
            return 0;
    }
    close(ends[0]);
    return error_set(e, "cannot start a process for a run: %s",
                     strerror(process < 0 ? reason : errno));
}

/* One that is not at its end is stopped. Returns what waitpid says. */
static int event_reader_stop(struct event_reader *r)
{
    int status = 0;
    if (r->in)
        fclose(r->in);
    r->in = NULL;
    if (r->process && r->more)
        kill(r->process, SIGKILL);
    while (r->process && waitpid(r->process, &status, 0) < 0 && errno == EINTR)
        ;
    r->process = 0;
    return status;
}

static int event_reader_end(struct event_reader *r, struct error *e)
{
    r->more = false;
    const int status = event_reader_stop(r);
    if (WIFSIGNALED(status))
        return error_set(e, "%s: its run was ended by signal %d", r->name, WTERMSIG(status));
    if (WEXITSTATUS(status))
        return error_set(e, "%s: its run failed, with status %d", r->name, WEXITSTATUS(status));
    return 0;
}

/* --- lines ----------------------------------------------------------------------------------- */

static int event_reader_next(struct event_reader *r, struct error *e)
{
    char *line = r->before;
    const size_t room = r->before_room;
    r->before = r->line;
    r->before_room = r->room;
    r->line = line;
    r->room = room;
    errno = 0;
    const ssize_t length = getline(&r->line, &r->room, r->in);
    if (length < 0)
        return errno ? error_set(e, "%s: interrupted: %s", r->name, strerror(errno))
                     : event_reader_end(r, e);
    if (length && r->line[length - 1] == '\n')
        r->line[length - 1] = '\0';
    if (*r->line == *EVENTS_FAILURE)
        return error_set(e, "%s", r->line + 1);
    return 0;
}

/* The first line is the header. */
static int event_reader_begin(struct event_reader *r, struct error *e)
{
    r->more = true;
    if (event_reader_next(r, e) < 0)
        return -1;
    if (!r->more || strcmp(r->line, EVENTS_HEADER) != 0)
        return error_set(e, "%s: its program writes no events as this one reads them (%s)", r->name,
                         EVENTS_HEADER);
    return 0;
}

/* Whether both are of one kind, at one place. */
static bool event_is_there(const struct event_line *a, const struct event_line *b)
{
    return strcmp(a->event, b->event) == 0 && strcmp(a->place, b->place) == 0 &&
           strcmp(a->direction, b->direction) == 0;
}

/* Reads on from the reader's line until one is where the event is. */
static int event_reader_look_there(struct event_reader *r, const struct event_line *event,
                                   char **there, struct error *e)
{
    for (int i = 0; r->more && i < LINES_AHEAD; i++) {
        struct event_line this;
        char *copy = mem_strdup(r->line);
        const bool is = event_line_read(&this, copy) && event_is_there(&this, event);
        free(copy);
        if (is) {
            *there = mem_strdup(r->line);
            return 0;
        }
        if (event_reader_next(r, e) < 0)
            return -1;
    }
    return 0;
}

/* In the run whose line is later something of the earlier one's kind may come yet. */
static int first_difference_look_there(struct event_reader readers[2], struct first_difference *d,
                                       struct error *e)
{
    struct event_line events[2];
    char *copies[2] = {NULL, NULL};
    bool read = true;
    int status = 0;
    for (int side = 0; side < 2 && read; side++) {
        copies[side] = d->line[side] ? mem_strdup(d->line[side]) : NULL;
        read = copies[side] && event_line_read(&events[side], copies[side]);
    }
    if (read && !event_is_there(&events[0], &events[1])) {
        const int later = strtod(events[0].time, NULL) > strtod(events[1].time, NULL) ? 0 : 1;
        status = event_reader_look_there(&readers[later], &events[1 - later], &d->there[later], e);
    }
    free(copies[0]);
    free(copies[1]);
    return status;
}

static int first_difference_look(struct event_reader readers[2], struct first_difference *d,
                                 struct error *e)
{
    for (;;) {
        if (event_reader_next(&readers[0], e) < 0 || event_reader_next(&readers[1], e) < 0)
            return -1;
        const bool both = readers[0].more && readers[1].more;
        if (both ? strcmp(readers[0].line, readers[1].line) != 0
                 : readers[0].more != readers[1].more)
            break;
        if (!both)
            return 0;
        d->equal++;
    }
    d->found = true;
    d->last = d->equal ? mem_strdup(readers[0].before) : NULL;
    for (int side = 0; side < 2; side++)
        d->line[side] = readers[side].more ? mem_strdup(readers[side].line) : NULL;
    return first_difference_look_there(readers, d, e);
}

int first_difference(const struct event_source sources[2], const char *const names[2],
                     struct first_difference *d, struct error *e)
{
    struct event_reader readers[2] = {{.name = names[0]}, {.name = names[1]}};
    int status = 0;
    *d = (struct first_difference){.equal = 0};
    for (int side = 0; side < 2 && status == 0; side++)
        status = event_reader_start(&readers[side], &sources[side], e);
    for (int side = 0; side < 2 && status == 0; side++)
        status = event_reader_begin(&readers[side], e);
    if (status == 0)
        status = first_difference_look(readers, d, e);
    for (int side = 0; side < 2; side++) {
        event_reader_stop(&readers[side]);
        free(readers[side].line);
        free(readers[side].before);
    }
    return status;
}

void first_difference_fini(struct first_difference *d)
{
    free(d->last);
    free(d->line[0]);
    free(d->line[1]);
    free(d->there[0]);
    free(d->there[1]);
    *d = (struct first_difference){.equal = 0};
}

/* --- for people ------------------------------------------------------------------------------ */

/* Takes the next field of CSV off `*rest`, its quotes too. */
static char *event_field(char **rest)
{
    char *field = *rest, *to = field, *from = field;
    const bool quoted = *from == '"';
    from += quoted;
    while (*from && (quoted ? *from != '"' || from[1] == '"' : *from != ',')) {
        from += quoted && *from == '"';
        *to++ = *from++;
    }
    from += quoted && *from;
    *rest = *from ? from + 1 : from;
    *to = '\0';
    return field;
}

bool event_line_read(struct event_line *event, char *line)
{
    char *fields[7];
    for (int i = 0; i < 7; i++) {
        if (!*line && i)
            return false;
        fields[i] = event_field(&line);
    }
    *event = (struct event_line){fields[0], fields[1], fields[2], fields[3],
                                 fields[5], fields[4], fields[6]};
    return true;
}
