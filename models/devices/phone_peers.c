/* What the PFS device asks of its phone: to download as a root, to check and hand out the file,
 * to go on alone. */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "base/memory.h"
#include "models/devices/phone_private.h"

void phone_print(struct phone *p, const char *format, ...)
{
    char text[PFS_LOG_MAX];
    if (!console_is_read(p->console))
        return;
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    console_print(p->console, "INF", text);
}

/* --- what the peer asks for --------------------------------------------------------------------
 */

static void download(void *user)
{
    phone_ask_server(user);
}

static void delivered(void *user, uint64_t offset, const uint8_t *bytes, uint32_t length)
{
    struct phone *p = user;
    CHECK(!phone_is_fetching(p));
    if (offset == 0 && p->copy.length > 0)
        phone_begin_copy(p);
    CHECK(offset == p->copy.length);
    phone_take(p, bytes, length);
}

static bool check(void *user, uint8_t digest[PFS_DIGEST])
{
    struct phone *p = user;
    const bool right = phone_file_is_right(p);
    file_copy_digest(&p->copy, digest);
    p->transport = "pfs";
    phone_report_file(p, peer_parent(p->peer), &(struct fetch_result){.end = FETCH_DONE},
                      right ? NULL : "invalid file");
    return right || !p->config->pfs->check;
}

static const uint8_t *content(void *user, uint64_t offset, uint32_t length)
{
    struct phone *p = user;
    return file_copy_content(&p->copy, offset, length);
}

/* A download that is under way, or will be after a pause, goes on without the hierarchy. A phone
 * that has just heard that the server's file is of no use gives it time before it asks again. */
static void fall_back(void *user, const char *reason)
{
    struct phone *p = user;
    phone_print(p, "Fetching %s from the server alone: %s", phone_file(p)->file->name, reason);
    p->alone = true;
    if (phone_is_fetching(p) || p->state == PHONE_PAUSING)
        return;
    phone_begin_copy(p);
    if (p->reason)
        phone_pause(p, p->config->retry);
    else
        phone_ask_server(p);
}

static void done(void *user)
{
    phone_next_file(user);
}

static const struct peer_events events = {.download = download,
                                          .delivered = delivered,
                                          .check = check,
                                          .content = content,
                                          .fall_back = fall_back,
                                          .done = done};

/* --- what the peer is told ---------------------------------------------------------------------
 */

void phone_peers_init(struct phone *p)
{
    p->console = mem_calloc(1, sizeof *p->console);
    console_init(p->console, p->host, p->info, p->config->log_server);
    p->peer =
        peer_new(p->host, p->config->pfs, p->config->hierarchy, p->info, p->console, &events, p);
}

void phone_peers_fini(struct phone *p)
{
    if (!p->peer)
        return;
    peer_free(p->peer);
    p->peer = NULL;
    console_fini(p->console);
    free(p->console);
    p->console = NULL;
}

/* The index is the first file, and says of the others what they are. */
void phone_start_sharing(struct phone *p)
{
    const struct image *image = phone_file(p);
    const bool is_known = p->file > 0;
    struct pfs_file file = {
        .name = image->file->name, .size_known = is_known, .digest_known = is_known};
    if (is_known) {
        file.size = image->length;
        memcpy(file.digest, image_digest(image), PFS_DIGEST);
    }
    peer_start(p->peer, &file);
}

void phone_tell_progress(struct phone *p)
{
    const uint64_t total = p->file > 0 ? p->copy.right->length : 0;
    peer_download_progress(p->peer, p->copy.length, total);
}

void phone_tell_done(struct phone *p)
{
    uint8_t digest[PFS_DIGEST];
    file_copy_digest(&p->copy, digest);
    peer_download_done(p->peer, p->copy.length, digest);
}
