/* The pictures of the white paper, drawn from the tables that are in a folder already. */
#ifndef STUDIES_WHITEPAPER_CHARTS_H
#define STUDIES_WHITEPAPER_CHARTS_H

#include "base/error.h"
#include "base/pool.h"

/* Draws figure1, figure3, figure4 and lan; all pictures of the runs in pfs-40/ and tftp-40/; the
 * second file's hierarchy as figure2; and the phones' screens at one moment of either run as
 * figure2a (TFTP) and figure2b (PFS). As many at the same time as there are `workers` (0:
 * one a processor). `progress` is told how many of the pictures are done; NULL: nobody
 * wants to know. Negative: the first that could not be drawn. */
int whitepaper_charts_draw(const char *scripts, const char *folder, unsigned workers,
                           pool_progress_fn *progress, void *user, struct error *e);
/* Removes those in `folder` itself, which are of an earlier run. */
void whitepaper_charts_remove(const char *folder);

#endif
