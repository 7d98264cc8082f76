/* A phone's outage and upgrade time out of its changes of state. */
#include "results/record_phone.h"

#include <string.h>

static const char waiting[] = "waiting";

void phone_record_init(struct phone_record *p, const struct phone_info *info)
{
    *p = (struct phone_record){.info = info,
                               .state = waiting,
                               .load = info->group->load,
                               .reset = -1,
                               .ended = -1,
                               .out_since = -1};
}

static void end_outage(struct phone_record *p, sim_time now)
{
    if (p->out_since >= 0)
        p->outage += now - p->out_since;
    p->out_since = -1;
}

/* None comes twice in a row. */
static void take_load(struct phone_record *p, const char *load)
{
    p->loads += p->loads == 0 || strcmp(load, p->load) != 0;
    p->load = load;
}

void phone_record_change(struct phone_record *p, const struct phone_change *change,
                         struct names *names, sim_time now)
{
    if (p->ended >= 0)
        return;
    p->state = names_keep(names, change->state);
    if (change->load)
        take_load(p, names_keep(names, change->load));
    p->restarts += strcmp(change->state, "starting over") == 0;
    if (p->reset < 0 && strcmp(change->state, waiting) != 0)
        p->reset = now;
    if (change->in_service || change->ended)
        end_outage(p, now);
    else if (p->reset >= 0 && p->out_since < 0)
        p->out_since = now;
    if (change->ended) {
        p->ended = now;
        p->completed = change->completed;
        p->unchanged = change->completed && strcmp(change->state, "unchanged") == 0;
        p->reason = names_keep(names, change->reason);
    }
}

static bool is_by_http(const struct file_info *file)
{
    return strcmp(file->transport, "http") == 0;
}

/* Whether a download is the second try of what HTTP could not bring. */
static void record_transport(struct phone_record *p, const struct file_info *file,
                             struct names *names)
{
    if (!file->completed) {
        if (is_by_http(file))
            p->http_failed = names_keep(names, file->file);
        return;
    }
    if (is_by_http(file))
        p->by_http++;
    else if (p->http_failed && strcmp(p->http_failed, file->file) == 0)
        p->fell_back++;
    p->http_failed = NULL;
}

void phone_record_file(struct phone_record *p, const struct file_info *file, struct names *names)
{
    record_transport(p, file, names);
    p->files += file->completed;
    p->bytes += file->bytes;
    p->retransmissions += (uint32_t)file->retransmissions;
    p->duplicates += (uint32_t)file->duplicates;
}

void phone_record_finish(struct phone_record *p, sim_time now)
{
    end_outage(p, now);
}

sim_time phone_upgrade_time(const struct phone_record *p)
{
    return p->completed && p->reset >= 0 ? p->ended - p->reset : -1;
}

struct file_record file_record(const struct file_info *file, struct names *names)
{
    return (struct file_record){
        .phone = file->phone,
        .from = file->from,
        .file = names_keep(names, file->file),
        .load = names_keep(names, file->load),
        .method = names_keep(names, file->method),
        .transport = names_keep(names, file->transport),
        .reason = names_keep(names, file->reason),
        .started = file->started,
        .ended = file->ended,
        .bytes = file->bytes,
        .retransmissions = file->retransmissions,
        .duplicates = file->duplicates,
        .completed = file->completed,
    };
}
