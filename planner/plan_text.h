/* Numbers of a plan as people read them in sentences and tables. */
#ifndef PLANNER_PLAN_TEXT_H
#define PLANNER_PLAN_TEXT_H

#include "results/text.h"

/* How long something takes, s, rounded up: "47 s", "9 min 47 s", "1 h 46 min", "2 d 3 h 5 min"; to
 * the second below an hour, to the minute above. "never" of what is not finite. */
struct text plan_text_takes(double seconds);
/* How long there is, rounded down, in the same words: what takes longer than there is never reads
 * as if it fitted. Of less than nothing: "-3 min". */
struct text plan_text_has(double seconds);
/* "4.0", or "-" of 0. */
struct text plan_text_mos(double mos);
/* "93.4 %", "over 99.9 %", "under 0.1 %": of 1,024 points all are no certainty, and none is no
 * impossibility. */
struct text plan_text_probability(double p);

#endif
