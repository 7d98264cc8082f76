/* The points at which a fleet is looked at: what is unknown has, at each of them, a share of its
 * distribution, evenly spread in as many dimensions as there are unknowns (GSL's Sobol sequence).
 *
 * What all sites share has the same coordinates at all of them, so that they are early or late
 * together. What a site has for itself it has at the points in an order of its own, by its name: so
 * sites are independent of each other and of what they share, and each is as evenly spread as
 * before. (A shift of its own would leave the coordinates of two sites a line: the one would be
 * told by the other.) */
#ifndef PLANNER_PLAN_POINTS_H
#define PLANNER_PLAN_POINTS_H

#include <stddef.h>
#include <stdint.h>

enum { PLAN_POINTS = 1024, PLAN_DIMENSIONS = 40 };

struct plan_points;

struct plan_points *plan_points_new(void);
void plan_points_free(struct plan_points *p);

/* Above 0 and below 1. */
double plan_points_at(const struct plan_points *p, size_t point, size_t dimension);

/* Which of the points a site has for what is its own: each of them once. */
void plan_points_order(uint16_t order[PLAN_POINTS], const char *site);

#endif
