/* Reads a precision. */
#include "cli/precision.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/nearest.h"
#include "scenarios/format/units.h"

static int precision_no_such(const char *text, const char *name, struct error *e)
{
    const char **names = mem_calloc(run_quantity_count, sizeof *names);
    size_t count = 0;
    for (size_t i = 0; i < run_quantity_count; i++)
        if (run_quantities[i].kind != RUN_OTHER)
            names[count++] = run_quantities[i].name;
    char *question = nearest_question(name, names, count);
    error_set(e, "--precision '%s': a run has no number '%s'%s", text, name,
              question ? question : "; give a key of summary.json, such as all_back");
    free(question);
    free(names);
    return -1;
}

int precision_parse(struct precision *p, const char *text, struct error *e)
{
    static const double billion = 1e9; /* QUANTITY_SHARE is in parts of it */
    const size_t length = strcspn(text, "=");
    uint64_t part = 0;
    struct error why;
    if (!text[length])
        return error_set(e, "--precision '%s' has no part; give it such as all_back=2%%", text);
    char *name = mem_printf("%.*s", (int)length, text);
    int status = 0;
    p->quantity = run_quantity_find(name);
    if (!p->quantity || p->quantity->kind == RUN_OTHER)
        status = precision_no_such(text, name, e);
    else if (quantity_parse(QUANTITY_SHARE, text + length + 1, &part, &why) < 0)
        status = error_set(e, "--precision '%s': %s", text, why.text);
    else if (part == 0)
        status = error_set(e, "--precision '%s': no mean is known exactly; give a part such as 2%%",
                           text);
    p->part = (double)part / billion;
    free(name);
    return status;
}
