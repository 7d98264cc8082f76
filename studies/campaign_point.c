/* The arithmetic of replications; nothing is run or stored here. */
#include "studies/campaign_point.h"

#include <math.h>
#include <stdlib.h>

#include "base/memory.h"
#include "results/statistics.h"
#include "studies/run_key.h"

/* --- points ----------------------------------------------------------------------------------- */

void point_override(struct point *p, const char *text)
{
    p->overrides = mem_resize(p->overrides, p->override_count + 1, sizeof *p->overrides);
    p->overrides[p->override_count++] = mem_strdup(text);
}

void point_parameter(struct point *p, const char *path, const char *value, double number)
{
    p->parameters = mem_resize(p->parameters, p->parameter_count + 1, sizeof *p->parameters);
    p->parameters[p->parameter_count++] = (struct store_parameter){
        .path = mem_strdup(path), .value = mem_strdup(value), .number = number};
}

void point_fini(struct point *p)
{
    for (size_t i = 0; i < p->override_count; i++)
        free(p->overrides[i]);
    for (size_t i = 0; i < p->parameter_count; i++) {
        free((void *)p->parameters[i].path);
        free((void *)p->parameters[i].value);
    }
    free(p->overrides);
    free(p->parameters);
    free(p->scenario);
    free(p->engine);
    *p = (struct point){0};
}

/* --- replications ----------------------------------------------------------------------------- */

void known_forget(struct known *k)
{
    free(k->summary);
    free(k->failure);
    free(k->phones);
    free(k->links);
    *k = (struct known){.known = k->known, .value = k->value};
}

bool open_point_has(const struct open_point *p, uint32_t ahead)
{
    uint32_t limit = p->wanted;
    if (!p->decided) {
        const uint32_t sure = p->prefix < CAMPAIGN_LEAST ? CAMPAIGN_LEAST : p->prefix + 1;
        limit = sure + ahead < limit ? sure + ahead : limit;
    }
    return p->begun < limit;
}

uint32_t open_point_begin(struct open_point *p)
{
    if (!p->precise)
        return p->begun++;
    if (p->begun == p->room) {
        p->room = p->room ? 2 * p->room : 16;
        p->known = mem_resize(p->known, p->room, sizeof *p->known);
    }
    p->known[p->begun] = (struct known){.value = NAN};
    return p->begun++;
}

bool open_point_holds(const struct open_point *p, uint32_t replication)
{
    return !p->decided && replication >= CAMPAIGN_LEAST;
}

bool open_point_drops(const struct open_point *p, uint32_t replication)
{
    return p->decided && replication >= p->wanted;
}

static bool open_point_is_narrow(const struct open_point *p, double precision)
{
    double *values = mem_calloc(p->prefix, sizeof *values);
    size_t count = 0;
    for (uint32_t i = 0; i < p->prefix; i++)
        if (!isnan(p->known[i].value))
            values[count++] = p->known[i].value;
    const struct statistics_interval interval =
        statistics_interval(values, count, CAMPAIGN_CONFIDENCE);
    free(values);
    return count >= CAMPAIGN_LEAST && interval.half_width <= precision * fabs(interval.mean);
}

bool open_point_advance(struct open_point *p, double precision)
{
    if (p->decided || p->prefix == p->begun || !p->known[p->prefix].known)
        return false;
    p->prefix++;
    if (p->prefix == p->wanted || open_point_is_narrow(p, precision)) {
        p->wanted = p->prefix;
        p->decided = true;
    }
    return true;
}

bool open_point_is_over(const struct open_point *p)
{
    return p->decided && p->begun >= p->wanted && p->running == 0;
}

void open_point_free(struct open_point *p)
{
    for (uint32_t i = 0; p->precise && i < p->begun; i++)
        known_forget(&p->known[i]);
    free(p->known);
    run_key_free(&p->key);
    point_fini(&p->point);
    free(p);
}
