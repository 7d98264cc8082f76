/* The pictures of the white paper, drawn from the tables that are in a folder already. */
#ifndef STUDIES_WHITEPAPER_CHARTS_H
#define STUDIES_WHITEPAPER_CHARTS_H

#include <stdbool.h>

#include "base/error.h"
#include "base/pool.h"
#include "plots/look.h"

/* What can be had of the paper by itself. */
enum whitepaper_part {
    PART_FIGURE1,
    PART_FIGURE2, /* the runs of the paper's own site, tftp-40/ and pfs-40/, and their pictures */
    PART_FIGURE3,
    PART_FIGURE4,
    PART_LAN,
    PART_TABLE1,
    WHITEPAPER_PARTS,
};

extern const char *const whitepaper_part_names[WHITEPAPER_PARTS + 1]; /* NULL at the end */

struct whitepaper_pictures {
    const char *scripts, *folder;
    bool parts[WHITEPAPER_PARTS];
    const struct look *look;    /* of the curves */
    bool log_x, log_y;          /* likewise */
    bool formulas;              /* figure 3 has what they say, at all its points */
    unsigned workers;           /* pictures at the same time; 0: one a processor */
    pool_progress_fn *progress; /* how many of the pictures are done; NULL: nobody wants to know */
    void *user;
};

/* Draws, of the parts: figure1, figure3, figure4 and lan, with the published points and those of
 * one's own whose tables are there; all pictures of the runs in pfs-40/ and tftp-40/; the second
 * file's hierarchy as figure2; and the phones' screens at one moment of either run as figure2a
 * (TFTP) and figure2b (PFS). Negative: the first that could not be drawn. */
int whitepaper_charts_draw(const struct whitepaper_pictures *p, struct error *e);
/* Removes those of these parts in `folder` itself, which are of an earlier run. */
void whitepaper_charts_remove(const char *folder, const bool parts[WHITEPAPER_PARTS]);

#endif
