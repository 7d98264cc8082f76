/* Drawing the pictures of a run whose tables are in a folder. */
#ifndef CLI_DRAW_H
#define CLI_DRAW_H

#include "cli/progress.h"

/* Draws the run's pictures into `folder`, or with `site` those of that site, and says on a terminal
 * how far it is. Negative: after an interrupt too, which cli_interrupted tells. */
int cli_draw(const char *folder, const char *site, struct progress *p, struct error *e);

#endif
