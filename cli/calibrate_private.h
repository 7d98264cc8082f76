/* What the parts of pfsim calibrate share. */
#ifndef CLI_CALIBRATE_PRIVATE_H
#define CLI_CALIBRATE_PRIVATE_H

#include <jansson.h>

#include "cli/cli.h"
#include "cli/progress.h"
#include "studies/calibrate.h"

struct calibrate_options {
    const char *targets, *engine, *folder; /* the last, with a capture: a scenario's file */
    const char *pcap;                      /* NULL: not given */
    bool json;
    struct texts free, fixed;
    uint64_t workers; /* 0: not given */
    struct overrides overrides;
};

/* What was read of a targets file. */
struct targets {
    struct calibrate_target *items;
    size_t count;
    size_t left_out; /* rows that name no number of a run */
};

/* A CSV file (results/README.md, "published.csv"): columns in any order, of which `value` and
 * `number` must be there; `id`, `set`, `unit` and `uncertainty` may be, others are passed over.
 * targets_fini gives the memory back, also after an error. */
int targets_read(struct targets *t, const char *path, struct error *e);
void targets_fini(struct targets *t);

/* One fit, and what it was of. */
struct calibrated {
    const struct targets *targets;
    const struct free_field *fields;
    size_t count;
    struct texts fixed; /* of this fit */
    struct calibrate_result result;
};

struct calibrating {
    const struct calibrate_options *options;
    const char *path;
    const struct engine *engine;
    struct scenario scenario;
    struct targets targets;
    struct free_field *fields;
    size_t field_count;
    struct texts fixed; /* those in force */
    struct progress progress;
    struct calibrated free, held; /* as all are free, and with those of --fix held, if there are */
};

/* A field's value with as many digits as its uncertainty (in SI units; NAN: none) leaves it. Free
 * it. */
char *calibrate_value_text(const struct free_field *f, double value, double uncertainty);
/* A target's number with its unit. */
struct text calibrate_number_text(const struct calibrate_target *t, double value);

/* What the numbers mean, a sentence a line. Returns how many; free each, and the array. */
size_t calibrate_meaning(const struct calibrated *c, char ***sentences);

/* How likely a chi^2 as large as this one is by chance; with no degree of freedom as with one. */
double calibrate_chance(const struct calibrated *c);

/* Prints text or JSON. Returns the exit status. */
int calibrate_print(const struct calibrating *v);
/* Draws the profiles into the folder; prints their names to `out`. */
int calibrate_draw(const struct calibrating *v, FILE *out, struct error *e);

#endif
