/* Captures: what arrives on the links, as pcap files with nanoseconds, one a link.
 *
 * Both directions of a link are in its file, each packet stamped when it arrives at the far end, so
 * that a file is in the order of time. Packets are whole; those that are lost on the way, or that a
 * full queue drops, are in none. A file is named after its link, with anything but letters, digits,
 * '.', '_' and '-' replaced by '-' (and the link's number added when two would have one name).
 * Files appear when the set that capture_finish puts them into does; a link without packets has
 * none. */
#ifndef RESULTS_CAPTURE_H
#define RESULTS_CAPTURE_H

#include "base/error.h"
#include "base/output.h"
#include "sim/observer.h"

/* Up to so many links all are captured; of more, the WAN links and those of servers only, unless
 * `all_links` is set. No more than CAPTURE_OPEN_MAX files are open at once. */
enum { CAPTURE_LINKS_MAX = 200, CAPTURE_OPEN_MAX = 64 };

struct capture_link; /* a link, and its file */

struct capture {
    const char *folder;
    bool all_links;
    const char *const *only; /* names of the links that are captured; NULL: see above */
    size_t only_count;
    struct capture_link *links; /* indexed by id */
    size_t count, room;
    const char **servers; /* names */
    size_t server_count;
    struct capture_link *open[CAPTURE_OPEN_MAX];
    size_t open_count;
    sim_time until; /* what is seen later is not captured */
    uint64_t uses;
    uint64_t skipped; /* packets that could not be written as a frame (see frame.h) */
    bool failed;
    struct error error; /* the first one */
};

/* `folder`, whose text must stay valid, is made if need be: negative when it cannot be. */
int capture_init(struct capture *c, const char *folder, bool all_links, struct error *e);
/* Only the links of these names, as they are or as their files are called without ".pcap"; the
 * texts must stay valid. */
void capture_only(struct capture *c, const char *const *names, size_t count);
/* When the network is built: negative when it has no link of one of these names. */
int capture_check(const struct capture *c, struct error *e);
/* The observer that feeds `c`, which must outlive the run. */
struct observer capture_observer(struct capture *c);
/* After the run: puts the files into `set`, and frees. Negative when one could not be written. */
int capture_finish(struct capture *c, struct output_set *set, struct error *e);
/* Frees, and removes what was written; does nothing after capture_finish. */
void capture_abandon(struct capture *c);

#endif
