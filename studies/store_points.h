/* The points of a chart out of a store: the runs of each put together. */
#ifndef STUDIES_STORE_POINTS_H
#define STUDIES_STORE_POINTS_H

#include "plots/study_chart.h"
#include "results/store.h"

/* Beside the parameters' paths there are these: engine, seed, replication, and the scenario's name.
 * Runs that differ in seed or replication only are those of a point, where neither is asked for. */
#define STORE_POINTS_SCENARIO "scenario"

struct store_points_request {
    struct store *store;
    const struct store_filter *filter; /* its state does not count */
    const struct store_names *names;   /* of that filter */
    const char *quantity;              /* in full */
    const char *x;
    const char *const *by; /* whose values tell lines apart; together, where there are several */
    size_t by_count;
};

struct store_points {
    struct study_point *points; /* in the order of the store */
    size_t count;
    enum axis_kind x_kind, y_kind;
    char *by;       /* "method, wan.rate"; NULL: nothing was asked for */
    char *members;  /* what varies besides; NULL: nothing does */
    char *note;     /* the scenario's name, if there is one only; what the quantity means */
    char *left_out; /* why runs are; NULL: none is */
};

/* A run that failed is left out, and so is one without the number, or whose number is no answer
 * since some phones did not complete. Errors (negative): those of the store; there is no run; runs
 * at one point are of scenarios that no parameter tells apart. */
int store_points_read(struct store_points *p, const struct store_points_request *r,
                      struct error *e);
void store_points_free(struct store_points *p);

#endif
