/* What is recorded of how far phones are: rows as observers are told them. Kept only for a run
 * whose tables are written: 56 bytes a row, about 70 rows a phone and file. */
#ifndef RESULTS_RECORD_PROGRESS_H
#define RESULTS_RECORD_PROGRESS_H

#include <stddef.h>

#include "results/names.h"
#include "sim/observer.h"

struct progress_row {
    uint32_t phone;
    bool receiving;          /* false: it waits, or has all of it */
    bool peers;              /* it takes part in a hierarchy for the file */
    const char *file, *load; /* kept in the record's names */
    sim_time time;
    uint64_t bytes, total; /* total 0: not known */
};

/* A change of a phone's state. */
struct state_row {
    uint32_t phone;
    const char *state, *load; /* kept in the record's names */
    sim_time time;
};

struct progress_record {
    struct progress_row *rows; /* in the order of time */
    struct state_row *states;  /* in the order of time */
    size_t count, room, state_count, state_room;
};

void progress_record_fini(struct progress_record *r);
void progress_record_add(struct progress_record *r, const struct file_progress *progress,
                         struct names *names, sim_time now);
void progress_record_state(struct progress_record *r, uint32_t phone,
                           const struct phone_change *change, struct names *names, sim_time now);

/* The rows by phone, and of each in the order of time: pointers into `r`, the caller's to free. */
const struct progress_row **progress_record_by_phone(const struct progress_record *r);
const struct state_row **progress_record_states_by_phone(const struct progress_record *r);

#endif
