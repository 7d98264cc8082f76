/* The part of pfsim run that puts files and text out. */
#include <stdlib.h>

#include "base/memory.h"
#include "cli/draw.h"
#include "cli/run_private.h"
#include "results/summary_json.h"
#include "results/summary_print.h"
#include "results/write.h"

int run_put_scenario(const struct scenario *s, const char *folder, struct output_set *set,
                     struct error *e)
{
    struct output o;
    if (output_open(&o, folder, "scenario.yaml", e) < 0)
        return -1;
    scenario_write(s, o.file, false);
    return output_set_add(set, &o, e);
}

static int run_put_animation(struct run *r, struct output_set *set, struct error *e)
{
    if (experiment_animate(r->experiment, NULL, e) < 0)
        return -1;
    return output_set_add(set, &r->animation, e);
}

static int run_put_files(struct run *r, const struct run_label *label, struct output_set *set,
                         struct error *e)
{
    if (r->options->captures && capture_finish(&r->capture, set, e) < 0)
        return -1;
    if (r->options->logs && console_log_finish(&r->logs, set, e) < 0)
        return -1;
    if (r->options->events)
        events_finish(&r->events);
    if (r->events_file.file && output_set_add(set, &r->events_file, e) < 0)
        return -1;
    if (r->trace_file.file) {
        trace_write(r->trace_file.file, &r->trace, r->record, label);
        if (output_set_add(set, &r->trace_file, e) < 0)
            return -1;
    }
    if (r->options->animation && run_put_animation(r, set, e) < 0)
        return -1;
    if (!r->options->folder)
        return 0;
    if (results_put(set, r->options->folder, r->record, &r->summary, label, e) < 0)
        return -1;
    return run_put_scenario(&r->scenario, r->options->folder, set, e);
}

int run_write(struct run *r, const struct run_label *label, struct error *e)
{
    struct output_set set = {0};
    if (run_put_files(r, label, &set, e) < 0) {
        output_set_abandon(&set);
        return -1;
    }
    if (output_set_commit(&set, e) < 0)
        return -1;
    return r->options->draw ? cli_draw(r->options->folder, NULL, &r->progress, e) : 0;
}

int run_print(const struct run *r, const struct run_label *label)
{
    if (run_streams_events(r->options))
        return cli_flush_stdout();
    if (r->options->json) {
        json_t *object = summary_json(r->record, &r->summary, label);
        summary_json_write(stdout, object);
        json_decref(object);
    } else {
        summary_print(stdout, r->record, &r->summary, label);
    }
    return cli_flush_stdout();
}
