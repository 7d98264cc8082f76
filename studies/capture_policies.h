/* Which of the named servers and clients a capture can be of: by the options that were asked for
 * and granted, and by when what was sent again. */
#ifndef STUDIES_CAPTURE_POLICIES_H
#define STUDIES_CAPTURE_POLICIES_H

#include "models/tftp/client_policy.h"
#include "models/tftp/server_kind.h"
#include "studies/capture_line.h"

enum { CAPTURE_FITS = 16 };

/* How one name fits. */
struct capture_fit {
    const char *name;
    bool fits;
    const char *why_not; /* NULL: its times do not fit, or it fits */
    size_t repeats;      /* that its times explain */
    int explained;       /* options that it deals with as was seen, unlike others */
};

/* What one side has sent again. */
struct capture_side {
    struct capture_fit fits[CAPTURE_FITS]; /* in the order of the names' table */
    size_t count;
    size_t fitting;              /* how many fit */
    size_t best;                 /* number in `fits` of that which fits best; only if some fit */
    size_t repeats;              /* by a timer */
    struct capture_spread waits; /* s, of the first repetition of each */
};

struct capture_policies {
    struct capture_side server, client;
};

void capture_policies_find(struct capture_policies *p, const struct capture_line *l,
                           const struct capture_transfers *t);

#endif
