/* What a site is told in the end: one of a closed set of words. */
#ifndef PLANNER_VERDICT_H
#define PLANNER_VERDICT_H

enum verdict {
    VERDICT_FITS,
    VERDICT_TIGHT,        /* the median fits into a window, the planning quantile does not */
    VERDICT_DOES_NOT_FIT, /* into no window, by no method that the site may have */
    VERDICT_HARMS_CALLS,  /* it fits, and calls fall below PLAN_MOS */
    VERDICT_CANNOT_SAY,   /* within the range of an assumed input there is another verdict */
    VERDICTS,
};

/* "fits", "tight", "does not fit", "harms calls", "cannot say". */
extern const char *const verdict_words[VERDICTS];

#endif
