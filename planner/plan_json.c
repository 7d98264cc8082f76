/* plan.json: all that a plan says, for programs. */
#include <math.h>
#include <string.h>

#include "base/memory.h"
#include "planner/plan_faults.h"
#include "planner/plan_files.h"
#include "planner/when.h"
#include "planner/window.h"

/* --- values ---------------------------------------------------------------------------------- */

/* JSON has no number without end. */
static json_t *json_number(double value)
{
    return isfinite(value) ? json_real(value) : json_null();
}

static json_t *json_words(const char *text)
{
    return text ? json_string(text) : json_null();
}

static json_t *json_moment(int64_t utc)
{
    char text[WHEN_ROOM];
    return json_string(when_utc(text, utc));
}

static json_t *json_moment_there(const struct zone *zone, int64_t utc)
{
    char text[WHEN_ROOM];
    return json_string(when_iso(text, zone, utc));
}

static json_t *json_day(date_day day)
{
    char text[WHEN_ROOM];
    return json_string(when_date(text, day));
}

static json_t *json_count(uint64_t count)
{
    return json_integer((json_int_t)count);
}

/* --- a site ---------------------------------------------------------------------------------- */

static json_t *json_answer(const struct plan_answer *a)
{
    if (!a->possible)
        return json_pack("{s:b,s:o}", "possible", 0, "why_not", json_words(a->why_not));
    json_t *object = json_pack(
        "{s:b,s:o,s:o,s:o,s:o,s:o,s:b,s:b,s:o}", "possible", 1, "p10_s", json_number(a->p10),
        "p50_s", json_number(a->p50), "p90_s", json_number(a->p90), "p99_s", json_number(a->p99),
        "planned_s", json_number(a->at_confidence), "bound", a->bound, "simulated", a->simulated,
        "ratio", json_number(a->simulated ? a->ratio : (double)NAN));
    if (!isfinite(a->at_confidence))
        return object;
    json_t *more =
        json_pack("{s:o,s:o,s:o,s:o,s:o,s:o,s:o,s:o,s:o}", "mos",
                  json_number(a->has_mos && a->mos > 0 ? a->mos : (double)NAN), "mos_before",
                  json_number(a->has_mos && a->mos_before > 0 ? a->mos_before : (double)NAN),
                  "wan_bytes", json_number(a->wan_bytes), "wan_use", json_number(a->wan_use),
                  "head_end_bps", json_number(a->mean_rate), "transfers", json_number(a->transfers),
                  "server_use", json_number(a->server_use), "phones_alone", json_number(a->alone),
                  "outage_s", json_number(a->outage));
    json_object_update_new(object, more);
    return object;
}

static json_t *json_answers(const struct plan_site *s)
{
    json_t *object = json_object();
    for (int m = 0; m < PLAN_METHODS; m++)
        json_object_set_new(object, method_names[m], json_answer(&s->answers[m]));
    return object;
}

static json_t *json_place(const struct plan *p, const struct plan_site *s)
{
    if (!s->scheduled)
        return json_null();
    const struct plan_window *w = &s->windows[s->window];
    return json_pack("{s:o,s:o,s:o,s:o,s:o,s:o,s:o,s:o,s:o}", "wave", json_count(s->wave + 1),
                     "night", json_day(p->nights[s->night].day), "start_local",
                     json_moment_there(s->site->zone, s->start), "start", json_moment(s->start),
                     "end", json_moment(s->end), "window_opens", json_moment(w->open),
                     "window_closes", json_moment(w->close), "slack_s", json_number(s->slack),
                     "fits_probability", json_number(s->fits));
}

static json_t *json_phones(const struct fleet_site *site)
{
    json_t *array = json_array();
    for (size_t i = 0; i < site->phones_count; i++) {
        const struct fleet_phones *phones = &site->phones[i];
        json_array_append_new(array,
                              json_pack("{s:s,s:o,s:o,s:s,s:i}", "model", phones->model->name,
                                        "subnet", json_words(site->subnets[phones->subnet].name),
                                        "count", json_count(phones->count), "load",
                                        phones->load->name, "line", (int)phones->line));
    }
    return array;
}

/* What holds at the site, column by column, and which load its phones get. */
static json_t *json_inputs(const struct plan *p, const struct fleet_site *site)
{
    json_t *object = json_object();
    for (int i = FLEET_COLUMN_SITE + 1; i < FLEET_COLUMNS; i++) {
        char *text = fleet_input(p->fleet, site, (enum fleet_column_number)i);
        if (text)
            json_object_set_new(object, fleet_columns[i].name, json_string(text));
        free(text);
    }
    char *load = fleet_input_load(site);
    json_object_set_new(object, "load", json_words(load));
    free(load);
    return object;
}

static json_t *json_carried(const struct plan *p, const struct fleet_site *site)
{
    json_t *object = json_object();
    for (size_t i = 0; i < p->fleet->carried_count; i++)
        json_object_set_new(object, p->fleet->carried_names[i], json_string(site->carried[i]));
    return object;
}

static json_t *json_site(const struct plan *p, const struct plan_site *s)
{
    const struct fleet_site *site = s->site;
    return json_pack(
        "{s:s,s:o,s:o,s:o,s:o,s:b,s:s,s:o,s:s,s:o,s:o,s:o,s:o,s:o,s:o,s:o,s:o,s:o,s:o}", "site",
        site->name, "line", json_count(site->line), "phone_count", json_count(site->phone_count),
        "phones", json_phones(site), "group", json_words(site->group), "critical", site->critical,
        "timezone", zone_name(site->zone), "calls", json_count(site->calls), "verdict",
        verdict_words[s->verdict], "because", json_words(s->because), "change",
        json_words(s->change), "method",
        s->chosen < 0 ? json_null() : json_string(method_names[s->chosen]), "place",
        json_place(p, s), "longest_window_s", json_integer(s->longest), "methods", json_answers(s),
        "matters_most", json_words(s->matters_most), "matters_share",
        json_number(s->matters_most ? s->matters_share : (double)NAN), "inputs",
        json_inputs(p, site), "carried", json_carried(p, site));
}

/* --- all of it ------------------------------------------------------------------------------- */

static json_t *json_load(const struct firmware_load *load)
{
    return json_pack("{s:s,s:o,s:o}", "load", load->name, "bytes", json_count(load->bytes), "files",
                     json_count(load->file_count));
}

/* The loads that phones get, in the order in which the list comes to them. */
static json_t *json_all_loads(const struct plan *p)
{
    json_t *array = json_array(), *seen = json_object();
    for (size_t i = 0; i < p->fleet->count; i++)
        for (size_t k = 0; k < p->fleet->sites[i].phones_count; k++) {
            const struct firmware_load *load = p->fleet->sites[i].phones[k].load;
            if (json_object_get(seen, load->name))
                continue;
            json_object_set_new(seen, load->name, json_true());
            json_array_append_new(array, json_load(load));
        }
    json_decref(seen);
    return array;
}

static void json_take_setting(void *user, const char *path, const char *text)
{
    json_object_set_new(user, path, json_string(text));
}

/* What all sites share, as it was given. */
static json_t *json_shared(const struct plan *p)
{
    json_t *object = json_object();
    fleet_settings(p->fleet, json_take_setting, object);
    return object;
}

static json_t *json_wanted_waves(const struct waves_wanted *w)
{
    json_t *array = json_array();
    for (size_t i = 0; i < w->count; i++) {
        const struct waves_part *part = &w->parts[i];
        char *text = part->sites && part->share ? mem_strdup("rest")
                     : part->sites              ? mem_printf("%u", part->sites)
                                                : mem_printf("%g%%", part->share / 100.0);
        json_array_append_new(array, json_string(text));
        free(text);
    }
    return array;
}

static json_t *json_options(const struct plan *p)
{
    const struct plan_options *o = &p->options;
    json_t *unknown = json_array();
    for (size_t i = 0; o->unknowns && i < o->unknowns->count; i++) {
        const struct unknown *u = &o->unknowns->items[i];
        char *range = fleet_number_text(u->field, &u->range);
        json_array_append_new(unknown, json_pack("{s:s,s:s,s:o}", "field", u->path, "range", range,
                                                 "because", json_words(u->because)));
        free(range);
    }
    return json_pack(
        "{s:o,s:o,s:o,s:o,s:o,s:o,s:o,s:o,s:o,s:s,s:o}", "start", json_day(o->first_day), "until",
        json_day(o->last_day), "head_end_bps", o->head_end ? json_count(o->head_end) : json_null(),
        "server_transfers", o->server_transfers ? json_count(o->server_transfers) : json_null(),
        "sites_at_once", o->sites_at_once ? json_count(o->sites_at_once) : json_null(),
        "phones_a_night", o->phones_a_night ? json_count(o->phones_a_night) : json_null(), "soak_s",
        json_integer(o->soak), "waves", json_wanted_waves(&o->waves), "confidence",
        json_number(o->confidence), "engine", plan_engines[o->engine], "unknown", unknown);
}

static json_t *json_verdicts(const struct plan *p)
{
    json_t *object = json_object();
    for (int v = 0; v < VERDICTS; v++)
        json_object_set_new(object, verdict_words[v], json_count(p->verdicts[v]));
    return object;
}

static json_t *json_waves(const struct plan *p)
{
    json_t *array = json_array();
    for (size_t i = 0; i < p->wave_count; i++) {
        const struct plan_wave *w = &p->waves[i];
        json_array_append_new(
            array, json_pack("{s:o,s:o,s:o,s:o,s:o}", "sites", json_count(w->sites), "phones",
                             json_count(w->phones), "scheduled", json_count(w->scheduled), "start",
                             w->scheduled ? json_moment(w->start) : json_null(), "end",
                             w->scheduled ? json_moment(w->end) : json_null()));
    }
    return array;
}

static json_t *json_nights(const struct plan *p)
{
    json_t *array = json_array();
    for (size_t i = 0; i < p->night_count; i++) {
        const struct plan_night *n = &p->nights[i];
        json_array_append_new(
            array,
            json_pack("{s:o,s:o,s:o,s:o,s:o,s:o,s:o,s:o,s:o,s:o,s:s,s:o}", "night",
                      json_day(n->day), "sites", json_count(n->count), "phones",
                      json_count(n->phones), "start", json_moment(n->start), "end",
                      json_moment(n->end), "all_fit_probability", json_number(n->all_fit),
                      "head_end_bps", json_number(n->rate), "transfers", json_number(n->transfers),
                      "phones_in_worst_hour", json_count(n->phones_out), "worst_hour",
                      json_moment(n->worst), "worst_hour_site", p->sites[n->worst_site].site->name,
                      "worst_hour_faults",
                      n->faults[RISK_NONE].applies ? plan_faults_json(n->faults) : json_null()));
    }
    return array;
}

static json_t *json_assumed(const struct plan *p)
{
    json_t *array = json_array();
    for (size_t i = 0; i < p->assumed_count; i++) {
        const struct plan_assumed *a = &p->assumed[i];
        const struct fleet_column *c = &fleet_columns[a->column];
        json_array_append_new(array,
                              json_pack("{s:s,s:o,s:s,s:o,s:o}", "column", c->name, "value",
                                        json_words(c->fallback), "standing", c->standing, "sites",
                                        json_count(a->sites), "decides", json_count(a->decides)));
    }
    return array;
}

json_t *plan_json(const struct plan *p)
{
    json_t *sites = json_array();
    for (size_t i = 0; i < p->count; i++)
        json_array_append_new(sites, json_site(p, &p->sites[i]));
    return json_pack("{s:i,s:o,s:o,s:o,s:o,s:o,s:o,s:o,s:o,s:o,s:o,s:o,s:o}", "pfsim_plan",
                     PLAN_FORMAT, "options", json_options(p), "loads", json_all_loads(p), "shared",
                     json_shared(p), "site_count", json_count(p->count), "phone_count",
                     json_count(p->fleet->phone_count), "verdicts", json_verdicts(p),
                     "no_end_before", p->bound.end ? json_moment(p->bound.end) : json_null(),
                     "simulated_runs", json_count(p->confirmed), "sites", sites, "waves",
                     json_waves(p), "nights", json_nights(p), "assumed", json_assumed(p));
}
