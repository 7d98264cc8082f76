/* What the tests of scenarios share: where the source tree is, and loading a text. */
#ifndef TESTS_SCENARIOS_SUPPORT_H
#define TESTS_SCENARIOS_SUPPORT_H

#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "scenarios/scenario.h"
#include "tests/library.h"

/* The smallest scenario there is. */
#define SMALLEST "subnets:\n  - phones:\n      - {model: CP-7965}\n"

/* Loads a text as "test.yaml", with up to one option. */
static inline int load(struct scenario *s, const char *text, const char *option, struct error *e)
{
    return scenario_load_text(s, "test.yaml", text, strlen(text), &option, option ? 1 : 0,
                              source_library(), e);
}

static inline void must_load(struct scenario *s, const char *text, const char *option)
{
    struct error e = {""};
    const int status = load(s, text, option, &e);
    ck_assert_msg(status == 0, "%s", e.text);
}

/* The whole line is compared. */
static inline void must_fail(const char *text, const char *option, const char *message)
{
    struct scenario s;
    struct error e = {""};
    ck_assert_int_lt(load(&s, text, option, &e), 0);
    ck_assert_str_eq(e.text, message);
}

static inline int run_tests(const char *name, TCase *tests)
{
    Suite *suite = suite_create(name);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    const int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}

#endif
