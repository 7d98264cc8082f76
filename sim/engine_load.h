/* Engines by their names. */
#ifndef SIM_ENGINE_LOAD_H
#define SIM_ENGINE_LOAD_H

#include "sim/engine.h"

extern const char *const engine_names[]; /* NULL at the end */

/* "native", which is always there, or "ns3", a module that is loaded now: from the folder
 * $PFSIM_ENGINES, the build folder that the program is in, or the installation. NULL with the error
 * filled in when there is no such engine, or its module is not installed. */
const struct engine *engine_load(const char *name, struct error *e);

#endif
