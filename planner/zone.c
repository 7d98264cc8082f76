/* Zones by GLib's GTimeZone. */
#include "planner/zone.h"

#include <fts.h>
#include <glib.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "base/folder.h"
#include "base/memory.h"
#include "base/nearest.h"

struct zone {
    char *name;
    GTimeZone *rules;
    struct zone *next;
};

struct zones {
    struct zone *first;
};

enum {
    ZONE_DEPTH = 3, /* America/Argentina/Ushuaia */
    ZONE_MEMORY =
        64 * 1024, /* more than GLib takes for one; without any it could not even say so */
};

struct zone_names {
    char **list;
    size_t count;
};

/* All that GLib dies of here is a lack of memory. Its other complaints are of files, and end in an
 * error of our own. */
static void zone_hear_glib(const char *domain, GLogLevelFlags level, const char *text, void *user)
{
    (void)domain;
    (void)text;
    (void)user;
    if (level & G_LOG_LEVEL_ERROR)
        mem_exhausted();
}

struct zones *zones_new(void)
{
    g_log_set_default_handler(zone_hear_glib, NULL);
    return mem_calloc(1, sizeof(struct zones));
}

void zones_free(struct zones *zones)
{
    for (struct zone *zone = zones->first; zone;) {
        struct zone *const next = zone->next;
        g_time_zone_unref(zone->rules);
        free(zone->name);
        free(zone);
        zone = next;
    }
    free(zones);
}

/* Where GLib looks, too. */
static const char *zone_folder(void)
{
    const char *const folder = getenv("TZDIR");
    return folder ? folder : "/usr/share/zoneinfo";
}

/* What stands in the folder beside the zones: this machine's own, and all of them once more. */
static bool zone_aside(const char *name)
{
    static const char *const aside[] = {"localtime", "posixrules", "Factory", "posix/", "right/"};
    for (size_t i = 0; i < sizeof aside / sizeof *aside; i++)
        if (strncmp(name, aside[i], strlen(aside[i])) == 0)
            return true;
    return false;
}

/* GLib would take a path, and "+01:00". */
static bool zone_is_there(const char *name)
{
    static const char letters[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_+-/";
    return *name && *name != '/' && name[strspn(name, letters)] == '\0' && !zone_aside(name) &&
           folder_file_begins(zone_folder(), name, "TZif", 4);
}

static int zone_by_name(const FTSENT **a, const FTSENT **b)
{
    return strcmp((*a)->fts_name, (*b)->fts_name);
}

static void zone_collect(struct zone_names *names, FTS *walk, FTSENT *found, size_t folder_length)
{
    if (found->fts_level > ZONE_DEPTH)
        fts_set(walk, found, FTS_SKIP);
    if (found->fts_info != FTS_F)
        return;
    const char *const name = found->fts_path + folder_length + 1;
    if (!zone_is_there(name))
        return;
    names->list = mem_resize(names->list, names->count + 1, sizeof *names->list);
    names->list[names->count++] = mem_strdup(name);
}

/* All names that there are, sorted, for messages. */
static struct zone_names zone_names_read(void)
{
    struct zone_names names = {0};
    char *folder = mem_strdup(zone_folder());
    FTS *walk = fts_open((char *const[]){folder, NULL}, FTS_LOGICAL | FTS_NOCHDIR, zone_by_name);
    for (FTSENT *found; walk && (found = fts_read(walk));)
        zone_collect(&names, walk, found, strlen(folder));
    if (walk)
        fts_close(walk);
    free(folder);
    return names;
}

static void zone_names_free(struct zone_names *names)
{
    for (size_t i = 0; i < names->count; i++)
        free(names->list[i]);
    free(names->list);
}

static bool zone_among(const char *name, const struct zone_names *names)
{
    for (size_t i = 0; i < names->count; i++)
        if (strcmp(names->list[i], name) == 0)
            return true;
    return false;
}

static void zone_refuse(const char *name, struct error *e)
{
    struct zone_names names = zone_names_read();
    if (!names.count) {
        error_set(e, "there are no time zones in %s; on Debian: apt-get install tzdata",
                  zone_folder());
    } else if (zone_among(name, &names)) {
        error_set(e, "the time zone '%s' cannot be read; its file is in %s, of Debian's tzdata",
                  name, zone_folder());
    } else {
        char *question = nearest_question(name, (const char *const *)names.list, names.count);
        error_set(e, "there is no time zone '%s'%s", name,
                  question ? question : "; one is written as in Europe/Paris");
        free(question);
    }
    zone_names_free(&names);
}

static GTimeZone *zone_read(const char *name, struct error *e)
{
    if (strcmp(name, "UTC") == 0)
        return g_time_zone_new_utc();
    free(mem_calloc(1, ZONE_MEMORY));
    GTimeZone *rules = zone_is_there(name) ? g_time_zone_new_identifier(name) : NULL;
    if (!rules)
        zone_refuse(name, e);
    return rules;
}

const struct zone *zone_find(struct zones *zones, const char *name, struct error *e)
{
    for (const struct zone *zone = zones->first; zone; zone = zone->next)
        if (strcmp(zone->name, name) == 0)
            return zone;
    GTimeZone *rules = zone_read(name, e);
    if (!rules)
        return NULL;
    struct zone *zone = mem_calloc(1, sizeof *zone);
    *zone = (struct zone){.name = mem_strdup(name), .rules = rules, .next = zones->first};
    zones->first = zone;
    return zone;
}

const char *zone_name(const struct zone *zone)
{
    return zone->name;
}

static int zone_interval(const struct zone *zone, int64_t utc)
{
    return g_time_zone_find_interval(zone->rules, G_TIME_TYPE_UNIVERSAL, utc);
}

/* GLib moves a time that is skipped to the change; of a doubled one it may give the second, also
 * where both are called standard time (Moscow in 2014), so that the interval before is asked. */
int64_t zone_to_utc(const struct zone *zone, struct civil local)
{
    gint64 seconds = civil_seconds(local);
    const int interval = g_time_zone_adjust_time(zone->rules, G_TIME_TYPE_STANDARD, &seconds);
    const int64_t utc = seconds - g_time_zone_get_offset(zone->rules, interval);
    if (interval == 0)
        return utc;
    const int64_t before = seconds - g_time_zone_get_offset(zone->rules, interval - 1);
    return zone_interval(zone, before) == interval - 1 ? before : utc;
}

struct civil zone_from_utc(const struct zone *zone, int64_t utc)
{
    return civil_of(utc + zone_offset(zone, utc));
}

int32_t zone_offset(const struct zone *zone, int64_t utc)
{
    return g_time_zone_get_offset(zone->rules, zone_interval(zone, utc));
}

const char *zone_abbreviation(const struct zone *zone, int64_t utc)
{
    return g_time_zone_get_abbreviation(zone->rules, zone_interval(zone, utc));
}
