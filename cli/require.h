/* What is demanded of a run: "completed = all", "all_back < 7h". */
#ifndef CLI_REQUIRE_H
#define CLI_REQUIRE_H

#include "base/error.h"
#include "results/quantity.h"

enum require_relation {
    REQUIRE_LESS,
    REQUIRE_AT_MOST,
    REQUIRE_MORE,
    REQUIRE_AT_LEAST,
    REQUIRE_EQUAL,
    REQUIRE_UNEQUAL,
    REQUIRE_RELATIONS,
};

struct requirement {
    const char *text; /* as given */
    const struct run_quantity *quantity;
    enum require_relation relation;
    bool all; /* the value is the number of phones */
    struct run_value value;
};

/* A value of the quantity, with the unit that a scenario's field would want. Errors (negative) say
 * what would be right. */
int require_read_value(const struct run_quantity *q, const char *text, struct run_value *value,
                       struct error *e);
/* Reads `text`, which must stay valid; `option` is what messages have before it, "--require ": a
 * row of results/quantity.h, one of < <= > >= = !=, and a value with the unit that a scenario's
 * field would want. Errors (negative) say what would be right. */
int require_parse(struct requirement *q, const char *option, const char *text, struct error *e);
/* Whether it holds, and the value that is: not known of a time of all phones while one is not back.
 */
bool require_is(const struct requirement *q, const struct run_summary *s, struct run_value *is);
/* The same of a value, as in `real` of a run_value; not of "all". */
bool require_is_met(const struct requirement *q, double is);
/* A value of its quantity, as in `real` of a run_value, with its unit. */
struct text require_text(const struct requirement *q, double value);
/* 0, or after an error line, which says what it is instead, -1. */
int require_check(const struct requirement *q, const struct run_summary *s, struct error *e);

#endif
