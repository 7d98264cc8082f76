/* The firmware catalogue: which loads there are, of which files, and which phone models take them.
 *
 * It is read from two CSV files. Firmware: load,model_family,file,bytes,provenance; the rows of a
 * load stand together, its index (.loads) first; model_family lists series, separated by blanks.
 * Models: model,series,pfs,background,transport,load,provenance. */
#ifndef MODELS_CATALOGUE_CATALOGUE_H
#define MODELS_CATALOGUE_CATALOGUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/csv.h"
#include "base/error.h"

struct firmware_file {
    char *name;
    uint64_t bytes;
    char *provenance;
    size_t line; /* of its row in the CSV file */
};

struct firmware_load {
    char *name;
    char *family;                /* series that take it, separated by blanks */
    struct firmware_file *files; /* files[0] is the index */
    size_t file_count;
    uint64_t bytes; /* of all files together */
};

enum pfs_support { PFS_NO, PFS_YES, PFS_ASSUMED };
enum transport { TRANSPORT_TFTP, TRANSPORT_HTTP_THEN_TFTP, TRANSPORT_UPGRADE_RULE };

struct phone_model {
    char *name, *series;
    enum pfs_support pfs;
    bool background; /* downloads while in service, into an inactive image */
    enum transport transport;
    const struct firmware_load *load; /* its default */
    char *provenance;
};

struct catalogue {
    struct firmware_load *loads;
    struct phone_model *models;
    size_t load_count, model_count;
    char *firmware_path; /* of the CSV file of the loads */
};

/* Reads both files. Errors (negative) name file, line and what would be right: what csv_read finds;
 * a size that is no whole number of bytes from 0 to 2^40; a load twice or with rows apart; a file
 * twice in a load; a file name over 255 bytes; a model twice; a word that is not one of the
 * column's; a model's load that is not there or is not for its series. Nothing is to be freed on
 * error. */
int catalogue_read(struct catalogue *c, const char *firmware_path, const char *models_path,
                   struct error *e);
/* The same of files that have been fetched. */
int catalogue_parse(struct catalogue *c, const struct csv_text *firmware,
                    const struct csv_text *models, struct error *e);
void catalogue_free(struct catalogue *c);

/* NULL when there is none of that name. A model is also found without the CP- and the G around its
 * name, and in other letters: 7965, cp-7965 and CP-7965 are CP-7965G, unless there is one of just
 * that name; of several, the one with the fewest letters more. */
const struct firmware_load *catalogue_load(const struct catalogue *c, const char *name);
const struct phone_model *catalogue_model(const struct catalogue *c, const char *name);
/* Name and size are equal: on a server, and in a phone, it is the same file. */
bool firmware_file_is_same(const struct firmware_file *a, const struct firmware_file *b);
bool firmware_load_has(const struct firmware_load *load, const char *file);
bool firmware_load_fits(const struct firmware_load *load, const struct phone_model *model);

#endif
