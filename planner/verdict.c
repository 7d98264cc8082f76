/* The words of the verdicts. */
#include "planner/verdict.h"

const char *const verdict_words[VERDICTS] = {
    [VERDICT_FITS] = "fits",
    [VERDICT_TIGHT] = "tight",
    [VERDICT_DOES_NOT_FIT] = "does not fit",
    [VERDICT_HARMS_CALLS] = "harms calls",
    [VERDICT_CANNOT_SAY] = "cannot say",
};
