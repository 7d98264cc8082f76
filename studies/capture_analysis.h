/* All that is found in a capture of TFTP downloads, and a scenario of it. */
#ifndef STUDIES_CAPTURE_ANALYSIS_H
#define STUDIES_CAPTURE_ANALYSIS_H

#include "base/output.h"
#include "studies/capture_loss.h"
#include "studies/capture_policies.h"

/* What a value of the scenario is, in the unit that it is written in. */
enum capture_value_kind {
    CAPTURE_VALUE_WORD, /* of `word` */
    CAPTURE_VALUE_TIME, /* s */
    CAPTURE_VALUE_RATE, /* bit/s; INFINITY: unlimited */
    CAPTURE_VALUE_COUNT,
    CAPTURE_VALUE_SHARE, /* of 1; written in % */
    CAPTURE_VALUE_BYTES_PER_SECOND,
};

/* One value: a field of the scenario, with where it comes from. */
struct capture_value {
    const char *field; /* its path, such as wan.rate */
    enum capture_value_kind kind;
    const char *word;
    double value;
    double low, high; /* with 95 %; both 0: no such interval */
    enum capture_sure sure;
    char from[256]; /* what it is of, in words */
};

enum { CAPTURE_VALUES = 24 };

struct capture_analysis {
    struct capture_transfers transfers;
    struct capture_rounds rounds;
    struct capture_line line;
    struct capture_loss loss;
    struct capture_policies policies;
    struct capture_value values[CAPTURE_VALUES];
    size_t value_count;
    size_t completed;     /* transfers */
    sim_time first, last; /* from the first request to the last ACK of the last block */
    double round_time;    /* s, both sides of a round together, without waiting */
    uint64_t half;        /* transfers that the capture does not have the end of */
};

/* Reads and analyses. Errors (negative): those of capture_transfers_read. */
int capture_analyse(struct capture_analysis *a, const char *path, struct error *e);
int capture_analyse_stream(struct capture_analysis *a, FILE *file, const char *path,
                           struct error *e);
void capture_analysis_free(struct capture_analysis *a);

/* Writes a scenario that loads to `path`, which ends in .yaml, and beside it the files of its
 * catalogue: the same name with -firmware.csv and -models.csv. All appear, or none. `source` is
 * what comments call the capture. Errors (negative): no client has completed, a file cannot be
 * written. */
int capture_scenario_write(const struct capture_analysis *a, const char *path, const char *source,
                           struct error *e);

/* The value as it stands in a scenario, such as "384 kbps". */
char *capture_value_text(const struct capture_value *v);

#endif
