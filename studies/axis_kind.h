/* What an axis of a chart counts in, of a scenario's fields and of a run's numbers. */
#ifndef STUDIES_AXIS_KIND_H
#define STUDIES_AXIS_KIND_H

#include "plots/axis.h"
#include "results/quantity.h"
#include "scenarios/format/units.h"

enum axis_kind axis_kind_of_field(enum quantity q);
/* Not of RUN_OTHER. */
enum axis_kind axis_kind_of_run(enum run_quantity_kind k);

#endif
