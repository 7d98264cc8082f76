/* What the parts of an estimate share: the site as formulas want it (estimate_site.c), what was
 * prepared for that (estimate.c), and knobs (estimate_knob.c). */
#ifndef SCENARIOS_ESTIMATE_PRIVATE_H
#define SCENARIOS_ESTIMATE_PRIVATE_H

#include "models/analytic/beside.h"
#include "scenarios/delivery.h"
#include "scenarios/estimate.h"

/* The files that phones fetch who are sent through `loads` and begin with `has`. */
struct estimate_loads {
    const struct firmware_load *const *of;
    size_t count;
    const struct firmware_load *has;
    bool resyncs; /* a profile comes first, each time */
    struct analytic_load *loads;
    struct analytic_file *files; /* of all of them, one after the other */
};

/* When the phones of a group reset, and how many are in each of its parts. */
struct estimate_resets {
    struct scenario_reset reset; /* for which this was worked out, as are the next ones */
    uint64_t seed;
    uint32_t replication, count, share, turn;
    double phones[2], first[2], last[2]; /* of each part; without a phone: 0, INFINITY, -INFINITY */
};

/* A place in a scenario that follows a knob: what it is made of the knob's value. */
enum estimate_form { FORM_SAME, FORM_HALF, FORM_OTHER_HALF, FORM_QUARTER, FORMS };

struct estimate_place {
    void *at;
    uint8_t size; /* bytes of the integer there */
    enum estimate_form form;
};

struct estimate_knob {
    struct estimate_place *places;
    size_t count;
};

struct estimate {
    struct scenario *scenario;
    struct estimate_loads *loads; /* one of each combination */
    size_t load_count;
    struct estimate_resets *resets; /* of each group, in the scenario's order */
    size_t group_count;
    struct estimate_knob *knobs;
    size_t knob_count;
    uint64_t profile; /* bytes, in the loads */
    enum estimate_others takes;
    struct analytic_site site; /* the one that is being worked out */
    struct analytic_answer *sites;
    double *first_resets;          /* s, of each site */
    struct analytic_others others; /* of the site that is being worked out */
    struct analytic_heard *heard;  /* of each site: what its calls meet on its line */
    struct estimate_answer answer;
};

/* What the scenario's phones do as it stands is asked for as one of the three methods: that which
 * knows all ways. */
enum { ESTIMATE_SLOT = ANALYTIC_PFS };

/* The files of such phones; NULL: they are not prepared. */
const struct estimate_loads *estimate_loads(const struct estimate *x, const struct delivery *d);
/* The server that such phones ask first. */
const struct scenario_server *estimate_asked(const struct scenario *s,
                                             const struct scenario_subnet *subnet,
                                             const struct delivery *d);
/* Fills in x->site from a site of the scenario; `group` counts all groups before it. Returns the
 * first reset of its phones, s. */
double estimate_fill(struct estimate *x, const struct scenario_site *site, size_t *group,
                     struct delivery_turns *turns);
void estimate_free_knobs(struct estimate *x);

/* Of the last answer: a part of a group (delivery.h) that has phones. */
struct estimate_part {
    const struct scenario_subnet *subnet;
    const struct scenario_phones *phones;
    uint32_t part;
    double count;       /* of its phones */
    double first, back; /* s from the run's start: their first reset, until the last is back */
};
typedef void estimate_part_fn(void *user, const struct estimate *x, const struct estimate_part *p);

/* Tells of all of them, in the scenario's order. */
void estimate_each_part(const struct estimate *x, estimate_part_fn *fn, void *user);
/* What else is on the site's WAN, in x->site (estimate_others.c). */
void estimate_fill_others(struct estimate *x, const struct scenario_site *site);

#endif
