/* The scenario is loaded once, and its runs differ in seed and beginnings only. */
#include "cli/calibrate_pcap_replay.h"

#include <math.h>

#include "cli/cli.h"
#include "studies/trial.h"

enum { PACKETS = 4000000 }; /* simulated, of all runs together: some seconds */

static void replay_blur(struct scenario *s, double round)
{
    for (size_t i = 0; i < s->site_count; i++)
        for (size_t k = 0; k < s->sites[i].subnet_count; k++)
            for (size_t n = 0; n < s->sites[i].subnets[k].phones_count; n++)
                s->sites[i].subnets[k].phones[n].reset.spread += (sim_time)(fmax(round, 0) * SECONDS);
}

static int replay_once(struct scenario *s, struct run_summary *summary, double *took,
                       struct error *e)
{
    if (trial_run(s, &native_engine, NULL, summary, e) < 0)
        return -1;
    *took = summary->completed == summary->phones ? time_seconds(summary->all_back) : NAN;
    return 0;
}

static int replay_all(struct pcap_replay *r, struct scenario *s, double round, uint64_t packets,
                      struct error *e)
{
    struct run_summary summary;
    if (replay_once(s, &summary, &r->took, e) < 0)
        return -1;
    r->phones = summary.phones;
    r->completed = summary.completed;
    replay_blur(s, round);
    for (uint64_t i = 0; i < PCAP_REPLAYS && (i + 2) * packets <= PACKETS; i++) {
        double took;
        s->replication++;
        if (replay_once(s, &summary, &took, e) < 0)
            return -1;
        if (isnan(took))
            continue;
        r->low = r->runs ? fmin(r->low, took) : took;
        r->high = r->runs ? fmax(r->high, took) : took;
        r->runs++;
    }
    return 0;
}

int pcap_replay_run(struct pcap_replay *r, const char *path, double round, uint64_t packets,
                    struct error *e)
{
    const struct overrides none = {0};
    struct scenario s;
    *r = (struct pcap_replay){.took = NAN, .low = NAN, .high = NAN};
    if (cli_load_quietly(&s, path, &none, e) < 0)
        return -1;
    const int result = replay_all(r, &s, round, packets, e);
    scenario_free(&s);
    return result;
}
