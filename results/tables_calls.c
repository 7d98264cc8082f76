/* calls and spurts. */
#include "results/tables.h"

/* --- calls.csv ------------------------------------------------------------------------------- */

/* What a direction's row has besides what was told of it. */
struct call_row {
    int direction;
    const char *from, *to;
    sim_time delay_mean, delay_p95, delay_max; /* -1: no packet came */
    sim_time jitter;                           /* -1: nothing was said during the upgrade */
    double mos_before, mos_during, worst;
};

/* What a row is read from; the last only of a direction on which something was sent. */
enum { CALL_INFO, CALL_ROW, CALL_ALL, CALL_SENT };

#define OF_CALL(member) CELL_AT(CALL_INFO, struct call_info, member)
#define OF_ROW(member) CELL_AT(CALL_ROW, struct call_row, member)
#define OF_ALL(member) CELL_AT(CALL_ALL, struct speech_info, member)
#define OF_SENT(member) CELL_AT(CALL_SENT, struct speech_info, member)

static const struct column calls_columns[] = {
    {"call", CELL_COUNT, OF_CALL(id), .meaning = "from 0"},
    {"direction", CELL_WORD, OF_ROW(direction), .words = direction_names,
     .meaning = "of the speech: down to the site, up from it"},
    {"site", CELL_TEXT, OF_CALL(site), .meaning = "where it leads to"},
    {"number", CELL_COUNT, OF_CALL(number),
     .meaning = "from 1, of the calls that one line of the scenario stands for"},
    {"class", CELL_TEXT, OF_CALL(service_class), .meaning = "its packets' code point"},
    {"codec", CELL_TEXT, OF_CALL(codec), .meaning = "its name"},
    {"from", CELL_TEXT, OF_ROW(from), .meaning = "who speaks"},
    {"to", CELL_TEXT, OF_ROW(to), .meaning = "who hears"},
    {"interval_s", CELL_TIME, OF_CALL(interval), .meaning = "of speech in a packet"},
    {"packet_bytes", CELL_COUNT, OF_CALL(packet_bytes), .unit = "bytes",
     .meaning = "of the IP packet"},
    {"pauses", CELL_YES_NO, OF_CALL(pauses), .meaning = "yes: nothing is sent while nobody talks"},
    {"started_s", CELL_TIME, OF_SENT(started), .meaning = "when the first packet left"},
    {"ended_s", CELL_TIME, OF_SENT(ended), .meaning = "when the last one left"},
    {"packets", CELL_COUNT, OF_ALL(packets), .meaning = "sent"},
    {"lost_network", CELL_COUNT, OF_ALL(lost[SPEECH_LOST]), .unit = "packets",
     .meaning = "that never came"},
    {"lost_late", CELL_COUNT, OF_ALL(lost[SPEECH_LATE]), .unit = "packets",
     .meaning = "that came when they should have been played already"},
    {"lost_buffer", CELL_COUNT, OF_ALL(lost[SPEECH_NO_ROOM]), .unit = "packets",
     .meaning = "that came when the playout buffer was full"},
    {"burst_ratio", CELL_REAL, OF_SENT(burst_ratio),
     .meaning = "how much longer runs of losses are than at random"},
    {"delay_mean_s", CELL_TIME, OF_ROW(delay_mean),
     .meaning = "in the network, during the upgrade of the site, as the next two"},
    {"delay_p95_s", CELL_TIME, OF_ROW(delay_p95), .meaning = "95 % of the packets took no longer"},
    {"delay_max_s", CELL_TIME, OF_ROW(delay_max), .meaning = "the longest"},
    {"jitter_s", CELL_TIME, OF_ROW(jitter),
     .meaning = "RFC 3550's at the ends of talk spurts, mean during the upgrade"},
    {"mouth_to_ear_s", CELL_TIME, OF_SENT(mouth_to_ear),
     .meaning = "coding, network and playout, mean over talk spurts"},
    {"rating", CELL_REAL, OF_SENT(rating),
     .meaning = "R of G.107, mean over talk spurts; nothing of a codec that is not rated"},
    {"mos", CELL_REAL, OF_SENT(mos), .meaning = "mean opinion score, mean over talk spurts"},
    {"mos_before", CELL_REAL, OF_ROW(mos_before), .meaning = "before the site's first reset"},
    {"mos_during", CELL_REAL, OF_ROW(mos_during),
     .meaning = "from then on until its last phone had ended"},
    {"worst_spurt", CELL_REAL, OF_ROW(worst), .meaning = "the lowest of these in a talk spurt"},
};

const struct table calls_csv = TABLE("calls.csv", calls_columns);

static void call_row(FILE *file, const struct call_record *c, int direction)
{
    const struct call_direction_record *d = &c->directions[direction];
    const bool heard = d->delays.count > 0;
    const struct call_row row = {
        .direction = direction,
        .from = c->info->ends[direction],
        .to = c->info->ends[!direction],
        .delay_mean = heard ? histogram_mean(&d->delays) : -1,
        .delay_p95 = heard ? histogram_percentile(&d->delays, 95) : -1,
        .delay_max = heard ? d->delays.maximum : -1,
        .jitter = speech_sum_jitter(&d->phases[CALL_DURING]),
        .mos_before = speech_sum_mos(&d->phases[CALL_BEFORE]),
        .mos_during = speech_sum_mos(&d->phases[CALL_DURING]),
        .worst = d->phases[CALL_DURING].worst,
    };
    const void *const of[] = {[CALL_INFO] = c->info,
                              [CALL_ROW] = &row,
                              [CALL_ALL] = &d->all,
                              [CALL_SENT] = d->all.packets ? &d->all : NULL};
    table_row(file, &calls_csv, of);
}

void table_calls(FILE *file, const struct record *r)
{
    table_header(file, &calls_csv);
    for (size_t i = 0; i < r->calls.count; i++)
        for (int d = 0; d < 2 && r->calls.list[i].info; d++)
            call_row(file, &r->calls.list[i], d);
}

/* --- spurts.csv ------------------------------------------------------------------------------ */

enum { SPURT, SPURT_CALL, SPURT_MEAN };

#define OF_SPURT(member) CELL_AT(SPURT, struct spurt_record, member)

static const struct column spurts_columns[] = {
    {"call", CELL_COUNT, CELL_AT(SPURT_CALL, struct call_info, id), .meaning = "as in calls.csv"},
    {"direction", CELL_WORD, OF_SPURT(speech.direction), .words = direction_names,
     .meaning = "as there"},
    {"site", CELL_TEXT, CELL_AT(SPURT_CALL, struct call_info, site), .meaning = "as there"},
    {"codec", CELL_TEXT, CELL_AT(SPURT_CALL, struct call_info, codec), .meaning = "as there"},
    {"upgrade", CELL_WORD, OF_SPURT(phase), .words = call_phase_names,
     .meaning = "of the site: before, during, after; a spurt that is in two is during"},
    {"started_s", CELL_TIME, OF_SPURT(speech.started), .meaning = "when the first packet left"},
    {"ended_s", CELL_TIME, OF_SPURT(speech.ended), .meaning = "when the last one left"},
    {"packets", CELL_COUNT, OF_SPURT(speech.packets), .meaning = "sent"},
    {"lost_network", CELL_COUNT, OF_SPURT(speech.lost[SPEECH_LOST]), .unit = "packets",
     .meaning = "as in calls.csv"},
    {"lost_late", CELL_COUNT, OF_SPURT(speech.lost[SPEECH_LATE]), .unit = "packets",
     .meaning = "as there"},
    {"lost_buffer", CELL_COUNT, OF_SPURT(speech.lost[SPEECH_NO_ROOM]), .unit = "packets",
     .meaning = "as there"},
    {"burst_ratio", CELL_REAL, OF_SPURT(speech.burst_ratio), .meaning = "as there"},
    {"first_delay_s", CELL_TIME, OF_SPURT(speech.first_delay),
     .meaning = "in the network, of the first packet that came"},
    {"mean_delay_s", CELL_TIME, .of = SPURT_MEAN, .size = sizeof(sim_time),
     .meaning = "of all that came"},
    {"mouth_to_ear_s", CELL_TIME, OF_SPURT(speech.mouth_to_ear),
     .meaning = "coding, network and playout"},
    {"jitter_s", CELL_TIME, OF_SPURT(speech.jitter), .meaning = "RFC 3550's, at its end"},
    {"rating", CELL_REAL, OF_SPURT(speech.rating), .meaning = "R of G.107"},
    {"mos", CELL_REAL, OF_SPURT(speech.mos), .meaning = "mean opinion score"},
};

const struct table spurts_csv = TABLE("spurts.csv", spurts_columns);

void table_spurts(FILE *file, const struct record *r)
{
    table_header(file, &spurts_csv);
    for (size_t i = 0; i < r->calls.spurt_count; i++) {
        const struct spurt_record *s = &r->calls.spurts[i];
        const sim_time mean = s->speech.heard ? s->speech.delays / (sim_time)s->speech.heard : -1;
        table_row(file, &spurts_csv, (const void *const[]){s, s->speech.call, &mean});
    }
}
