/* Scenarios of nights, put together from those of their sites, and run. */
#include "planner/together.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "planner/confirm.h"
#include "planner/fleet_private.h"
#include "planner/fleet_tree.h"
#include "planner/what_if.h"
#include "results/sites.h"
#include "scenarios/format/units.h"
#include "sim/engine_load.h"
#include "studies/trial.h"

/* --- a scenario ------------------------------------------------------------------------------- */

static const struct tree_place together_nowhere;

/* Long prefixes are told, and would be the same in two sites: each has its own. */
static void together_prefixes(struct tree_node *site, uint32_t *used)
{
    const struct tree_node *subnets = tree_child(site, "subnets");
    for (size_t i = 0; subnets && i < subnets->count; i++) {
        struct tree_node *subnet = subnets->children[i];
        if (!tree_child(subnet, "prefix"))
            continue;
        char *prefix = prefix_write((11u << 24) + (*used << 16), 16);
        fleet_tree_put(subnet, "prefix", prefix, together_nowhere);
        free(prefix);
        ++*used;
    }
}

/* What a site has of its own moves into an item of the list; what is left is the night's. */
static void together_add(struct tree_node *root, struct tree_node *sites, struct tree_node *tree,
                         int64_t after, uint32_t *prefixes)
{
    static const char *const own[] = {"name",    "method", "wan",          "busy",
                                      "traffic", "reset",  "server_order", "subnets"};
    struct tree_node *item = fleet_tree_item(sites, together_nowhere);
    for (size_t i = 0; i < sizeof own / sizeof *own; i++) {
        const struct tree_node *child = tree_child(tree, own[i]);
        if (child)
            fleet_tree_merge(item, child);
        fleet_tree_drop(tree, own[i]);
    }
    /* Calls are heard for a while before, as of a site alone. */
    char *at = mem_printf("%" PRId64 " s", after + 30);
    fleet_tree_put(item, "reset.at", at, together_nowhere);
    free(at);
    together_prefixes(item, prefixes);
    for (size_t i = 0; i < tree->count; i++)
        fleet_tree_merge(root, tree->children[i]);
}

static void together_head_end(struct tree_node *root, uint64_t rate)
{
    if (rate == 0)
        return;
    char *text = quantity_write(QUANTITY_RATE, rate);
    fleet_tree_put(root, "head_end.rate", text, together_nowhere);
    fleet_tree_put(root, "head_end.queue.limit", "1000 packets", together_nowhere);
    free(text);
}

char *together_text(const struct plan *p, const struct plan_night *night)
{
    if (night->count > TOGETHER_SITES)
        return NULL;
    struct tree_node *root = tree_node_new(TREE_MAP, together_nowhere);
    struct tree_node *sites = tree_node_new(TREE_LIST, together_nowhere);
    uint32_t prefixes = 0;
    fleet_tree_put(root, "name", "a night", together_nowhere);
    for (size_t i = 0; i < night->count; i++) {
        const struct plan_site *s = &p->sites[night->sites[i]];
        struct tree_node *tree = fleet_tree(p->fleet, s->site, (enum method)s->chosen);
        together_add(root, sites, tree, s->start - night->start, &prefixes);
        tree_node_free(tree);
    }
    together_head_end(root, p->options.head_end);
    tree_add(root, sites, "sites", together_nowhere);
    char *text = NULL;
    size_t length;
    FILE *out = open_memstream(&text, &length);
    if (!out)
        mem_exhausted();
    fleet_tree_write(root, out, NULL, NULL);
    tree_node_free(root);
    if (fclose(out) != 0)
        mem_exhausted();
    return text;
}

/* --- runs ------------------------------------------------------------------------------------- */

/* In the order of the night's sites, s; INFINITY: not all phones are back. */
struct together_run {
    bool ran;
    struct error why; /* it did not */
    double all_back[TOGETHER_SITES];
};

struct together_all {
    struct plan *plan;
    const struct engine *engine;
};

static int together_ended(void *user, const struct record *r, const struct run_summary *summary,
                          const struct run_label *label, struct error *e)
{
    struct together_run *run = user;
    struct site_summary *sites;
    const size_t count = sites_summarise(r, &sites);
    (void)summary, (void)label, (void)e;
    for (size_t i = 0; i < count && i < TOGETHER_SITES; i++)
        run->all_back[i] =
            sites[i].completed == sites[i].phones ? (double)sites[i].all_back / 1e9 : INFINITY;
    free(sites);
    return 0;
}

static int together_job(void *user, size_t number, void *result, struct error *e)
{
    const struct together_all *all = user;
    struct together_run *run = result;
    const struct trial how = {.ended = together_ended, .user = run};
    const struct scenario *like = &all->plan->fleet->like;
    struct run_summary summary;
    struct scenario s;
    char *text = together_text(all->plan, &all->plan->nights[number]);
    if (!text) {
        error_set(&run->why, "it has more than %d sites", TOGETHER_SITES);
        return 0;
    }
    /* What does not go together is no reason to have no plan. */
    const int loaded =
        scenario_load_text(&s, "a night", text, strlen(text), NULL, 0, like->library, &run->why);
    free(text);
    if (loaded < 0)
        return 0;
    run->ran = trial_run(&s, all->engine, &how, &summary, &run->why) == 0;
    scenario_free(&s);
    (void)e;
    return 0;
}

/* --- what comes of it ------------------------------------------------------------------------- */

/* The site by itself, at the same values: by the model, scaled where that was confirmed; NAN: only
 * the simulator knows it. */
static double together_alone(const struct plan *p, const struct plan_site *s)
{
    const struct plan_answer *is = &s->answers[s->chosen];
    if (is->by_runs)
        return NAN;
    const struct plan_answer a =
        what_if_answer(p->fleet, s->site, (enum method)s->chosen, plan_answer_scale(is));
    return a.possible ? a.p50 : NAN;
}

/* Sites of a kind by a method are simulated once. */
static size_t together_kind(const struct plan_site *s)
{
    return s->site->kind * PLAN_METHODS + (size_t)s->chosen;
}

static bool together_is_simulated(const struct plan *p, const struct plan_site *s)
{
    return s->scheduled && p->nights[s->night].together && isnan(s->alone_back);
}

static int together_simulate_alone(struct plan *p, struct error *e)
{
    const size_t kinds = p->fleet->kind_count * PLAN_METHODS;
    size_t *number = mem_calloc(kinds + 1, sizeof *number), count = 0; /* of the job, from 1 */
    struct confirm_job *jobs = mem_calloc(kinds + 1, sizeof *jobs);
    struct confirm_run *runs = mem_calloc(kinds + 1, sizeof *runs);
    for (size_t i = 0; i < p->count; i++) {
        const struct plan_site *s = &p->sites[i];
        if (!together_is_simulated(p, s) || number[together_kind(s)] > 0)
            continue;
        jobs[count] = (struct confirm_job){.site = s->site, .method = (enum method)s->chosen};
        number[together_kind(s)] = ++count;
    }
    const int status = count > 0 ? confirm_run_all(p->fleet, &p->options, jobs, count, runs, e) : 0;
    for (size_t i = 0; i < p->count && status == 0; i++)
        if (together_is_simulated(p, &p->sites[i]))
            p->sites[i].alone_back = runs[number[together_kind(&p->sites[i])] - 1].all_back;
    free(runs);
    free(jobs);
    free(number);
    return status;
}

static void together_keep(struct plan *p, struct plan_night *night, const struct together_run *run)
{
    night->together = run->ran;
    night->not_together = run->ran ? NULL : mem_strdup(run->why.text);
    for (size_t i = 0; i < night->count && run->ran; i++) {
        struct plan_site *s = &p->sites[night->sites[i]];
        s->alone_back = together_alone(p, s);
        s->together_back = run->all_back[i];
    }
}

static void together_of_night(const struct plan *p, struct plan_night *night)
{
    for (size_t i = 0; i < night->count && night->together; i++) {
        const struct plan_site *s = &p->sites[night->sites[i]];
        const double after = (double)(s->start - night->start);
        night->alone_back = fmax(night->alone_back, after + s->alone_back);
        night->together_back = fmax(night->together_back, after + s->together_back);
    }
}

int plan_together(struct plan *p, struct error *e)
{
    const struct plan_options *o = &p->options;
    struct together_all all = {p, engine_load("native", e)};
    struct together_run *runs = mem_calloc(p->night_count + 1, sizeof *runs);
    const struct pool_jobs pool = {.count = p->night_count,
                                   .result_size = sizeof *runs,
                                   .job = together_job,
                                   .user = &all,
                                   .progress = o->progress,
                                   .progress_user = o->progress_user};
    int status = all.engine ? pool_run(&pool, o->workers, runs, e) : -1;
    for (size_t n = 0; n < p->night_count && status == 0; n++)
        together_keep(p, &p->nights[n], &runs[n]);
    if (status == 0)
        status = together_simulate_alone(p, e);
    for (size_t n = 0; n < p->night_count && status == 0; n++)
        together_of_night(p, &p->nights[n]);
    free(runs);
    return status;
}
