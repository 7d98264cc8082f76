/* Sites that answers are asked of, from texts: each is a scenario, of a kind, perhaps with a range.
 */
#ifndef TESTS_PLANNER_SITES_H
#define TESTS_PLANNER_SITES_H

#include <math.h>

#include "planner/answers.h"
#include "tests/library.h"
#include "tests/support.h"

enum { SITES_MOST = 12 };

#define PHONES(n) "subnets: [{phones: [{model: CP-7965, count: " #n "}]}]\n"
#define LOAD_SERVER "subnets: [{load_servers: [{name: a}], phones: [{model: CP-7965}]}]\n"

static const char *const none[] = {"none"};

/* Each test has its own process. */
static const char *texts[SITES_MOST]; /* of sites */
static struct answers_site sites[SITES_MOST];
static struct unknowns unknowns;
static struct answers answers;
static size_t count;

static inline const char *cannot(void *user, size_t site, enum method m)
{
    (void)user;
    return m == METHOD_LOAD_SERVER && !strstr(texts[site], "load_servers") ? "no load server"
                                                                           : NULL;
}

static inline int load_with(size_t site, const char *const *options, size_t option_count,
                            struct scenario *s, struct error *e)
{
    return scenario_load_text(s, "site.yaml", texts[site], strlen(texts[site]), options,
                              option_count, source_library(), e);
}

static inline int load(void *user, size_t site, enum method m, struct scenario *s, struct error *e)
{
    static const char *const methods[] = {"method=tftp", "method=load-server", "method=pfs"};
    (void)user;
    return load_with(site, &methods[m], 1, s, e);
}

/* A site with that text, of a kind. */
static inline void site(const char *name, size_t kind, const char *text)
{
    texts[count] = text;
    sites[count++] = (struct answers_site){.name = name, .kind = kind};
}

/* ... with a range. */
static inline void range(const char *path, uint64_t low, uint64_t high)
{
    struct fleet_range *r = mem_calloc(1, sizeof *r);
    r->path = mem_strdup(path);
    r->number = (struct fleet_number){FLEET_UNIFORM, low, low + (high - low) / 2, high};
    sites[count - 1].ranges = r;
    sites[count - 1].range_count = 1;
}

static inline void know(const char *const *given, size_t given_count)
{
    struct scenario shared;
    struct error e = {""};
    ck_assert_int_eq(load_with(0, NULL, 0, &shared, &e), 0);
    ck_assert_msg(unknowns_init(&unknowns, &shared, NULL, 0, given, given_count, &e) == 0, "%s",
                  e.text);
    scenario_free(&shared);
}

static inline struct answers_request request(double confidence)
{
    return (struct answers_request){.sites = sites,
                                    .count = count,
                                    .unknowns = &unknowns,
                                    .confidence = confidence,
                                    .cannot = cannot,
                                    .load = load,
                                    .workers = 1};
}

static inline int make(double confidence, struct error *e)
{
    const struct answers_request r = request(confidence);
    return answers_make(&answers, &r, e);
}

static inline void must_make(double confidence)
{
    struct error e = {""};
    ck_assert_msg(make(confidence, &e) == 0, "%s", e.text);
}

static inline void near(double value, double right, double off)
{
    ck_assert_msg(fabs(value - right) <= off, "%.9g is not %.9g", value, right);
}

#endif
