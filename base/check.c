/* Where a failed CHECK ends: one line with the run, what was written aside removed, and abort. */
#include "base/check.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/output.h"
#include "base/visible.h"

_Thread_local struct check_context check_context;

_Noreturn void check_failed(const char *condition, const char *file, int line)
{
    char entity[128];
    visible_write(entity, sizeof entity,
                  check_context.entity ? check_context.entity : "between devices");
    fprintf(stderr, "pfsim: %s:%d: defect: '%s' does not hold", file, line, condition);
    if (check_context.now)
        fprintf(stderr, "; at %.9f s, %s, seed %" PRIu64, (double)*check_context.now / 1e9, entity,
                check_context.seed);
    fputs("; please report it with the scenario\n", stderr);
    output_discard_all();
    abort();
}
