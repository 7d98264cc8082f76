/* The files of a phone's load, one after the other: fetched from servers, checked, tried again,
 * written to flash. The phone's state is not changed but through phone.c. */
#include <stdio.h>

#include "base/check.h"
#include "models/catalogue/index.h"
#include "models/devices/phone_private.h"

enum { STEPS = 64 }; /* in which a file's progress is told */

bool phone_leaves_out(const struct firmware_load *has, const struct firmware_load *load,
                      uint32_t file)
{
    for (size_t i = 0; file && has && i < has->file_count; i++)
        if (firmware_file_is_same(&has->files[i], &load->files[file]))
            return true;
    return false;
}

const struct image *phone_file(const struct phone *p)
{
    return p->at_profile ? p->config->profile : phone_step(p)->images[p->file];
}

bool phone_is_fetching(const struct phone *p)
{
    return p->tftp || p->http;
}

/* --- what is told ------------------------------------------------------------------------------
 */

static void tell_progress(struct phone *p)
{
    const struct file_progress progress = {
        .phone = p->info->id,
        .file = phone_file(p)->file->name,
        .bytes = p->copy.length,
        .total = phone_file(p)->length,
        .receiving = p->copy.length > 0,
        .peers = !p->alone,
        .load = phone_load(p)->name,
    };
    OBSERVE(&p->host->net->observers, file_progressed, &progress, phone_now(p));
}

/* The least number of bytes, beyond what has come, that is a 64th of the file more. */
static uint64_t next_mark(const struct phone *p)
{
    const uint64_t total = phone_file(p)->length, have = p->copy.length;
    if (have >= total)
        return UINT64_MAX;
    const uint64_t step = have * STEPS / total + 1;
    return (step * total + STEPS - 1) / STEPS;
}

void phone_report_file(struct phone *p, uint32_t from, const struct fetch_result *result,
                       const char *reason)
{
    const struct file_info file = {
        .phone = p->info->id,
        .file = phone_file(p)->file->name,
        .from = from,
        .method = p->info->group->method,
        .transport = p->transport,
        .started = p->file_started,
        .ended = phone_now(p),
        .bytes = p->copy.length,
        .completed = !reason,
        .reason = reason,
        .retransmissions = result->retransmissions,
        .duplicates = result->duplicates,
        .load = phone_load(p)->name,
    };
    OBSERVE(&p->host->net->observers, file_ended, &file);
}

void phone_report_interrupted(struct phone *p, const char *reason)
{
    if (!phone_is_fetching(p))
        return;
    const struct fetch_result result =
        p->tftp ? tftp_fetch_result(p->tftp) : (struct fetch_result){.end = FETCH_LOST};
    phone_report_file(p, phone_server(p)->address, &result, reason);
}

/* --- what comes --------------------------------------------------------------------------------
 */

void phone_begin_copy(struct phone *p)
{
    file_copy_begin(&p->copy, phone_file(p), !p->alone);
    p->mark = 1;
    tell_progress(p);
}

static sim_time flash_time(const struct phone_config *c, uint32_t bytes)
{
    return bytes == c->usual_piece ? c->usual_piece_time : time_of_bytes(bytes, c->flash * 8);
}

void phone_take(struct phone *p, const uint8_t *bytes, uint32_t length)
{
    file_copy_add(&p->copy, bytes, length);
    p->flash_done = time_max(p->flash_done, phone_now(p)) + flash_time(p->config, length);
    if (p->copy.length >= p->mark) {
        p->mark = next_mark(p);
        tell_progress(p);
    }
}

bool phone_file_is_right(const struct phone *p)
{
    const struct file_copy *c = &p->copy;
    if (c->right->listing && c->keeps)
        return index_is_right(file_copy_bytes(c), c->length);
    return file_copy_is_right(c);
}

/* --- the server --------------------------------------------------------------------------------
 */

/* A file that the server does not have, or whose content is not what the index says. A root asks
 * once more for one that is harmed, as a child does (doc/pfs.md, rule 9); then its hierarchy has to
 * do without it. */
static void is_not_to_be_had(struct phone *p, bool missing, const char *reason)
{
    p->reason = reason;
    if (!p->alone && (missing || ++p->harmed_times > 1))
        peer_download_failed(p->peer, missing);
    else if (p->config->tries_for_ever || p->config->pfs)
        phone_pause(p, p->config->retry);
    else
        phone_fail(p, reason);
}

/* A resync that has failed is tried again. One whose server wants an account that the phone has not
 * been given waits for its user. */
static void has_no_profile(struct phone *p, const struct fetch_result *result, const char *reason)
{
    if (result->end == FETCH_UNAUTHORIZED && !p->has_account)
        phone_ask_user(p);
    else if (p->config->resync_retry != TIME_NEVER) {
        p->reason = reason;
        phone_pause(p, p->config->resync_retry);
    } else {
        phone_peers_fini(p);
        snprintf(p->why, sizeof p->why, "kept the old load: no profile, %s", reason);
        phone_keep_load(p, p->why);
    }
}

/* Whether there is one that has not failed since the last byte came. */
static bool turn_to_next_server(struct phone *p)
{
    if (p->config->server_count == 1)
        return false;
    p->server = (p->server + 1) % p->config->server_count;
    p->http_tried = false;
    if (++p->in_vain < p->config->server_count)
        return true;
    p->in_vain = 0;
    return false;
}

static void has_failed(struct phone *p, const struct fetch_result *result, const char *reason,
                       bool by_http)
{
    if (by_http && p->config->transport == PHONE_HTTP_THEN_TFTP)
        phone_ask_server(p);
    else if (result->end == FETCH_LOST && !phone_tftp_is_over(p) && turn_to_next_server(p))
        phone_ask_server(p);
    else if (!by_http && phone_tftp_gives_up(p, result, reason))
        return;
    else if (p->at_profile && (by_http || result->end != FETCH_LOST))
        has_no_profile(p, result, reason);
    else if (result->end == FETCH_MISSING || result->end == FETCH_DONE)
        is_not_to_be_had(p, result->end == FETCH_MISSING, reason);
    else if (result->end == FETCH_REFUSED || by_http)
        phone_pause(p, p->config->retry);
    else
        phone_pause(p, 0);
}

/* Whether a file that has come is taken; what a root is to pass on it may be told not to check. */
static bool is_taken(const struct phone *p)
{
    return (!p->alone && !p->config->pfs->check) || phone_file_is_right(p);
}

static void has_come(struct phone *p)
{
    p->reason = NULL;
    if (p->alone)
        phone_next_file(p);
    else
        phone_tell_done(p);
}

static const char *reason_of(const struct phone *p, const struct fetch_result *result)
{
    switch (result->end) {
    case FETCH_DONE:
        return phone_file_is_right(p) ? NULL : "invalid file";
    case FETCH_MISSING:
        return "missing file";
    case FETCH_UNAUTHORIZED:
    case FETCH_REFUSED:
    case FETCH_LOST:
        return result->reason;
    }
    return NULL;
}

static void ended(void *user, const struct fetch_result *result)
{
    struct phone *p = user;
    const bool by_http = p->http != NULL, done = result->end == FETCH_DONE;
    const char *reason = reason_of(p, result);
    p->tftp = NULL;
    p->http = NULL;
    phone_report_file(p, phone_server(p)->address, result, reason);
    if (done && is_taken(p))
        has_come(p);
    else
        has_failed(p, result, reason, by_http);
}

static void delivered(void *user, uint64_t offset, const uint8_t *bytes, uint32_t length)
{
    struct phone *p = user;
    CHECK(offset == p->copy.length);
    p->in_vain = 0;
    phone_take(p, bytes, length);
    if (!p->alone)
        phone_tell_progress(p);
}

static const struct fetch_events events = {.delivered = delivered, .ended = ended};

void phone_ask_server(struct phone *p)
{
    const struct phone_config *c = p->config;
    const char *name = phone_file(p)->file->name;
    CHECK(!phone_is_fetching(p));
    p->file_started = phone_now(p);
    if (p->copy.length > 0)
        phone_begin_copy(p);
    /* The call manager's HTTP is told from its TFTP; what a load server does is all one. */
    const enum traffic http =
        c->traffic == TRAFFIC_LOAD_SERVER ? TRAFFIC_LOAD_SERVER : TRAFFIC_HTTP;
    if (c->transport == PHONE_HTTP || (c->transport == PHONE_HTTP_THEN_TFTP && !p->http_tried)) {
        const struct net_endpoint server = {phone_server(p)->address, c->http_port};
        p->http_tried = true;
        p->transport = "http";
        struct http_fetch_config with_account = c->http;
        with_account.authorized = true;
        p->http = http_fetch_start(p->host, server, http, name,
                                   p->at_profile && p->has_account ? &with_account : &c->http,
                                   &events, p);
    } else {
        p->transport = "tftp";
        phone_tftp_ask(p, name, &events);
    }
}

void phone_server_was_due(struct phone *p)
{
    if (!p->tftp || p->copy.length > 0)
        return;
    const struct fetch_result result = tftp_fetch_result(p->tftp);
    tftp_fetch_stop(p->tftp);
    p->tftp = NULL;
    phone_report_file(p, phone_server(p)->address, &result, "no answer from the server");
    has_failed(p, &result, "no answer from the server", false);
}

void phone_stop_fetching(struct phone *p)
{
    if (p->http)
        http_fetch_free(p->http);
    p->http = NULL;
    p->tftp = NULL; /* the processor frees it */
}

/* --- one file after the other ------------------------------------------------------------------
 */

static void get_file(struct phone *p)
{
    p->alone = !p->config->pfs || p->at_profile;
    p->http_tried = false;
    p->harmed_times = 0;
    p->file_started = phone_now(p);
    phone_begin_copy(p);
    if (p->alone)
        phone_ask_server(p);
    else
        phone_start_sharing(p);
}

void phone_get_first(struct phone *p)
{
    get_file(p);
}

/* Goes on behind files that it has. */
static void leave_out(struct phone *p)
{
    const struct firmware_load *load = phone_load(p);
    for (; p->file < load->file_count && phone_leaves_out(p->has, load, p->file); p->file++)
        if (p->config->pfs && p->has != load)
            phone_print(p, "File %s is there already", load->files[p->file].name);
}

void phone_next_file(struct phone *p)
{
    if (p->config->pfs)
        phone_print(p, "File %s complete, %llu bytes", phone_file(p)->file->name,
                    (unsigned long long)p->copy.length);
    p->load_harmed |= !file_copy_is_right(&p->copy);
    if (p->at_profile)
        p->at_profile = false;
    else
        p->file++;
    leave_out(p);
    if (p->file < phone_load(p)->file_count)
        get_file(p);
    else
        phone_has_all(p);
}
