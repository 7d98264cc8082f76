/* Any lines, each taken for what -p is given, are points whose values are read again as what they
 * are, or are refused with one line. With '#' in front the values are zipped. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "base/memory.h"
#include "studies/points.h"
#include "tests/library.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { LINES_MOST = 8 };

static struct scenario *points_scenario(void)
{
    static const char text[] = "subnets: [{phones: [{model: CP-7965}]}]\n";
    static struct scenario s;
    struct error e;
    if (!s.site_count)
        CHECK(scenario_load_text(&s, "fuzz.yaml", text, sizeof text - 1, NULL, 0, source_library(),
                                 &e) == 0);
    return &s;
}

static void check_point(const struct points *p, size_t n)
{
    for (size_t k = 0; k < points_parameters(p); k++) {
        struct error e;
        struct path_field at;
        char *value = points_value(p, n, k), *again = NULL;
        char *assignment = points_assignment(p, n, k);
        CHECK((assignment == NULL) == !strcmp(points_path(p, k), POINTS_ENGINE));
        if (assignment) {
            CHECK(path_find(&at, points_path(p, k), &e) == 0 &&
                  !strcmp(at.path, points_path(p, k)));
            CHECK(path_value(points_scenario(), at.field, strchr(assignment, '=') + 1, &again,
                             &e) == 0);
            CHECK(!strcmp(value, again));
            path_free(&at);
        }
        free(again);
        free(assignment);
        free(value);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *text = mem_calloc(size + 1, 1), *next = text;
    const char *lines[LINES_MOST];
    size_t count = 0;
    struct error e = {""};
    if (size)
        memcpy(text, data, size);
    const bool zip = *text == '#';
    for (next += zip; next && *next && count < LINES_MOST; next = next ? next + 1 : NULL) {
        lines[count++] = next;
        next = strchr(next, '\n');
        if (next)
            *next = '\0';
    }
    const struct points_request r = {
        .scenario = points_scenario(), .given = lines, .given_count = count, .zip = zip};
    struct points *p = points_new(&r, &e);
    if (p) {
        check_point(p, 0);
        check_point(p, points_count(p) / 2);
        check_point(p, points_count(p) - 1);
    } else {
        CHECK(e.text[0] && !strchr(e.text, '\n'));
    }
    points_free(p);
    free(text);
    return 0;
}
