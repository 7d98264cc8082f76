/* What is wrong with a list, the first of it kept by its places. */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/visible.h"
#include "planner/fleet_private.h"

static bool fault_is_before(const struct fleet_fault *a, const struct fleet_fault *b)
{
    return a->line != b->line ? a->line < b->line : a->column < b->column;
}

/* Of equal places the one that came first stays first. */
static void fault_insert(struct fleet_faults *faults, struct fleet_fault fault)
{
    size_t at = faults->shown_count;
    while (at && fault_is_before(&fault, &faults->shown[at - 1]))
        at--;
    if (at == FLEET_FAULTS_SHOWN) {
        free(fault.text);
        return;
    }
    if (faults->shown_count == FLEET_FAULTS_SHOWN)
        free(faults->shown[--faults->shown_count].text);
    memmove(&faults->shown[at + 1], &faults->shown[at],
            (faults->shown_count - at) * sizeof *faults->shown);
    faults->shown[at] = fault;
    faults->shown_count++;
}

static char *fault_text(const char *path, size_t line, size_t column, const char *what)
{
    char *whole = !path    ? mem_strdup(what)
                  : column ? mem_printf("%s:%zu:%zu: %s", path, line, column, what)
                           : mem_printf("%s:%zu: %s", path, line, what);
    char *shown = visible_text(whole);
    free(whole);
    return shown;
}

void fleet_fault(struct fleet_faults *faults, const char *path, size_t line, size_t column,
                 const char *format, ...)
{
    const struct fleet_fault place = {.line = line, .column = column};
    const size_t shown = faults->shown_count;
    faults->count++;
    if (shown == FLEET_FAULTS_SHOWN && !fault_is_before(&place, &faults->shown[shown - 1]))
        return;
    char what[1000];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(what, sizeof what, format, arguments);
    va_end(arguments);
    fault_insert(faults, (struct fleet_fault){line, column, fault_text(path, line, column, what)});
}

void fleet_faults_fini(struct fleet_faults *faults)
{
    for (size_t i = 0; i < faults->shown_count; i++)
        free(faults->shown[i].text);
    *faults = (struct fleet_faults){0};
}
