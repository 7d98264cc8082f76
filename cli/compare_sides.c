/* Where the runs of pfsim compare come from: stores, or scenarios that are run now. */
#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/build_identity.h"
#include "base/memory.h"
#include "cli/compare_private.h"
#include "cli/progress.h"
#include "scenarios/format/path.h"
#include "sim/engine_load.h"
#include "studies/compare_run.h"

/* --- parameters of two values ---------------------------------------------------------------- */

/* "pfs.ad_interval=250ms,200ms": A has the first, B the second. */
struct sides_parameter {
    char *path, *value[2];
};

static int parameter_read(struct sides_parameter *p, const char *text, struct error *e)
{
    const char *sign = strchr(text, '='), *comma = sign ? strchr(sign, ',') : NULL;
    if (!comma || comma == sign + 1 || !comma[1] || strchr(comma + 1, ','))
        return error_set(e,
                         "-p '%.100s' has not two values; give PATH=A,B, such as "
                         "pfs.ad_interval=250ms,200ms",
                         text);
    *p = (struct sides_parameter){
        .path = mem_printf("%.*s", (int)(sign - text), text),
        .value = {mem_printf("%.*s", (int)(comma - sign - 1), sign + 1), mem_strdup(comma + 1)}};
    return 0;
}

static void parameter_fini(struct sides_parameter *p)
{
    free(p->path);
    free(p->value[0]);
    free(p->value[1]);
}

static bool parameter_is_engine(const struct sides_parameter *p)
{
    return strcmp(p->path, "engine") == 0;
}

static int parameters_read(const struct texts *texts, struct sides_parameter *parameters,
                           struct error *e)
{
    for (size_t i = 0; i < texts->count; i++)
        if (parameter_read(&parameters[i], texts->items[i], e) < 0)
            return -1;
    return 0;
}

/* --- scenarios ------------------------------------------------------------------------------- */

/* A side's -s: those of both, then its parameters. Its texts are to be freed, from `own` on. */
static void sides_override(const struct compare_sides *s, int side,
                           const struct sides_parameter *parameters, struct overrides *all,
                           size_t *own)
{
    const struct overrides *given = &s->options->overrides;
    const size_t count = s->options->parameters.count;
    const char **items = mem_calloc(given->set.count + count + 1, sizeof *items);
    for (size_t i = 0; i < given->set.count; i++)
        items[i] = given->set.items[i];
    *all = (struct overrides){given->method, {items, given->set.count}};
    *own = given->set.count;
    for (size_t i = 0; i < count; i++)
        if (!parameter_is_engine(&parameters[i]))
            items[all->set.count++] =
                mem_printf("%s=%s", parameters[i].path, parameters[i].value[side]);
}

static int sides_load(struct compare_sides *s, int side, const char *path,
                      const struct sides_parameter *parameters, struct error *e)
{
    struct overrides all;
    size_t own;
    const char *engine = s->options->engine;
    sides_override(s, side, parameters, &all, &own);
    const int status = cli_load(&s->scenarios[side], path, &all, e);
    s->loaded[side] = status == 0;
    for (size_t i = own; i < all.set.count; i++)
        free((char *)all.set.items[i]);
    free(all.set.items);
    for (size_t i = 0; i < s->options->parameters.count; i++)
        if (parameter_is_engine(&parameters[i]))
            engine = parameters[i].value[side];
    if (status == 0)
        s->engines[side] = engine_load(engine ? engine : "native", e);
    return status == 0 && s->engines[side] ? 0 : -1;
}

static int sides_run(struct compare_sides *s, struct error *e)
{
    struct compare_setting settings[2];
    struct progress progress;
    for (int side = 0; side < 2; side++)
        settings[side] = (struct compare_setting){&s->scenarios[side], s->engines[side]};
    progress_init_jobs(&progress);
    cli_catch_interrupts();
    const uint32_t replications = s->options->replications ? (uint32_t)s->options->replications : 1;
    const int status = compare_run(s->sides, settings, replications, (unsigned)s->options->workers,
                                   progress_of_runs, &progress, e);
    progress_clear(&progress);
    if (status < 0 && cli_interrupted())
        progress_interrupted(&progress, "nothing is compared", e);
    return status;
}

static int sides_load_and_run(struct compare_sides *s, char *const *arguments, size_t count,
                              struct sides_parameter *parameters, struct error *e)
{
    for (int side = 0; side < 2; side++)
        if (sides_load(s, side, arguments[side && count > 1], parameters, e) < 0)
            return -1;
    return sides_run(s, e);
}

/* --- stores ---------------------------------------------------------------------------------- */

/* How every file of SQLite begins. */
static bool sides_is_store(const char *path)
{
    static const char magic[16] = "SQLite format 3";
    char bytes[sizeof magic];
    const int file = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
    const bool is = file >= 0 && read(file, bytes, sizeof bytes) == sizeof bytes &&
                    memcmp(bytes, magic, sizeof magic) == 0;
    if (file >= 0)
        close(file);
    return is;
}

struct sides_text {
    char *text;
};

/* Ends the visit with the first run. */
static int sides_take_text(void *user, const struct store_run *run, struct error *e)
{
    (void)e;
    ((struct sides_text *)user)->text = mem_strdup(run->scenario);
    return -1;
}

/* The value as it stands in the store, by the table of fields. */
static int sides_canonical(struct store *store, const struct store_filter *filter,
                           const struct sides_parameter *p, int side, char **value, struct error *e)
{
    struct sides_text first = {NULL};
    struct path_field field;
    struct scenario s;
    if (parameter_is_engine(p)) {
        *value = mem_strdup(p->value[side]);
        return 0;
    }
    if (store_runs(store, filter, sides_take_text, &first, e) == 0)
        return error_set(e, "there is no run that is done to compare");
    if (!first.text)
        return -1;
    int status = scenario_load_text(&s, "the store's scenario", first.text, strlen(first.text),
                                    NULL, 0, cli_library(e), e);
    free(first.text);
    if (status < 0)
        return -1;
    status = path_find(&field, p->path, e);
    if (status == 0) {
        status = path_value(&s, field.field, p->value[side], value, e);
        path_free(&field);
    }
    scenario_free(&s);
    return status;
}

static int sides_read_where(struct compare_sides *s, int side, struct store *store,
                            struct store_filter *filter, const struct sides_parameter *parameters,
                            struct store_parameter *where, struct error *e)
{
    for (size_t i = 0; i < s->options->parameters.count; i++) {
        char *value;
        if (sides_canonical(store, filter, &parameters[i], side, &value, e) < 0)
            return -1;
        where[i] = (struct store_parameter){parameters[i].path, value, NAN};
    }
    filter->where = where;
    filter->where_count = s->options->parameters.count;
    return compare_side_read(&s->sides[side], store, filter, e);
}

static int sides_read(struct compare_sides *s, int side, const char *path,
                      const struct sides_parameter *parameters, struct error *e)
{
    struct store *store;
    struct store_parameter *where = mem_calloc(s->options->parameters.count + 1, sizeof *where);
    struct store_filter filter = {.build = s->options->builds[side]};
    int status = store_open(&store, path, STORE_READ, e);
    if (status == 0)
        status = sides_read_where(s, side, store, &filter, parameters, where, e);
    store_close(store);
    for (size_t i = 0; i < filter.where_count; i++)
        free((char *)where[i].value);
    free(where);
    return status;
}

/* --- either ---------------------------------------------------------------------------------- */

/* A file for both is told apart by what is set otherwise. */
static char *sides_name(const struct compare_sides *s, int side, const char *path,
                        const struct sides_parameter *parameters)
{
    char *name = mem_strdup(path);
    for (size_t i = 0; i < s->options->parameters.count; i++) {
        char *longer = mem_printf("%s, %s=%s", name, parameters[i].path, parameters[i].value[side]);
        free(name);
        name = longer;
    }
    return name;
}

static int sides_check(const struct compare_sides *s, char *const *arguments, size_t count,
                       struct error *e)
{
    const struct compare_command_options *o = s->options;
    const bool scenario_options =
        o->replications || o->workers || o->engine || o->overrides.method || o->overrides.set.count;
    if (count > 1 && sides_is_store(arguments[0]) != sides_is_store(arguments[1]))
        return error_set(e,
                         "one of '%.100s' and '%.100s' is a store, and the other is not; give "
                         "two stores, or two scenarios",
                         arguments[0], arguments[1]);
    if (s->stores && scenario_options)
        return error_set(e, "-m, -s, -r, -j and --engine are of scenarios; the runs of a store are "
                            "there already");
    if (!s->stores && (o->builds[0] || o->builds[1] || o->programs[0] || o->programs[1]))
        return error_set(e, "--build-a, --build-b, --program-a and --program-b are of stores; "
                            "scenarios are run by this build");
    if (count < 2 && !o->parameters.count && !(s->stores && o->builds[0] && o->builds[1]))
        return error_set(e,
                         "'%.100s' is compared with nothing; give another one, or what is "
                         "otherwise, such as -p pfs.ad_interval=250ms,200ms",
                         arguments[0]);
    return 0;
}

static int sides_read_both(struct compare_sides *s, char *const *arguments, size_t count,
                           struct sides_parameter *parameters, struct error *e)
{
    if (parameters_read(&s->options->parameters, parameters, e) < 0)
        return -1;
    for (int side = 0; side < 2; side++) {
        s->names[side] = sides_name(s, side, arguments[side && count > 1], parameters);
        compare_side_init(&s->sides[side], s->names[side]);
    }
    if (!s->stores)
        return sides_load_and_run(s, arguments, count, parameters, e);
    for (int side = 0; side < 2; side++)
        if (sides_read(s, side, arguments[side && count > 1], parameters, e) < 0)
            return -1;
    return 0;
}

int compare_sides_read(struct compare_sides *s, const struct compare_command_options *o,
                       char *const *arguments, size_t count, struct error *e)
{
    *s = (struct compare_sides){.options = o, .stores = sides_is_store(arguments[0])};
    if (sides_check(s, arguments, count, e) < 0)
        return -1;
    struct sides_parameter *parameters = mem_calloc(o->parameters.count + 1, sizeof *parameters);
    const int status = sides_read_both(s, arguments, count, parameters, e);
    for (size_t i = 0; i < o->parameters.count; i++)
        parameter_fini(&parameters[i]);
    free(parameters);
    if (status < 0)
        compare_sides_fini(s);
    return status;
}

void compare_sides_fini(struct compare_sides *s)
{
    for (int side = 0; side < 2; side++) {
        compare_side_fini(&s->sides[side]);
        if (s->loaded[side])
            scenario_free(&s->scenarios[side]);
        free(s->names[side]);
        s->names[side] = NULL;
        s->loaded[side] = false;
    }
}
