/* What the parts of pfsim sensitivity share. */
#ifndef CLI_SENSITIVITY_PRIVATE_H
#define CLI_SENSITIVITY_PRIVATE_H

#include "cli/cli.h"
#include "cli/look.h"
#include "studies/sensitivity.h"

struct sensitivity_options {
    const char *quantity, *folder, *engine;
    uint64_t rows, workers; /* 0: not given */
    bool simulate, json, scatter;
    struct texts over;
    struct overrides overrides;
    struct look_options look;
};

struct sensitivity_command {
    const struct sensitivity_options *options;
    const char *path; /* of the scenario */
    struct scenario scenario;
    struct sensitivity_parameters parameters;
    const char *name; /* of the quantity, without its unit */
    enum run_quantity_kind kind;
    const struct run_quantity *quantity;
    const struct engine *engine; /* NULL: the model */
    size_t rows;
};

/* For people, on stdout; and as JSON. */
void sensitivity_print(const struct sensitivity_command *c, const struct sensitivity *s);
void sensitivity_print_json(const struct sensitivity_command *c, const struct sensitivity *s);

/* Answers by the simulator: a sensitivity_fn whose user is the command. */
int sensitivity_simulate(void *user, const uint64_t *values, struct sensitivity_answer *answer,
                         struct error *e);

#endif
