/* The way of an answer by HTTP between a server and a phone: its stages, who shares them, and what
 * comes before the first segment. */
#ifndef MODELS_ANALYTIC_HTTP_PATH_H
#define MODELS_ANALYTIC_HTTP_PATH_H

#include "models/analytic/http_train.h"
#include "models/analytic/site.h"

/* How many fetch at a time. */
struct http_sharers {
    double site;   /* from the same server, so over the same line where that is the centre's */
    double subnet; /* ... in the phone's subnet */
};

/* From the server to a phone of the group, where `sharers` fetch. */
struct http_way http_path(const struct analytic_site *site, const struct analytic_group *group,
                          enum analytic_way way, struct http_sharers sharers);
/* Segments of an answer that brings the file: the last one may be short. */
double http_path_segments(const struct analytic_site *site, const struct analytic_file *file);
/* Seconds from the connection's first segment until the first one of the answer departs. */
double http_path_opening(const struct analytic_site *site, const struct analytic_group *group,
                         enum analytic_way way, const struct analytic_file *file);
/* Of these, what the server's processor takes: the request, and the answer's first piece. */
double http_path_serving(const struct analytic_site *site, const struct analytic_group *group,
                         enum analytic_way way, const struct analytic_file *file);
/* Seconds between two full segments of one phone that a resource lets through, if all take turns;
 * of ANALYTIC_PHONE without turns: its round divided by its window. */
double http_path_turn(const struct analytic_site *site, const struct analytic_group *group,
                      enum analytic_way way, struct http_sharers sharers,
                      enum analytic_resource resource);
/* Bytes of a request and its headers, and of an answer's head. */
double http_path_request(const struct analytic_file *file);
double http_path_head(const struct analytic_file *file);

#endif
