/* How a header and a cell are written in CSV, whatever table it is. */
#include "results/column.h"

#include <inttypes.h>
#include <math.h>
#include <stdbool.h>
#include <string.h>

#include "base/check.h"
#include "results/quantity.h"
#include "results/text.h"

static const struct run_quantity *column_quantity(const struct column *c)
{
    const struct run_quantity *q = run_quantity_find(c->quantity);
    CHECK(q && q->kind != RUN_OTHER);
    return q;
}

uint64_t cell_whole(const struct column *c, const void *member)
{
    uint8_t one;
    uint16_t two;
    uint32_t four;
    uint64_t eight;
    switch (c->size) {
    case sizeof one:
        return memcpy(&one, member, sizeof one), one;
    case sizeof two:
        return memcpy(&two, member, sizeof two), two;
    case sizeof four:
        return memcpy(&four, member, sizeof four), four;
    default:
        CHECK(c->size == sizeof eight);
        return memcpy(&eight, member, sizeof eight), eight;
    }
}

static void cell_time(FILE *file, const void *member)
{
    sim_time time;
    memcpy(&time, member, sizeof time);
    fputs(text_seconds(time).text, file);
}

static void cell_quantity(FILE *file, const struct column *c, const struct run_summary *s)
{
    const struct run_quantity *q = column_quantity(c);
    const struct run_value v = run_quantity_value(q, s);
    if (q->kind == RUN_TIME)
        fputs(text_seconds(v.known ? (sim_time)v.whole : -1).text, file);
    else if (v.known && run_kind_is_real(q->kind))
        fprintf(file, "%.6f", v.real);
    else if (v.known)
        fprintf(file, "%" PRIu64, v.whole);
}

static void cell_real(FILE *file, double value)
{
    if (!isnan(value))
        fprintf(file, "%.9g", value);
}

static void cell_ratio(FILE *file, const struct cell_ratio *ratio)
{
    fputs(text_ratio(ratio->part, ratio->whole).text, file);
}

static void cell_number(FILE *file, uint64_t number)
{
    if (number)
        fprintf(file, "%" PRIu64, number);
}

static void cell_address(FILE *file, uint64_t address)
{
    fprintf(file, "%u.%u.%u.%u", (unsigned)(address >> 24), (unsigned)(address >> 16 & 255),
            (unsigned)(address >> 8 & 255), (unsigned)(address & 255));
}

static void cell_write(FILE *file, const struct column *c, const void *member)
{
    switch (c->kind) {
    case CELL_TEXT:
        text_csv(file, *(const char *const *)member);
        break;
    case CELL_SHORT:
        text_csv(file, ((const struct text *)member)->text);
        break;
    case CELL_YES_NO:
        fputs(*(const bool *)member ? "yes" : "no", file);
        break;
    case CELL_WORD:
        text_csv(file, c->words[cell_whole(c, member)]);
        break;
    case CELL_ADDRESS:
        cell_address(file, cell_whole(c, member));
        break;
    case CELL_COUNT:
        fprintf(file, "%" PRIu64, cell_whole(c, member));
        break;
    case CELL_NUMBER:
        cell_number(file, cell_whole(c, member));
        break;
    case CELL_TIME:
    case CELL_BILLIONTHS:
        cell_time(file, member);
        break;
    case CELL_SHARE:
        fprintf(file, "%.6f", *(const double *)member);
        break;
    case CELL_REAL:
        cell_real(file, *(const double *)member);
        break;
    case CELL_RATIO:
        cell_ratio(file, member);
        break;
    case CELL_OF_RUN:
        cell_quantity(file, c, member);
        break;
    case CELL_KINDS:
        break;
    }
}

void table_names(FILE *file, const struct table *t)
{
    for (size_t i = 0; i < t->count; i++)
        fprintf(file, "%s%s", i ? "," : "", t->columns[i].name);
}

void table_header(FILE *file, const struct table *t)
{
    table_names(file, t);
    fputc('\n', file);
}

void table_cells(FILE *file, const struct table *t, const void *const *of)
{
    for (size_t i = 0; i < t->count; i++) {
        const struct column *c = &t->columns[i];
        if (i)
            fputc(',', file);
        if (of[c->of])
            cell_write(file, c, (const char *)of[c->of] + c->offset);
    }
}

void table_row(FILE *file, const struct table *t, const void *const *of)
{
    table_cells(file, t, of);
    fputc('\n', file);
}

const char *column_unit(const struct column *c)
{
    if (c->unit)
        return c->unit;
    if (c->kind == CELL_OF_RUN)
        return run_quantity_unit(column_quantity(c));
    if (c->kind == CELL_TIME)
        return "s";
    return c->kind == CELL_SHARE || c->kind == CELL_RATIO ? "0 to 1" : "";
}

const char *column_meaning(const struct column *c)
{
    return c->meaning || c->kind != CELL_OF_RUN ? c->meaning : column_quantity(c)->meaning;
}
