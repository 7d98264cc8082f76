/* The points of a campaign: which values its parameters have, computed one by one, so that millions
 * take no room. A parameter is a field of the scenario by its path (scenarios/format/path.h), or
 * the engine; its values are as values.h says.
 *
 * Parameters are multiplied, the last one varies fastest; with `zip` the first values of all are a
 * point, the second ones, and so on. The rows of a file are multiplied with that, and vary slowest.
 */
#ifndef STUDIES_POINTS_H
#define STUDIES_POINTS_H

#include "studies/values.h"

#define POINTS_ENGINE "engine" /* the path of the parameter that is none of the scenario's */

struct points_request {
    const struct scenario *scenario; /* with -m and -s: of whose catalogue models and loads are */
    const char *const *given;        /* "PATH=VALUES", as with -p */
    size_t given_count;
    bool zip;
    const char *file;       /* CSV, whose header has paths, and each row a point's values; NULL */
    const char *const *set; /* what was set with -s, which no parameter may be */
    size_t set_count;
    const char *method, *engine; /* with -m and --engine, likewise; NULL: not given */
};

struct points;

/* The scenario stays in use. Errors (NULL) name what was given: an unknown path, a value or range
 * that is not the field's, a parameter that is there twice or is set otherwise, a value or point
 * that is there twice, lists of different lengths with `zip`, 10,000,000 points or more; of the
 * file what base/csv.h says, too. */
struct points *points_new(const struct points_request *r, struct error *e);
void points_free(struct points *p);

size_t points_count(const struct points *p);
size_t points_parameters(const struct points *p);
const char *points_path(const struct points *p, size_t parameter);
/* Whether there is such a parameter, and it has that value in some point. */
bool points_have(const struct points *p, const char *path, const char *value);
/* Of the n-th point: the parameter's value in its one form (free it), and as values_number. */
char *points_value(const struct points *p, size_t n, size_t parameter);
double points_number(const struct points *p, size_t n, size_t parameter);
/* "PATH=VALUE", as -s takes it; NULL of the engine. Free it. */
char *points_assignment(const struct points *p, size_t n, size_t parameter);

#endif
