/* What a hierarchy, or a lone phone, does from file to file. */
#include <math.h>

#include "models/analytic/least.h"
#include "models/analytic/sharing_flow.h"

/* --- a file ------------------------------------------------------------------------------------
 */

void sharing_is_in(struct sharing_run *run, enum analytic_region region)
{
    if (region > run->answer->region)
        run->answer->region = region;
}

/* It begins with a file: at the line, or with looking for its peers. */
static void sharing_begin(struct sharing_run *run, struct sharing_flow *f, double now)
{
    sharing_fetch_of(&f->round, f->file, &f->fetch);
    f->begins = now + f->search;
    if (f->fetch.queue > f->round.holds)
        sharing_is_in(run, ANALYTIC_DROPS);
}

/* With a load: after its reset, or having restarted with the one before. */
void sharing_boot(struct sharing_run *run, struct sharing_flow *f, double now)
{
    const struct analytic_sharing *s = &run->site->sharing;
    const struct analytic_load *load = &f->group->loads[f->load];
    f->file = load->files;
    f->end = load->files + load->file_count;
    f->claims = f->shares ? s->listen + (s->ads + 1) * s->ad_interval : 0;
    f->search = f->shares ? f->claims + s->root_waiting : 0;
    sharing_begin(run, f, now + f->group->boot + (f->shares ? s->port_open : 0));
}

/* A download took `time`. */
static void sharing_spend(struct sharing_flow *f, double time)
{
    f->files++;
    f->rounds += f->fetch.rounds;
    f->ends += f->fetch.ends;
    f->line += f->fetch.bytes;
    f->fetching += time;
}

void sharing_account(const struct sharing_run *run, struct sharing_flow *f)
{
    const double loads = f->load;
    const double opens = f->shares ? run->site->sharing.port_open : 0;
    f->spent[ANALYTIC_BOOT] = loads * f->group->boot;
    f->spent[ANALYTIC_DISCOVERY] = loads * opens + f->files * f->claims;
    f->spent[ANALYTIC_ROOT_WAITING] = f->files * (f->search - f->claims);
    f->spent[ANALYTIC_QUEUEING] =
        most_of(0, f->fetching - (f->rounds * f->round.round + f->ends)); /* beyond rounding */
    f->spent[ANALYTIC_CHECKING] = loads * f->check;
    f->spent[ANALYTIC_RESTART] = loads * f->restart;
}

/* When a phone has written a file of which the bytes came from `received` on, for `took`: behind
 * the last `piece` of them, or later if flash is slower. */
static double sharing_written(struct sharing_flow *f, double received, double took, double piece)
{
    const double idle = received - f->received;
    f->backlog = f->backlog > idle ? f->backlog - idle : 0;
    f->backlog += f->file->bytes / f->flash;
    f->received = received;
    const double least = took + piece / f->flash;
    return received + (least > f->backlog ? least : f->backlog);
}

/* All is there: it checks and restarts, for good or with the next load. */
static void sharing_end_load(struct sharing_run *run, struct sharing_flow *f, double first,
                             double last)
{
    const double end = f->load + 1 == f->group->load_count ? last : first;
    f->back = last + f->check + f->restart;
    f->load++;
    f->ended = f->load == f->group->load_count;
    if (!f->ended) {
        f->behind = last - first;
        f->backlog = 0;
        sharing_boot(run, f, end + f->check + f->restart);
    }
}

/* How the last phone gets the file. */
struct sharing_way {
    double hops; /* s from the root's having it */
    double took; /* s of these, or of the download, in which its bytes come */
};

/* Who has not heard of the root before it has the file comes late to its tree, and has one hop at
 * least from then on; or he leads a hierarchy of his own, which takes longer. */
static struct sharing_way sharing_late_way(struct sharing_run *run, const struct sharing_flow *f,
                                           struct sharing_way way, double late)
{
    const struct sharing_hop h = sharing_hop_of(&f->ports, f->file->bytes);
    const double one = sharing_hop_time(&h, 1);
    sharing_is_in(run, ANALYTIC_WAVES);
    return late + one > way.hops ? (struct sharing_way){late + one, one} : way;
}

static struct sharing_way sharing_way_of(struct sharing_run *run, const struct sharing_flow *f,
                                         const struct sharing_spread *spread, double has)
{
    const double claimed = f->begins - (f->search - run->site->sharing.listen);
    const double late = claimed + f->behind - has;
    const struct sharing_way way = {spread->all, spread->all > 0 ? spread->hop : has - f->begins};
    return late <= 0 ? way : sharing_late_way(run, f, way, late);
}

static bool sharing_is_last_file(const struct sharing_flow *f)
{
    return f->file + 1 == f->end;
}

/* The hierarchy's last phone has written its load at `written`; its root has had it since `has`,
 * and has passed it on `first` later. */
static void sharing_end_tree(struct sharing_run *run, struct sharing_flow *f, double has,
                             double first, double hops, double written)
{
    const bool ends = f->load + 1 == f->group->load_count;
    const double flashed =
        most_of(has + f->fetch.rest / f->flash, f->begins + f->file->bytes / f->flash);
    const double root = most_of(has + first, flashed);
    f->spent[ANALYTIC_TREE] += ends ? hops : first;
    f->spent[ANALYTIC_FLASH] += ends ? written - has - hops : root - has - first;
    sharing_end_load(run, f, root, written);
}

/* The root has the file, and passes it on. */
static void sharing_pass_on(struct sharing_run *run, struct sharing_flow *f, double has)
{
    const struct sharing_spread spread = sharing_spread_of(&f->ports, &f->shape, f->file->bytes);
    const struct sharing_way way = sharing_way_of(run, f, &spread, has);
    const double first = spread.first;
    const double piece = way.hops > 0 ? run->site->tcp.mss : f->fetch.rest;
    const double written = sharing_written(f, has + way.hops - way.took, way.took, piece);
    f->sent += spread.sent;
    if (sharing_is_last_file(f)) {
        sharing_end_tree(run, f, has, first, way.hops, written);
        return;
    }
    f->behind = way.hops - first;
    f->spent[ANALYTIC_TREE] += first;
    f->file++;
    sharing_begin(run, f, has + first);
}

/* A file has come, of each at the line by itself. */
static void sharing_keep(struct sharing_run *run, struct sharing_flow *f, double has)
{
    const double written = sharing_written(f, f->begins, has - f->begins, f->fetch.rest);
    if (!sharing_is_last_file(f)) {
        f->file++;
        sharing_begin(run, f, has);
        return;
    }
    f->spent[ANALYTIC_FLASH] += written - has;
    sharing_end_load(run, f, written, written);
}

void sharing_has(struct sharing_run *run, struct sharing_flow *f, double has)
{
    f->left = 0;
    sharing_spend(f, has - f->begins);
    if (f->shares)
        sharing_pass_on(run, f, has);
    else
        sharing_keep(run, f, has);
}

/* Who hears an ad too late claims itself, and may win; who is sent down too far begins anew. */
bool sharing_is_known(const struct sharing_run *run, const struct sharing_flow *f)
{
    const struct analytic_sharing *s = &run->site->sharing;
    if (!f->shares || f->phones <= 1)
        return true;
    const double hears = s->claim_silence + s->listen;
    return s->ad_interval < hears && (s->ad_interval <= s->listen || f->first == f->last) &&
           f->shape.full_hops + (f->shape.last_children > 0) <= s->redirects + 1;
}
