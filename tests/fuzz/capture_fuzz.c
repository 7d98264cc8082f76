/* A capture of any bytes is read and analysed, or refused with one line; what is told of it are
 * numbers, and its scenario can be written. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "studies/capture_analysis.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_value(const struct capture_value *v)
{
    CHECK(v->field && strchr(v->field, '.') && *v->from);
    CHECK(v->kind == CAPTURE_VALUE_WORD ? v->word != NULL : v->value >= 0 && !isnan(v->value));
    char *text = capture_value_text(v);
    CHECK(*text);
    free(text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static uint8_t empty[1];
    struct capture_analysis a;
    struct error e = {""};
    FILE *file = fmemopen(size ? (void *)(uintptr_t)data : empty, size ? size : 1, "rb");
    CHECK(file);
    if (capture_analyse_stream(&a, file, "input", &e) < 0) {
        CHECK(e.text[0] && !strchr(e.text, '\n'));
        return 0;
    }
    CHECK(a.transfers.count && a.transfers.lane_count);
    CHECK(a.completed <= a.transfers.count);
    for (size_t i = 0; i < a.value_count; i++)
        check_value(&a.values[i]);
    capture_analysis_free(&a);
    return 0;
}
