/* A site as it is not: with other settings, other numbers, fewer phones at a time. By the model,
 * where the site's ranges are likeliest. */
#ifndef PLANNER_WHAT_IF_H
#define PLANNER_WHAT_IF_H

#include "planner/answers.h"
#include "planner/fleet.h"
#include "scenarios/estimate.h"

/* A copy of a site that may be changed: its own numbers, the members of its subnets and phones. Its
 * texts are those of the site that it is a copy of. */
struct what_if {
    struct fleet_site site;
};

void what_if_init(struct what_if *w, const struct fleet_site *of);
void what_if_fini(struct what_if *w);

/* How its phones take part in sharing: all whose model can. False: no model can. */
bool what_if_shares(struct what_if *w);
/* Each subnet that has none gets a load server. False: each has one. */
bool what_if_load_servers(struct what_if *w);
/* Its phones in `parts`, one after the other: the largest of them. */
void what_if_part(struct what_if *w, uint32_t parts);

/* The model of a site by a method. */
struct what_if_model {
    struct scenario scenario;
    struct estimate *estimate;
};

/* Negative: the scenario is none, or is not modelled; why is nobody's matter. */
int what_if_open(struct what_if_model *m, const struct fleet *f, const struct fleet_site *site,
                 enum method method);
void what_if_close(struct what_if_model *m);
/* What it says as it stands: of all phones being back `scale` times that, in each member for a
 * quantile the same; and of its calls. Not possible: phones are never back. */
struct plan_answer what_if_now(const struct what_if_model *m, double scale);

/* The same of a site by itself; not possible, also when it is not modelled. */
struct plan_answer what_if_answer(const struct fleet *f, const struct fleet_site *site,
                                  enum method method, double scale);

/* The least rate of the WAN, bit/s, at which that answer fits into so many s and keeps calls; up to
 * a thousand times what it has. 0: none does. */
uint64_t what_if_rate(const struct fleet *f, const struct fleet_site *site, enum method method,
                      double scale, double longest);

#endif
