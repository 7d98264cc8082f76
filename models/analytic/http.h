/* Files by HTTP over TCP: for each a connection, a request, and an answer that slow start lets
 * through, then the window, then the line that all phones share.
 *
 * A phone's segments are followed one by one, since a file of slow start is no more than a few
 * hundred of them, until they come as in the round before; what is left are whole rounds. A line
 * on which n phones fetch alike is to each of them a line of an n-th part of the rate. What this
 * leaves out, and where it holds: doc/analytic.md, "HTTP". */
#ifndef MODELS_ANALYTIC_HTTP_H
#define MODELS_ANALYTIC_HTTP_H

#include "models/analytic/site.h"

/* Whether all phones get their files by HTTP, each by itself: what analytic_http_evaluate can tell.
 */
bool analytic_http_is_all(const struct analytic_site *site, enum analytic_method method);
/* The whole answer of such a site. */
void analytic_http_evaluate(const struct analytic_site *site, enum analytic_method method,
                            struct analytic_answer *answer);
/* The answer of a site of which some phones fetch by HTTP and some by TFTP, each by itself. */
void analytic_http_evaluate_mixed(const struct analytic_site *site, enum analytic_method method,
                                  struct analytic_answer *answer);
/* Seconds that one file takes a phone of the group, from its connection's first segment until it
 * has all bytes, while `at_once` phones of its subnet fetch one from the same place (for roots of
 * Peer Firmware Sharing: the roots at once). */
double analytic_http_file(const struct analytic_site *site, const struct analytic_group *group,
                          enum analytic_way way, const struct analytic_file *file, double at_once);

#endif
