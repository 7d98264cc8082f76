/* A site's phones from file to file: how many fetch at a time, and how long each file then takes.
 * Each group is followed as it goes with the others, and as if a phone of it were alone. */
#ifndef MODELS_ANALYTIC_HTTP_WALK_H
#define MODELS_ANALYTIC_HTTP_WALK_H

#include "models/analytic/http_path.h"
#include "models/analytic/site.h"

/* Seconds from a phone's reset, of one that resets with the first. */
struct http_course {
    double time;   /* so far; all files are there, and it is restarting or back */
    double behind; /* that its flash still has to write what has come */
    double flash;  /* of `time`: waiting for the flash at the end of a load */
};

struct http_progress {
    uint32_t load, file;
    double left;  /* of the file, or of the pause after a load: 1 to 0 */
    double pause; /* s, that one takes */
    double spent; /* s, on the file so far */
    bool fetches, done;
    bool is_known; /* how long the file takes with the sharers `with`, which is `now` */
    struct http_sharers with;
    struct http_arrival now;
    struct http_course shared, alone;
    double least;    /* s: no round trip brings more than a window */
    double segments; /* so far */
    double serving;  /* s: its share of the processor's work, before first segments */
    double fixed;    /* s: boot, check and restart */
    double company;  /* s, by which others may make the file at hand shorter or longer, and ... */
    double unsure;   /* ... all files so far */
    double meets;    /* s, that the last of phones which go together waits for the others' windows
                      * at the most, and ... */
    double opens;    /* ... for the processor, at the beginnings of all files so far */
    double chance[ANALYTIC_RESOURCES]; /* packets that wait before each at most, where phones come
                                        * together by chance */
};

struct http_walk {
    const struct analytic_site *site;
    enum analytic_method method;
    struct http_progress at[ANALYTIC_GROUPS];
    double queue[ANALYTIC_RESOURCES]; /* s, the longest wait before each */
};

void http_walk(struct http_walk *w, const struct analytic_site *site, enum analytic_method method);
/* Phones of all groups that get theirs from the same place as this one, and that take a file. */
struct http_sharers http_walk_sharers(const struct http_walk *w, uint32_t group, bool all);
/* What lets the segments of the group through most slowly, but for `not`. */
enum analytic_resource http_walk_slowest(const struct http_walk *w, uint32_t group,
                                         struct http_sharers sharers, enum analytic_resource not_);

#endif
