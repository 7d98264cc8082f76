/* Faults, simulated at one site: a scenario with the fault as options of -s behind its own. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "planner/risk.h"
#include "scenarios/format/units.h"
#include "sim/engine_load.h"
#include "studies/variants.h"

enum { FAULT_OPTIONS = 2, FAULT_TIMES = 4, FAULT_MORE = 3600 /* s */ };

const char *const risk_fault_names[RISK_FAULTS] = {
    [RISK_NONE] = "none",
    [RISK_ROOT] = "root unplugged",
    [RISK_SERVER] = "server off",
    [RISK_NO_FILE] = "missing file",
};

struct fault_site {
    const struct answers_request *request;
    size_t site;
    enum method method;
};

/* One option after the other, each a scenario of its own. */
static int fault_load(void *user, const char *const *set, size_t count, struct scenario *s,
                      struct error *e)
{
    const struct fault_site *f = user;
    if (f->request->load(f->request->user, f->site, f->method, s, e) < 0)
        return -1;
    for (size_t i = 0; i < count; i++) {
        struct scenario before = *s;
        const int status = scenario_load_again(s, &before, set[i], e);
        scenario_free(&before);
        if (status < 0)
            return -1;
    }
    return 0;
}

/* What of the scenario a fault is about. */
struct fault_about {
    bool shares, local; /* somebody shares; all ask a load server */
    const char *file;   /* the last of the load of the first phones */
    sim_time down_for;  /* of the server that is asked */
};

static void fault_look(struct fault_about *a, const struct scenario *s)
{
    *a = (struct fault_about){.local = true};
    for (size_t i = 0; i < s->sites[0].subnet_count; i++) {
        const struct scenario_subnet *subnet = &s->sites[0].subnets[i];
        for (size_t g = 0; g < subnet->phones_count; g++) {
            const struct scenario_phones *group = &subnet->phones[g];
            const struct firmware_load *load = group->loads[group->load_count - 1];
            a->shares |= group->shares;
            a->local &= scenario_phones_use_load_server(group);
            if (!a->file && load)
                a->file = load->files[load->file_count - 1].name;
        }
    }
    a->down_for = a->local ? s->sites[0].subnets[0].load_servers[0].down_for : s->server.down_for;
}

/* The fault's option; NULL: it needs none, or there is none. Free it. */
static char *fault_option(enum risk_fault fault, const struct fault_about *a, double expected)
{
    char *halfway = quantity_write(QUANTITY_TIME, (uint64_t)(expected / 2 * 1e3) * MILLISECONDS);
    const char *server = a->local ? "subnets[0].load_servers[0]" : "server";
    char *option = NULL;
    switch (fault) {
    case RISK_ROOT:
        option = mem_printf("unplug=[{phone: root, at: %s}]", halfway);
        break;
    case RISK_SERVER:
        option = mem_printf("%s.down_at=%s", server, halfway);
        break;
    case RISK_NO_FILE:
        option = a->file && !strchr(a->file, '\'')
                     ? mem_printf("%s.missing=['%s']", server, a->file)
                     : NULL;
        break;
    case RISK_NONE:
    case RISK_FAULTS:
        break;
    }
    free(halfway);
    return option;
}

static void fault_outcome(struct risk_outcome *o, const struct run_summary *s)
{
    *o = (struct risk_outcome){true, s->phones, s->completed,
                               s->completed ? time_seconds(s->all_back) : NAN, 0};
}

static int fault_run(const struct fault_site *f, const struct fault_about *about, double expected,
                     struct risk_outcome outcomes[RISK_FAULTS], struct error *e)
{
    char *limit =
        quantity_write(QUANTITY_TIME, (uint64_t)(FAULT_TIMES * expected + FAULT_MORE) * SECONDS);
    char *last = mem_printf("run.limit=%s", limit), *options[RISK_FAULTS] = {NULL};
    const char *sets[RISK_FAULTS][FAULT_OPTIONS];
    struct variant variants[RISK_FAULTS];
    enum risk_fault faults[RISK_FAULTS];
    struct run_summary summaries[RISK_FAULTS];
    size_t count = 0;
    for (enum risk_fault i = RISK_NONE; i < RISK_FAULTS; i++) {
        options[i] = fault_option(i, about, expected);
        if ((i == RISK_ROOT && !about->shares) || (i != RISK_NONE && !options[i]))
            continue;
        sets[count][0] = last;
        sets[count][1] = options[i];
        variants[count] = (struct variant){sets[count], options[i] ? 2 : 1};
        faults[count++] = i;
    }
    const struct variants v = {.load = fault_load,
                               .user = (void *)f,
                               .engine = engine_load("native", e),
                               .workers = f->request->workers};
    const int status = v.engine ? variants_run(&v, variants, count, summaries, e) : -1;
    for (size_t i = 0; i < count && status == 0; i++)
        fault_outcome(&outcomes[faults[i]], &summaries[i]);
    outcomes[RISK_SERVER].lasts = time_seconds(about->down_for);
    for (enum risk_fault i = RISK_NONE; i < RISK_FAULTS; i++)
        free(options[i]);
    free(last);
    free(limit);
    return status;
}

int risk_faults(const struct answers_request *r, size_t site, enum method m, double expected,
                struct risk_outcome outcomes[RISK_FAULTS], struct error *e)
{
    const struct fault_site f = {r, site, m};
    struct fault_about about;
    struct scenario s;
    memset(outcomes, 0, RISK_FAULTS * sizeof *outcomes);
    if (fault_load((void *)&f, NULL, 0, &s, e) < 0)
        return -1;
    fault_look(&about, &s);
    const int status = fault_run(&f, &about, expected, outcomes, e);
    scenario_free(&s);
    return status;
}
