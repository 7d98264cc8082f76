/* A list to begin with. */
#include <string.h>

#include "planner/fleet.h"

/* Cells of the columns in the order of the table; NULL: empty. */
struct template_cell {
    enum fleet_column_number column;
    const char *text;
};

#define ROW_CELLS 24
static const struct template_cell template_rows[][ROW_CELLS] = {
    {{FLEET_COLUMN_SITE, "LYO1"},
     {FLEET_COLUMN_MODEL, "CP-7945"},
     {FLEET_COLUMN_COUNT, "30"},
     {FLEET_COLUMN_WAN_RATE, "1.544 Mbps"},
     {FLEET_COLUMN_WAN_RTT, "20..60 ms"},
     {FLEET_COLUMN_SUBNET, "floor 1"},
     {FLEET_COLUMN_CALLS, "2"},
     {FLEET_COLUMN_QOS, "priority"},
     {FLEET_COLUMN_TIMEZONE, "Europe/Paris"},
     {FLEET_COLUMN_WINDOW, "Mon-Fri 22:00-05:00; Sat 00:00-24:00"}},
    {{FLEET_COLUMN_SITE, "LYO1"},
     {FLEET_COLUMN_MODEL, "CP-7965"},
     {FLEET_COLUMN_COUNT, "12"},
     {FLEET_COLUMN_SUBNET, "floor 2"}},
    {{FLEET_COLUMN_SITE, "REN1"},
     {FLEET_COLUMN_MODEL, "CP-7945"},
     {FLEET_COLUMN_COUNT, "60"},
     {FLEET_COLUMN_WAN_RATE, "8 Mbps"},
     {FLEET_COLUMN_WAN_UP, "1 Mbps"},
     {FLEET_COLUMN_BUSY, "0..10..30 %"},
     {FLEET_COLUMN_LOAD_SERVER, "yes"},
     {FLEET_COLUMN_TIMEZONE, "Europe/Paris"},
     {FLEET_COLUMN_WINDOW, "22:00-05:00"},
     {FLEET_COLUMN_DEADLINE, "2026-12-11"},
     {FLEET_COLUMN_CRITICAL, "yes"}},
};

/* Comments have no quotes: with any other character they stay comments, whatever a spreadsheet does
 * with them. */
static void template_column(const struct fleet_column *c, FILE *out)
{
    static const char known[] = "known: ";
    const bool is_known = c->standing && !strncmp(c->standing, known, sizeof known - 1);
    fprintf(out, "# %s%s: %s; such as %s", c->name, c->required ? " (required)" : "", c->meaning,
            c->example);
    if (c->standing && c->fallback)
        fprintf(out, "; empty: %s (%s)", c->fallback, c->standing);
    else if (c->standing)
        fprintf(out, "; empty: %s", c->standing + (is_known ? sizeof known - 1 : 0));
    fputc('\n', out);
}

static const char *template_cell(const struct template_cell *cells, size_t column)
{
    for (size_t i = 0; i < ROW_CELLS && cells[i].text; i++)
        if (cells[i].column == column)
            return cells[i].text;
    return "";
}

void fleet_template(FILE *out)
{
    fputs(
        "# A list of sites for pfsim plan: a row for each site and subnet and model. Lines that begin\n"
        "# with a number sign and a blank are comments. What a site has once may stay empty on its\n"
        "# later rows. Columns that are not needed may be left out; others are carried through.\n"
        "# A number is exact or a range: 20..60 ms is anything between; 20..30..60 ms has a\n"
        "# likeliest value.\n",
        out);
    for (size_t i = 0; i < FLEET_COLUMNS; i++)
        template_column(&fleet_columns[i], out);
    for (size_t i = 0; i < FLEET_COLUMNS; i++)
        fprintf(out, "%s%s", i ? "," : "", fleet_columns[i].name);
    fputc('\n', out);
    for (size_t row = 0; row < sizeof template_rows / sizeof *template_rows; row++) {
        for (size_t i = 0; i < FLEET_COLUMNS; i++)
            fprintf(out, "%s%s", i ? "," : "", template_cell(template_rows[row], i));
        fputc('\n', out);
    }
}
