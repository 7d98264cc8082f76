/* The sites of an upgrade as a list has them, sites.csv: a row for each site, subnet and model. One
 * table says what its columns are (fleet_columns): reading, the template, what is listed as assumed
 * and the guide's table follow from it. What a site has beside its columns, all have together: from
 * a scenario (`like`), with options as -s takes them; and what is said nowhere has its default.
 *
 *     struct fleet f;
 *     struct fleet_faults faults;
 *     if (fleet_read(&f, "sites.csv", &options, &faults) < 0) {
 *         print faults.lines, and how many more there are;
 *         fleet_faults_fini(&faults);
 *     }
 *     fleet_load(&f, &f.sites[0], METHOD_PFS, &scenario, &e); // for estimate_new, or trial_run
 */
#ifndef PLANNER_FLEET_H
#define PLANNER_FLEET_H

#include "base/error.h"
#include "planner/fleet_number.h"
#include "scenarios/scenario.h"

struct windows; /* planner/window.h */
struct zone;    /* planner/zone.h */

#define FLEET_BYTES_MAX ((size_t)64 << 20) /* of the list */
#define FLEET_SUBNETS_MAX 255u             /* of a site */
#define FLEET_PHONES_MAX 60000u            /* of a subnet */

/* The columns, in the table's order. */
enum fleet_column_number {
    FLEET_COLUMN_SITE,
    FLEET_COLUMN_MODEL,
    FLEET_COLUMN_COUNT,
    FLEET_COLUMN_WAN_RATE,
    FLEET_COLUMN_WAN_UP,
    FLEET_COLUMN_WAN_RTT,
    FLEET_COLUMN_WAN_QUEUE,
    FLEET_COLUMN_FRAMING,
    FLEET_COLUMN_MTU,
    FLEET_COLUMN_BUSY,
    FLEET_COLUMN_SUBNET,
    FLEET_COLUMN_LAN,
    FLEET_COLUMN_PFS,
    FLEET_COLUMN_LOAD_SERVER,
    FLEET_COLUMN_CALLS,
    FLEET_COLUMN_CODEC,
    FLEET_COLUMN_QOS,
    FLEET_COLUMN_TIMEZONE,
    FLEET_COLUMN_WINDOW,
    FLEET_COLUMN_NOT_BEFORE,
    FLEET_COLUMN_DEADLINE,
    FLEET_COLUMN_GROUP,
    FLEET_COLUMN_CRITICAL,
    FLEET_COLUMN_METHOD,
    FLEET_COLUMNS,
};

/* Numbers, which may be ranges. Their order is that of the dimensions that they have in a draw. */
enum fleet_field {
    FLEET_WAN_RATE,  /* bit/s */
    FLEET_WAN_UP,    /* bit/s; not given: as FLEET_WAN_RATE */
    FLEET_WAN_RTT,   /* ns */
    FLEET_WAN_QUEUE, /* packets */
    FLEET_BUSY,      /* parts per billion */
    FLEET_LAN,       /* bit/s; of a subnet */
    FLEET_NUMBERS,
};

enum fleet_level { FLEET_OF_SITE, FLEET_OF_SUBNET, FLEET_OF_ROW };

struct fleet_column {
    const char *name;
    enum fleet_level level; /* whose it is: given once, in any of its rows */
    bool required;
    int number;           /* enum fleet_field; -1: it is no number that may be a range */
    const char *path;     /* of the scenario's field that it stands for; NULL: of none */
    const char *fallback; /* a cell, which an empty one stands for; NULL: none does */
    /* Where the value may be that is assumed for an empty cell: a cell of a range; NULL: it is not
     * known. */
    const char *perhaps;
    const char *example; /* a cell */
    const char *meaning; /* one line */
    /* Of the default: "known: SOURCE", "assumed: WHY", or what follows from the lack of it. */
    const char *standing;
};
extern const struct fleet_column fleet_columns[FLEET_COLUMNS];

/* Whether an empty cell of the column is something that is assumed. */
bool fleet_column_is_assumed(const struct fleet_column *c);

enum fleet_qos {
    FLEET_QOS_LIKE,     /* the cell is empty: the queue of `like`, or else as none */
    FLEET_QOS_NONE,     /* one queue, first in first out */
    FLEET_QOS_PRIORITY, /* voice first, up to a third of the line */
};

/* Whence the load is that phones get. */
enum fleet_load_from {
    FLEET_LOAD_ASKED,    /* options.firmware */
    FLEET_LOAD_SHARED,   /* `like` */
    FLEET_LOAD_OF_MODEL, /* the catalogue's, since none of these is for the model */
};

/* Phones of a model in a subnet: a row of the list. */
struct fleet_phones {
    size_t line; /* of the list */
    size_t subnet;
    const struct phone_model *model;  /* of the catalogue */
    const struct firmware_load *load; /* that they get; of several the last */
    enum fleet_load_from load_from;
    uint32_t count;
    bool pfs_given;
    uint64_t pfs_share; /* parts per billion that take part where the method is PFS */
};

struct fleet_subnet {
    char *name; /* NULL: not given */
    struct fleet_number lan;
    char *load_server; /* what kind it is, a word of server.kind; NULL: there is none */
};

struct fleet_site {
    char *name;
    size_t line;                                /* of its first row in the list */
    struct fleet_number numbers[FLEET_NUMBERS]; /* FLEET_LAN: of its subnets instead */
    char *framing;                              /* as a scenario has it; NULL: not given */
    uint32_t mtu;                               /* 0: not given */
    struct fleet_subnet *subnets;
    size_t subnet_count;
    struct fleet_phones *phones; /* by subnets */
    size_t phones_count;
    uint32_t phone_count; /* all of them */
    uint32_t calls;       /* during the upgrade */
    char *codec;          /* of them; NULL: not given */
    enum fleet_qos qos;
    const struct zone *zone;       /* the fleet's */
    const struct windows *windows; /* the fleet's; NULL: not given, it is always open */
    bool has_not_before, has_deadline;
    int64_t not_before, deadline; /* s of UTC since 1970; the deadline's end is not in it */
    char *group;                  /* NULL: none */
    bool critical;
    int method;     /* enum method, to which it is held; -1: to none */
    uint32_t given; /* columns that have a cell, a bit each: 1 << FLEET_COLUMN_... */
    /* Columns that are empty, and neither `like` nor an option says it: their defaults are assumed.
     * Of the codec and the qos only where there are calls. */
    uint32_t assumed;
    /* Cells of other columns, in the order of fleet.carried_names; "" if empty, those of several
     * rows with "; " between them, and "..." behind 1,000 bytes. */
    char **carried;
    size_t kind; /* index in fleet.kind_sites */
};

struct fleet {
    char *path;               /* of the list */
    struct fleet_site *sites; /* in the order of their first rows */
    size_t count;
    uint64_t phone_count;
    char **carried_names; /* columns that are none of the table's */
    size_t carried_count;
    /* Sites of one kind have the same scenario but for their names, ranges included. The first site
     * of each kind, in their order. */
    size_t *kind_sites;
    size_t kind_count;
    char *like_path;             /* NULL: none was given */
    struct scenario like;        /* what sites share, loaded; without `like` one of defaults */
    struct fleet_shared *shared; /* the fleet's own */
};

/* What is asked; texts stay the caller's. */
struct fleet_options {
    const char *like;       /* a scenario with one site; NULL: none */
    const char *const *set; /* options, as -s takes them, of what sites share */
    size_t set_count;
    const char *const
        *firmware; /* loads: phones get the first that is for them, or their model's */
    size_t firmware_count;
    struct library *catalogues; /* outlives the fleet */
};

enum { FLEET_FAULTS_SHOWN = 20 };

/* What is wrong with a list: lines, each "FILE:LINE:COLUMN: NAME: what, and what would be right",
 * visible; the column is the table's, counted from 1. The first of them, by their places. */
struct fleet_faults {
    struct fleet_fault {
        size_t line, column;
        char *text;
    } shown[FLEET_FAULTS_SHOWN];
    size_t shown_count;
    size_t count; /* all of them */
};

void fleet_faults_fini(struct fleet_faults *faults);

/* Reads the list, as a spreadsheet writes it too: apart by commas, semicolons or tabs; lines that
 * begin with "# " are comments, rows of empty cells nothing. Errors (negative): the list, `like` or
 * an option cannot be read; cells that do not fit; a column that is missing, there twice, or looks
 * like a misspelt one; a site's row that contradicts an earlier one. All of them are in `faults`,
 * which is to be freed then, and nothing else is. */
int fleet_read(struct fleet *f, const char *path, const struct fleet_options *o,
               struct fleet_faults *faults);
void fleet_free(struct fleet *f);

/* Why the site's phones cannot be upgraded so; NULL: they can, as far as its columns tell. Static.
 */
const char *fleet_cannot(const struct fleet_site *site, enum method m);

/* The site's scenario by the method, loaded: ranges are at their modes. By PFS phones that cannot
 * share download beside those that do; by load server those of subnets that have none do. What
 * the loader warns of is in s->warnings. Errors (negative) begin with the site's name. */
int fleet_load(const struct fleet *f, const struct fleet_site *site, enum method m,
               struct scenario *s, struct error *e);
/* The same with options, as -s takes them. */
int fleet_load_with(const struct fleet *f, const struct fleet_site *site, enum method m,
                    const char *const *set, size_t set_count, struct scenario *s, struct error *e);
/* The same as a file's text, which `pfsim run` takes as it is: each value with a comment that says
 * where it is from. Free it. */
char *fleet_text(const struct fleet *f, const struct fleet_site *site, enum method m);

/* What holds at the site of a column, as a cell would say it: what it has itself, else what all
 * share, else what is assumed. Of subnets and rows in the order of their names, apart by "; ", or
 * once where all have the same (but for names, models and counts). NULL: nothing does, as without a
 * window. Free it. */
char *fleet_input(const struct fleet *f, const struct fleet_site *site,
                  enum fleet_column_number column);
/* The same of the load that its phones get, "NAME of N bytes". */
char *fleet_input_load(const struct fleet_site *site);

/* Hands over what all sites share, as it was given in `like` and options: the path of each value,
 * and its text, which stay the fleet's. */
typedef void fleet_setting_fn(void *user, const char *path, const char *text);
void fleet_settings(const struct fleet *f, fleet_setting_fn *take, void *user);

/* Who says what the value of a site's column is. */
enum fleet_said_by {
    FLEET_SAID_CELL,    /* the list */
    FLEET_SAID_SHARED,  /* `like`, or an option */
    FLEET_SAID_KNOWN,   /* nobody: the default is what it is without */
    FLEET_SAID_ASSUMED, /* nobody: the default is assumed */
};
struct fleet_said {
    enum fleet_said_by by;
    char *value; /* as fleet_input; of what is shared, in the words of who says it */
    char *where; /* the line or the option, or the default's standing; NULL: of the list */
};
/* Free with fleet_said_fini. */
struct fleet_said fleet_said(const struct fleet *f, const struct fleet_site *site,
                             enum fleet_column_number column);
void fleet_said_fini(struct fleet_said *said);

/* A number of the site that is known as a range only, and the paths of its scenario's fields that
 * have it, as estimate_knob takes them: of a LAN that subnets share, one each. */
struct fleet_range {
    enum fleet_field field;
    struct fleet_number number;
    char *path;
};
/* All of the site's ranges, a path each, in the order of the fields; returns how many. Free with
 * fleet_ranges_free. */
size_t fleet_ranges(const struct fleet_site *site, struct fleet_range **ranges);
void fleet_ranges_free(struct fleet_range *ranges, size_t count);

/* A list to begin with, which fleet_read takes: a comment for each column, and rows. */
void fleet_template(FILE *out);

#endif
