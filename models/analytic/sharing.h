/* Peer Firmware Sharing: in each subnet, of each hierarchy, one phone downloads over the WAN, and
 * the others get every file from their peers. All roots, and phones that do not share, are at the
 * line at once. Nothing is allocated. Derivation, validity, what is not modelled: doc/analytic.md,
 * "Peer Firmware Sharing". */
#ifndef MODELS_ANALYTIC_SHARING_H
#define MODELS_ANALYTIC_SHARING_H

#include "models/analytic/site.h"

/* Answers for those groups that the method takes to their peers or to the centre, of which some
 * share; all else of `answer` is left as it is, so that it has to be zero before. Times count from
 * the first reset of all groups. */
void analytic_sharing_evaluate(const struct analytic_site *site, enum analytic_method method,
                               struct analytic_answer *answer);

#endif
