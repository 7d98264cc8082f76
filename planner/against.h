/* What has changed since an earlier plan, and which sites that has moved: two plans as plan.json
 * has them, compared. Of a site that has moved it is said why, if there is just one thing that can
 * be why. */
#ifndef PLANNER_AGAINST_H
#define PLANNER_AGAINST_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"

/* Texts as files have them, not yet visible; NULL: there was, or is, none. */
struct against_change {
    char *what; /* an option, a field's path, a column, a load */
    char *old, *now;
};

struct against_changes {
    struct against_change *list;
    size_t count;
};

enum against_of { AGAINST_OPTIONS, AGAINST_UNKNOWNS, AGAINST_SHARED, AGAINST_LOADS, AGAINST_ALL };
extern const char *const against_words[AGAINST_ALL]; /* keys in JSON: "options" ... */

enum against_move {
    AGAINST_VERDICT,
    AGAINST_METHOD,
    AGAINST_NIGHT,
    AGAINST_START, /* by the site's clocks, "2026-12-01 22:00" */
    AGAINST_MOVES,
};

enum against_why {
    AGAINST_UNMOVED, /* nothing is to be explained */
    AGAINST_BY_ONE,  /* `cause` */
    AGAINST_BY_SEVERAL,
    AGAINST_BY_OTHERS,  /* what has changed is at other sites */
    AGAINST_BY_PROGRAM, /* nothing has: it is another version, or time zones have changed */
};

struct against_site {
    char *name;
    struct against_changes inputs;              /* of its own, by columns, and its load */
    struct against_change moves[AGAINST_MOVES]; /* `what` is as in JSON */
    bool moved[AGAINST_MOVES];
    double old_takes, takes; /* s, at the planning quantile; INFINITY: never, or by no method */
    double window;           /* s, its longest one now; 0: it has none */
    enum against_why why;
    const struct against_change *cause; /* one of `inputs`, or of the plan's */
};

struct against {
    struct against_changes all[AGAINST_ALL]; /* what is no site's alone */
    char **added, **gone;                    /* sites' names */
    size_t added_count, gone_count;
    struct against_site
        *sites; /* in the order of now: those that have moved, or whose inputs have */
    size_t site_count;
};

/* Reads plan.json, in a folder or by its own path; json_decref gives it back. Errors (negative): it
 * cannot be read, is no plan, or of another form than PLAN_FORMAT. */
int against_read(json_t **plan, const char *path, struct error *e);

/* Compares; on success against_fini. Both plans may go then. Errors (negative): `old` lacks what a
 * plan has; `now` is a plan of plan_json. */
int against_make(struct against *a, json_t *old, json_t *now, struct error *e);
void against_fini(struct against *a);

/* All of it for programs; json_decref gives it back. */
json_t *against_json(const struct against *a);

#endif
