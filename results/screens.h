/* What the screens of all phones show at a moment of a run, made of its tables phones.csv,
 * timeline.csv and progress.csv. */
#ifndef RESULTS_SCREENS_H
#define RESULTS_SCREENS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "base/error.h"
#include "results/names.h"
#include "results/text.h"
#include "sim/time.h"

/* Texts are the screens' own. */
struct screen {
    const char *phone, *model, *reason; /* why it has not completed; "" */
    const char *state, *doing, *file;   /* as in timeline.csv; "" when there is none */
    uint64_t bytes, total;              /* of the file; total 0: not known */
    bool counting;                      /* it shows a file */
    bool peers;                         /* and the mark of Peer Firmware Sharing */
};

struct screens {
    struct screen *list; /* in the order of phones.csv */
    size_t count;
    sim_time at;
    struct names names;
};

/* Negative: a table is missing or is not what it should be, or the run had ended before `at`. */
int screens_read(struct screens *s, const char *folder, sim_time at, struct error *e);
void screens_free(struct screens *s);

/* The phone is pulled out, for now or for good. */
bool screen_is_off(const struct screen *s);
/* "ready (old load)", "waiting", "receiving", "restarting", ... */
const char *screen_status(const struct screen *s);
/* "43 %", or with `kilobytes`, and where the total is not known, "1,358 kB"; "" of a phone that
 * shows no file. A file counts as 100 % when all of it is there. */
struct text screen_progress(const struct screen *s, bool kilobytes);

/* A table in columns, and how many phones show which file. */
void screens_print(FILE *file, const struct screens *s, bool kilobytes);
/* The screens side by side, as SVG. Write errors stay with the files (ferror). */
void screens_svg(FILE *file, const struct screens *s, bool kilobytes);

#endif
