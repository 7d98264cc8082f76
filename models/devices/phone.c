/* The phone's states from reset to its being back. How it gets its files is in phone_files.c and
 * phone_peers.c, which only say that they are done. */
#include <stdlib.h>

#include "base/check.h"
#include "base/memory.h"
#include "models/devices/phone_private.h"

static const char *const state_names[PHONE_STATES] = {
    [PHONE_WAITING] = "waiting",
    [PHONE_BOOTING] = "booting",
    [PHONE_FETCHING] = "fetching",
    [PHONE_PAUSING] = "pausing",
    [PHONE_ASKING] = "profile account setup",
    [PHONE_WRITING] = "writing",
    [PHONE_CHECKING] = "checking",
    [PHONE_RESTARTING] = "restarting",
    [PHONE_UPGRADED] = "upgraded",
    [PHONE_FAILED] = "failed",
    [PHONE_UNPLUGGED] = "unplugged",
    [PHONE_UNCHANGED] = "unchanged",
    [PHONE_STARTING_OVER] = "starting over",
    [PHONE_NOT_UPGRADED] = "not upgraded",
};

/* Why a phone that was still at it has not completed. */
static const char run_ended[] = "not done when the run ended (run.limit)";

/* The end of the run fails whatever is under way, and anybody can pull the plug. */
#define AT_ANY_TIME (1 << PHONE_FAILED | 1 << PHONE_UNPLUGGED)

/* From each state, a bit for each that may follow. */
static const uint16_t may_follow[PHONE_STATES] = {
    [PHONE_WAITING] = 1 << PHONE_BOOTING | AT_ANY_TIME,
    [PHONE_BOOTING] = 1 << PHONE_FETCHING | AT_ANY_TIME,
    [PHONE_FETCHING] = 1 << PHONE_PAUSING | 1 << PHONE_ASKING | 1 << PHONE_WRITING |
                       1 << PHONE_STARTING_OVER | 1 << PHONE_NOT_UPGRADED | AT_ANY_TIME,
    [PHONE_PAUSING] = 1 << PHONE_FETCHING | AT_ANY_TIME,
    [PHONE_ASKING] = 1 << PHONE_FETCHING | AT_ANY_TIME,
    [PHONE_WRITING] = 1 << PHONE_CHECKING | 1 << PHONE_UNCHANGED | 1 << PHONE_BOOTING | AT_ANY_TIME,
    [PHONE_CHECKING] = 1 << PHONE_RESTARTING | AT_ANY_TIME,
    [PHONE_RESTARTING] = 1 << PHONE_UPGRADED | 1 << PHONE_BOOTING | AT_ANY_TIME,
    [PHONE_STARTING_OVER] = 1 << PHONE_BOOTING | AT_ANY_TIME,
    [PHONE_UNPLUGGED] = 1 << PHONE_BOOTING | 1 << PHONE_FAILED,
};

static void set_timer(struct phone *p, sim_time delay)
{
    timer_set(p->host->net->events, &p->timer, phone_now(p) + delay);
}

static bool has_not_completed(const struct phone *p)
{
    return p->state == PHONE_FAILED || p->state == PHONE_NOT_UPGRADED;
}

static bool has_ended(const struct phone *p)
{
    return p->state == PHONE_UPGRADED || p->state == PHONE_UNCHANGED || has_not_completed(p);
}

static bool in_service(const struct phone *p)
{
    switch (p->state) {
    case PHONE_WAITING:
    case PHONE_UPGRADED:
    case PHONE_UNCHANGED:
    case PHONE_NOT_UPGRADED:
        return true;
    case PHONE_BOOTING:
    case PHONE_FETCHING:
    case PHONE_PAUSING:
    case PHONE_ASKING:
    case PHONE_WRITING:
    case PHONE_CHECKING:
        return p->info->group->background;
    case PHONE_FAILED:
        return p->info->group->background && !p->unplugged && !p->load_harmed;
    case PHONE_RESTARTING:
    case PHONE_STARTING_OVER:
    case PHONE_UNPLUGGED:
    case PHONE_STATES:
        return false;
    }
    return false;
}

static void set_state(struct phone *p, enum phone_state state)
{
    CHECK(may_follow[p->state] & 1 << state);
    p->state = state;
    const struct phone_change change = {
        .state = state_names[state],
        .in_service = in_service(p),
        .ended = has_ended(p),
        .completed = state == PHONE_UPGRADED || state == PHONE_UNCHANGED,
        .reason = has_not_completed(p) ? p->reason : NULL,
        .load = phone_load(p)->name,
    };
    OBSERVE(&p->host->net->observers, phone_changed, p->info, &change, phone_now(p));
}

/* Takes away whatever could still happen. */
static void stop(struct phone *p)
{
    timer_cancel(p->host->net->events, &p->timer);
    phone_stop_fetching(p);
    phone_peers_fini(p);
    tftp_processor_stop(&p->processor);
}

void phone_fail(struct phone *p, const char *reason)
{
    p->reason = reason;
    set_state(p, PHONE_FAILED);
    timer_cancel(p->host->net->events, &p->timer);
}

void phone_keep_load(struct phone *p, const char *reason)
{
    p->reason = reason;
    set_state(p, PHONE_NOT_UPGRADED);
    timer_cancel(p->host->net->events, &p->timer);
}

void phone_start_over(struct phone *p, const char *reason)
{
    p->reason = reason;
    set_state(p, PHONE_STARTING_OVER);
    set_timer(p, p->config->restart);
}

void phone_wait_for_server(struct phone *p, sim_time timeout)
{
    set_timer(p, timeout);
}

void phone_pause(struct phone *p, sim_time pause)
{
    set_state(p, PHONE_PAUSING);
    set_timer(p, pause);
}

void phone_ask_user(struct phone *p)
{
    p->reason = "profile account setup: its user has not answered";
    set_state(p, PHONE_ASKING);
    if (p->config->answer != TIME_NEVER)
        set_timer(p, p->config->answer);
}

void phone_has_all(struct phone *p)
{
    set_state(p, PHONE_WRITING);
    set_timer(p, time_max(p->flash_done - phone_now(p), 0));
}

static void boot(struct phone *p)
{
    p->at_profile = p->config->profile != NULL;
    p->file = 0;
    p->server = 0;
    p->in_vain = 0;
    file_copy_fini(&p->copy);
    p->flash_done = 0;
    p->load_harmed = false;
    p->reason = NULL;
    set_state(p, PHONE_BOOTING);
    set_timer(p, p->config->boot);
}

static void begin(struct phone *p)
{
    set_state(p, PHONE_FETCHING);
    if (p->config->pfs)
        phone_peers_init(p);
    phone_tftp_begin(p);
    phone_get_first(p);
}

/* Its ports are closed, and its peers have to do without it. */
static void restart(struct phone *p)
{
    if (p->config->pfs)
        phone_print(p, "Restarting with load %s", phone_load(p)->name);
    set_state(p, PHONE_RESTARTING);
    phone_peers_fini(p);
    set_timer(p, p->config->restart);
}

/* It runs the load: with the next it begins as after a reset. */
static void end_step(struct phone *p, enum phone_state end)
{
    p->has = phone_load(p);
    p->why[0] = 0;
    phone_peers_fini(p);
    if (p->step + 1 == p->config->step_count) {
        set_state(p, end);
        return;
    }
    p->step++;
    boot(p);
}

/* All that it wanted is in flash. */
static void written(struct phone *p)
{
    if (p->has != phone_load(p)) {
        set_state(p, PHONE_CHECKING);
        set_timer(p, p->config->check);
        return;
    }
    if (p->config->pfs)
        phone_print(p, "Load %s is there already", p->has->name);
    end_step(p, PHONE_UNCHANGED);
}

static void timer_fired(struct timer *timer)
{
    struct phone *p = CONTAINER_OF(timer, struct phone, timer);
    check_context.entity = p->info->name;
    switch (p->state) {
    case PHONE_WAITING:
        boot(p);
        break;
    case PHONE_STARTING_OVER:
        boot(p);
        break;
    case PHONE_BOOTING:
        begin(p);
        break;
    case PHONE_PAUSING:
        set_state(p, PHONE_FETCHING);
        phone_ask_server(p);
        break;
    case PHONE_ASKING:
        p->has_account = true;
        p->reason = NULL;
        set_state(p, PHONE_FETCHING);
        phone_ask_server(p);
        break;
    case PHONE_WRITING:
        written(p);
        break;
    case PHONE_CHECKING:
        restart(p);
        break;
    case PHONE_RESTARTING:
        if (p->load_harmed)
            phone_fail(p, "does not boot");
        else
            end_step(p, PHONE_UPGRADED);
        break;
    case PHONE_FETCHING:
        phone_server_was_due(p);
        break;
    case PHONE_UNCHANGED:
    case PHONE_UPGRADED:
    case PHONE_NOT_UPGRADED:
    case PHONE_FAILED:
    case PHONE_UNPLUGGED:
    case PHONE_STATES:
        CHECK(!"a timer without purpose");
    }
}

struct phone *phone_new(struct net_host *host, const struct phone_config *config,
                        const struct phone_info *info, sim_time reset)
{
    struct phone *p = mem_calloc(1, sizeof *p);
    p->host = host;
    p->config = config;
    p->info = info;
    p->has = config->has;
    p->has_account = config->has_account;
    timer_init(&p->timer, timer_fired);
    lateness_init(&p->lateness, host, config->timer_lateness, config->timer_slack);
    tftp_processor_init(&p->processor, host, config->cpu, config->turnaround);
    OBSERVE(&host->net->observers, phone_added, info);
    timer_set(host->net->events, &p->timer, reset);
    return p;
}

void phone_unplug(struct phone *p, bool for_good)
{
    net_set_plugged(p->host, false);
    p->unplugged = true;
    if (has_ended(p))
        return;
    phone_report_interrupted(p, "unplugged");
    stop(p);
    p->reason = "unplugged";
    if (for_good)
        phone_fail(p, p->reason);
    else if (p->state != PHONE_UNPLUGGED)
        set_state(p, PHONE_UNPLUGGED);
}

void phone_plug(struct phone *p)
{
    net_set_plugged(p->host, true);
    p->unplugged = false;
    if (p->state == PHONE_UNPLUGGED)
        boot(p);
}

bool phone_is_downloading_root(const struct phone *p)
{
    return p->peer && peer_is_downloading(p->peer);
}

/* Of the first `files` of a load, those that a phone with the load `has` gets. */
static uint64_t bytes_of(const struct firmware_load *load, const struct firmware_load *has,
                         size_t files)
{
    uint64_t bytes = 0;
    for (uint32_t i = 0; i < files; i++)
        bytes += phone_leaves_out(has, load, i) ? 0 : load->files[i].bytes;
    return bytes;
}

/* Of the first `steps`. */
static uint64_t bytes_of_steps(const struct phone_config *c, uint32_t steps)
{
    const struct firmware_load *has = c->has;
    uint64_t bytes = 0;
    for (uint32_t i = 0; i < steps; i++) {
        bytes += bytes_of(c->steps[i].load, has, c->steps[i].load->file_count);
        has = c->steps[i].load;
    }
    return bytes;
}

uint64_t phone_bytes(const struct phone_config *config)
{
    return bytes_of_steps(config, config->step_count);
}

uint64_t phone_bytes_done(const struct phone *p)
{
    const struct firmware_load *load = phone_load(p);
    /* One that has ended with its last load has just that. */
    const struct firmware_load *had = p->step ? p->config->steps[p->step - 1].load : p->config->has;
    const uint64_t bytes = bytes_of_steps(p->config, p->step) + bytes_of(load, had, p->file);
    return p->at_profile || p->file == load->file_count ? bytes : bytes + p->copy.length;
}

static const char *why_not_done(const struct phone *p)
{
    if (p->reason)
        return p->reason;
    return p->why[0] ? p->why : run_ended;
}

void phone_end_of_run(struct phone *p)
{
    phone_report_interrupted(p, run_ended);
    if (!has_ended(p))
        phone_fail(p, why_not_done(p));
    stop(p);
}

void phone_free(struct phone *p)
{
    stop(p);
    file_copy_fini(&p->copy);
    lateness_fini(p->host);
    free(p);
}
