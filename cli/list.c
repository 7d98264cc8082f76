/* pfsim list: the models and loads of the catalogue, servers and clients of TFTP, the scenarios,
 * and all fields of a scenario. */
#include <inttypes.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/visible.h"
#include "cli/cli.h"
#include "models/tftp/client_policy.h"
#include "models/tftp/server_kind.h"
#include "results/text.h"
#include "scenarios/format/fields.h"
#include "scenarios/format/units.h"

struct list_options {
    bool json, csv;
};

enum { LIST_COLUMNS_MOST = 9 };

/* A table of texts; a column of numbers is set to the right, and has no quotes in JSON. */
struct list {
    const char *columns[LIST_COLUMNS_MOST];
    bool numbers[LIST_COLUMNS_MOST];
    size_t column_count;
    char **cells; /* row by row */
    size_t cell_count;
    const char *beyond; /* fields: key of a map or list of which the formulas know nothing; NULL */
};

static void list_column(struct list *l, const char *name, bool number)
{
    l->columns[l->column_count] = name;
    l->numbers[l->column_count++] = number;
}

/* Takes the text, which was allocated. */
static void list_add(struct list *l, char *text)
{
    l->cells = mem_resize(l->cells, l->cell_count + 1, sizeof *l->cells);
    l->cells[l->cell_count++] = text;
}

static void list_add_copy(struct list *l, const char *text)
{
    list_add(l, mem_strdup(text ? text : ""));
}

static void list_free(struct list *l)
{
    for (size_t i = 0; i < l->cell_count; i++)
        free(l->cells[i]);
    free(l->cells);
}

/* --- how it is printed ----------------------------------------------------------------------- */

static size_t list_width(const struct list *l, size_t column)
{
    size_t width = strlen(l->columns[column]);
    for (size_t i = column; i < l->cell_count; i += l->column_count)
        width = strlen(l->cells[i]) > width ? strlen(l->cells[i]) : width;
    return width;
}

static void list_line(const struct list *l, const char *const *cells, const int *widths)
{
    for (size_t i = 0; i < l->column_count; i++) {
        char *cell = visible_text(cells[i]);
        const bool last = i + 1 == l->column_count;
        printf("%*s%s",
               l->numbers[i] ? widths[i]
               : last        ? 0
                             : -widths[i],
               cell, last ? "\n" : "  ");
        free(cell);
    }
}

static void list_print(const struct list *l)
{
    int widths[LIST_COLUMNS_MOST];
    for (size_t i = 0; i < l->column_count; i++)
        widths[i] = (int)list_width(l, i);
    list_line(l, l->columns, widths);
    for (size_t i = 0; i < l->cell_count; i += l->column_count)
        list_line(l, (const char *const *)l->cells + i, widths);
}

static void list_print_csv(const struct list *l)
{
    for (size_t i = 0; i < l->column_count; i++)
        printf("%s%s", i ? "," : "", l->columns[i]);
    for (size_t i = 0; i < l->cell_count; i++) {
        fputs(i % l->column_count ? "," : "\n", stdout);
        text_csv(stdout, l->cells[i]);
    }
    putchar('\n');
}

static json_t *list_json_row(const struct list *l, char *const *cells)
{
    json_t *row = json_object();
    for (size_t i = 0; i < l->column_count; i++)
        json_object_set_new(row, l->columns[i],
                            l->numbers[i] ? json_integer(strtoll(cells[i], NULL, 10))
                                          : json_string(cells[i]));
    return row;
}

static int list_print_json(const struct list *l)
{
    json_t *array = json_array();
    for (size_t i = 0; i < l->cell_count; i += l->column_count)
        json_array_append_new(array, list_json_row(l, l->cells + i));
    const int status = array && json_dumpf(array, stdout, JSON_INDENT(2)) == 0 ? STATUS_OK : -1;
    putchar('\n');
    json_decref(array);
    return status;
}

/* --- what there is --------------------------------------------------------------------------- */

static int list_models(struct list *l, struct library *library, struct error *e)
{
    static const char *const pfs[] = {
        [PFS_NO] = "no", [PFS_YES] = "yes", [PFS_ASSUMED] = "assumed"};
    static const char *const transports[] = {[TRANSPORT_TFTP] = "tftp",
                                             [TRANSPORT_HTTP_THEN_TFTP] = "http then tftp",
                                             [TRANSPORT_UPGRADE_RULE] = "upgrade rule"};
    const struct catalogue *c = library_borrow(library, NULL, NULL, e);
    if (!c)
        return -1;
    list_column(l, "model", false);
    list_column(l, "series", false);
    list_column(l, "pfs", false);
    list_column(l, "background", false);
    list_column(l, "transport", false);
    list_column(l, "load", false);
    for (size_t i = 0; i < c->model_count; i++) {
        const struct phone_model *m = &c->models[i];
        list_add_copy(l, m->name);
        list_add_copy(l, m->series);
        list_add_copy(l, pfs[m->pfs]);
        list_add_copy(l, m->background ? "yes" : "no");
        list_add_copy(l, transports[m->transport]);
        list_add_copy(l, m->load->name);
    }
    library_return(library, c);
    return 0;
}

static int list_loads(struct list *l, struct library *library, struct error *e)
{
    const struct catalogue *c = library_borrow(library, NULL, NULL, e);
    if (!c)
        return -1;
    list_column(l, "load", false);
    list_column(l, "files", true);
    list_column(l, "bytes", true);
    list_column(l, "series", false);
    for (size_t i = 0; i < c->load_count; i++) {
        list_add_copy(l, c->loads[i].name);
        list_add(l, mem_printf("%zu", c->loads[i].file_count));
        list_add(l, mem_printf("%" PRIu64, c->loads[i].bytes));
        list_add_copy(l, c->loads[i].family);
    }
    library_return(library, c);
    return 0;
}

static uint64_t list_phones(const struct scenario *s)
{
    uint64_t phones = 0;
    for (size_t i = 0; i < s->site_count; i++)
        for (size_t k = 0; k < s->sites[i].subnet_count; k++)
            for (size_t g = 0; g < s->sites[i].subnets[k].phones_count; g++)
                phones += s->sites[i].subnets[k].phones[g].count;
    return phones;
}

static int list_scenario(struct list *l, struct library *library, const char *name, struct error *e)
{
    struct scenario s;
    char *path = mem_printf("%s/scenarios/%s.yaml", library_folder(library), name);
    const int status = scenario_load(&s, path, NULL, 0, library, e);
    free(path);
    if (status < 0)
        return status;
    list_add_copy(l, name);
    list_add_copy(l, method_names[s.method]);
    list_add(l, mem_printf("%" PRIu64, list_phones(&s)));
    list_add_copy(l, s.name);
    scenario_free(&s);
    return 0;
}

static int list_scenarios(struct list *l, struct library *library, struct error *e)
{
    char **names;
    size_t count;
    if (cli_scenarios(library_folder(library), &names, &count, e) < 0)
        return -1;
    list_column(l, "scenario", false);
    list_column(l, "method", false);
    list_column(l, "phones", true);
    list_column(l, "name", false);
    int status = 0;
    for (size_t i = 0; i < count; i++) {
        if (status == 0)
            status = list_scenario(l, library, names[i], e);
        free(names[i]);
    }
    free(names);
    return status;
}

/* "4 s", or "15 s to 30 s" where a wait is drawn or grows. */
static char *list_waits(const struct tftp_policy *p)
{
    const sim_time least = p->intervals[0], most = p->intervals[p->count - 1] + p->spread;
    char *from = quantity_write(QUANTITY_TIME, (uint64_t)least);
    char *to = quantity_write(QUANTITY_TIME, (uint64_t)most);
    char *text = mem_printf(most > least ? "%s to %s" : "%s", from, to);
    free(from);
    free(to);
    return text;
}

/* "6 tries", or "10 min" where it is for ever but for that time without a new block. */
static char *list_end(const struct tftp_policy *p)
{
    const int tries = tftp_policy_tries(p);
    if (!p->forever)
        return mem_printf("%d %s", tries, tries == 1 ? "try" : "tries");
    return p->idle_limit == TIME_NEVER ? mem_strdup("never")
                                       : quantity_write(QUANTITY_TIME, (uint64_t)p->idle_limit);
}

/* Names of options, in the order of their bits. */
static char *list_options_of(uint8_t set)
{
    static const char *const names[] = {"blksize", "timeout", "tsize", "windowsize"};
    char *text = mem_strdup(set ? "" : "none");
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (set & 1u << i) {
            char *longer = mem_printf("%s%s%s", text, *text ? " " : "", names[i]);
            free(text);
            text = longer;
        }
    return text;
}

static int list_kinds(struct list *l, struct library *library, struct error *e)
{
    (void)library, (void)e;
    list_column(l, "kind", false);
    list_column(l, "repeats_after", false);
    list_column(l, "gives_up_after", false);
    list_column(l, "transfers", false);
    list_column(l, "options", false);
    list_column(l, "largest_block", true);
    list_column(l, "provenance", false);
    const struct tftp_server_kind *k;
    for (size_t i = 0; (k = tftp_server_kind_at(i)); i++) {
        list_add_copy(l, k->name);
        list_add(l, list_waits(&k->policy));
        list_add(l, list_end(&k->policy));
        list_add(l, k->transfers ? mem_printf("%" PRIu32, k->transfers) : mem_strdup("unlimited"));
        list_add(l, list_options_of(k->options));
        list_add(l, mem_printf("%u", (unsigned)k->blksize));
        list_add_copy(l, k->provenance);
    }
    return 0;
}

static uint8_t list_asked(const struct tftp_client_policy *p)
{
    return (uint8_t)((p->blksizes[0] ? TFTP_OPTION_BLKSIZE : 0) |
                     (p->timeout ? TFTP_OPTION_TIMEOUT : 0) | (p->tsize ? TFTP_OPTION_TSIZE : 0));
}

static int list_policies(struct list *l, struct library *library, struct error *e)
{
    static const char *const then[] = {[TFTP_THEN_AGAIN] = "asks again",
                                       [TFTP_THEN_RESTART] = "restarts",
                                       [TFTP_THEN_KEEP] = "keeps its old load",
                                       [TFTP_THEN_FAIL] = "fails"};
    (void)library, (void)e;
    list_column(l, "policy", false);
    list_column(l, "repeats_request_after", false);
    list_column(l, "gives_up_after", false);
    list_column(l, "repeats_ack_after", false);
    list_column(l, "ends_after", false);
    list_column(l, "download_within", false);
    list_column(l, "then", false);
    list_column(l, "options", false);
    list_column(l, "provenance", false);
    const struct tftp_client_policy *p;
    for (size_t i = 0; (p = tftp_client_policy_at(i)); i++) {
        list_add_copy(l, p->name);
        list_add(l, list_waits(&p->request));
        list_add(l, list_end(&p->request));
        list_add(l, list_waits(&p->ack));
        list_add(l, list_end(&p->ack));
        list_add(l, p->limit ? quantity_write(QUANTITY_TIME, (uint64_t)p->limit)
                             : mem_strdup("any time"));
        list_add_copy(l, then[p->then]);
        list_add(l, list_options_of(list_asked(p)));
        list_add_copy(l, p->provenance);
    }
    return 0;
}

/* Whether the formulas of 'pfsim model' know it; a map or list of maps is no matter of that, unless
 * they know nothing of what is in it. */
static const char *list_modelled(struct list *l, const char *path, const struct schema_field *f)
{
    const size_t length = l->beyond ? strlen(l->beyond) : 0;
    if (l->beyond && (strncmp(path, l->beyond, length) != 0 || !strchr(".[", path[length])))
        l->beyond = NULL;
    if ((f->kind == SCHEMA_LIST || f->kind == SCHEMA_WAN) && !f->modelled && !l->beyond)
        l->beyond = f->key;
    if (l->beyond || (field_is_value(f) && !f->modelled))
        return "no";
    return field_is_value(f) ? "yes" : "";
}

/* What a direction of a WAN has stands in the WAN too, what is in a site and what it and its phones
 * inherit stands at the top. */
static bool list_field(void *user, const char *path, const struct schema_field *f)
{
    struct list *l = user;
    const bool again =
        f->group == &schema_link || f->kind == SCHEMA_SITES || (f->inherited && f->group);
    const bool shown = field_is_value(f) || again;
    const char *modelled = list_modelled(l, path, f);
    if (shown) {
        list_add_copy(l, path);
        list_add_copy(l, f->inherited ? NULL : f->fallback);
        list_add(l, field_values(f));
        list_add_copy(l, modelled);
        list_add_copy(l, f->meaning);
    }
    return !again;
}

static int list_fields(struct list *l, struct library *library, struct error *e)
{
    (void)library, (void)e;
    list_column(l, "field", false);
    list_column(l, "default", false);
    list_column(l, "values", false);
    list_column(l, "modelled", false);
    list_column(l, "meaning", false);
    fields_walk(list_field, l);
    return 0;
}

/* --- the command ----------------------------------------------------------------------------- */

static const struct {
    const char *name;
    int (*fill)(struct list *l, struct library *library, struct error *e);
} lists[] = {
    {"models", list_models},     {"loads", list_loads},         {"kinds", list_kinds},
    {"policies", list_policies}, {"scenarios", list_scenarios}, {"fields", list_fields},
};
static const char *const list_words[] = {"models",    "loads",  "kinds", "policies",
                                         "scenarios", "fields", NULL};

static int list_show(const struct list *l, const struct list_options *o)
{
    struct error e;
    if (o->json && list_print_json(l) != STATUS_OK) {
        error_set(&e, "the list cannot be written as JSON");
        return cli_fail(&e);
    }
    if (o->csv)
        list_print_csv(l);
    else if (!o->json)
        list_print(l);
    return cli_flush_stdout();
}

static int list_run(const void *options, char *const *arguments, size_t argument_count)
{
    struct error e;
    struct list l = {.cells = NULL};
    size_t i = 0;
    (void)argument_count;
    while (list_words[i] && strcmp(list_words[i], arguments[0]) != 0)
        i++;
    if (!list_words[i])
        return cli_usage_word("list", arguments[0], list_words);
    struct library *library = cli_library(&e);
    if (!library)
        return cli_fail(&e);
    const int status = lists[i].fill(&l, library, &e) < 0 ? cli_fail(&e) : list_show(&l, options);
    list_free(&l);
    return status;
}

static int list_check(const void *options, size_t argument_count)
{
    const struct list_options *o = options;
    (void)argument_count;
    return o->json && o->csv ? cli_usage("list", "--json or --csv, not both") : -1;
}

static const struct option_row rows[] = {
    OPTION_ROW(SWITCH, 0, "csv", NULL, struct list_options, csv, "prints CSV, for a program"),
    OPTION_ROW(SWITCH, 0, "json", NULL, struct list_options, json, "prints JSON, for a program"),
};

const struct command command_list = {
    .name = "list",
    .summary = "the models, loads, servers, clients and scenarios there are, and all fields",
    .usage =
        (const char *const[]){"models|loads|kinds|policies|scenarios|fields [--csv|--json]", NULL},
    .about = "Prints what a scenario may name: the phone models and the loads of the catalogue, "
             "the kinds of TFTP servers and the policies of clients, with where they are from, "
             "the scenarios that come with pfsim, which 'pfsim run' finds by their names, and "
             "the fields that a scenario and -s may set, and whether the formulas of 'pfsim model' "
             "know them.",
    .examples = (const char *const[]){"list models", "list policies", "list fields | grep wan.",
                                      "list loads --csv > loads.csv", NULL},
    .argument = "a list (models, loads, kinds, policies, scenarios or fields)",
    .least_arguments = 1,
    .most_arguments = 1,
    .complete = COMPLETE_WORDS,
    .words = list_words,
    COMMAND_OPTIONS(rows, struct list_options),
    .check = list_check,
    .run = list_run,
};
