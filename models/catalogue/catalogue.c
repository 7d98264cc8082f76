/* Rows of the two files turned into loads and models, each checked as it comes; nothing is made
 * up for what a row lacks. */
#include "models/catalogue/catalogue.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

#define FILE_BYTES_LIMIT ((uint64_t)1 << 40)
#define NAME_LIMIT 255
/* Far above any real catalogue; they keep a hostile one from taking minutes. */
#define COUNT_LIMIT 4096

static const char *const firmware_columns[] = {"load",  "model_family", "file",
                                               "bytes", "provenance",   NULL};
static const char *const model_columns[] = {"model",     "series", "pfs",        "background",
                                            "transport", "load",   "provenance", NULL};

static bool printable(const char *text)
{
    for (; *text; text++)
        if (*text < ' ' || *text > '~')
            return false;
    return true;
}

static int check_name(const struct csv_row *row, const char *column, const char *name,
                      struct error *e)
{
    if (!*name)
        return error_set(e, "%s:%zu: the %s is empty; give its name", row->path, row->line, column);
    if (strlen(name) > NAME_LIMIT)
        return error_set(e, "%s:%zu: the %s has over %d bytes; shorten it", row->path, row->line,
                         column, NAME_LIMIT);
    if (!printable(name))
        return error_set(e, "%s:%zu: the %s has unprintable characters; use ASCII", row->path,
                         row->line, column);
    return 0;
}

static int parse_bytes(const char *text, uint64_t *bytes)
{
    *bytes = 0;
    for (const char *p = text; *p; p++) {
        if (*p < '0' || *p > '9')
            return -1;
        *bytes = *bytes * 10 + (uint64_t)(*p - '0');
        if (*bytes > FILE_BYTES_LIMIT)
            return -1;
    }
    return *text ? 0 : -1;
}

bool firmware_file_is_same(const struct firmware_file *a, const struct firmware_file *b)
{
    return a == b || (a->bytes == b->bytes && strcmp(a->name, b->name) == 0);
}

bool firmware_load_has(const struct firmware_load *load, const char *file)
{
    for (size_t i = 0; i < load->file_count; i++)
        if (!strcmp(load->files[i].name, file))
            return true;
    return false;
}

static int add_file(struct firmware_load *load, const struct csv_row *row, struct error *e)
{
    const char *name = row->fields[2];
    if (firmware_load_has(load, name))
        return error_set(e, "%s:%zu: file '%s' is there twice in load '%s'; name it once",
                         row->path, row->line, name, load->name);
    uint64_t bytes;
    if (parse_bytes(row->fields[3], &bytes) < 0)
        return error_set(e, "%s:%zu: '%.40s' is no size; give whole bytes from 0 to %llu",
                         row->path, row->line, row->fields[3],
                         (unsigned long long)FILE_BYTES_LIMIT);
    load->files = mem_resize(load->files, load->file_count + 1, sizeof *load->files);
    load->files[load->file_count++] =
        (struct firmware_file){.name = mem_strdup(name),
                               .bytes = bytes,
                               .provenance = mem_strdup(row->fields[4]),
                               .line = row->line};
    load->bytes += bytes;
    return 0;
}

static int check_count(const struct csv_row *row, const char *what, size_t count, struct error *e)
{
    if (count < COUNT_LIMIT)
        return 0;
    return error_set(e, "%s:%zu: over %d %s; split the catalogue", row->path, row->line,
                     COUNT_LIMIT, what);
}

static struct firmware_load *add_load(struct catalogue *c, const struct csv_row *row)
{
    c->loads = mem_resize(c->loads, c->load_count + 1, sizeof *c->loads);
    struct firmware_load *load = &c->loads[c->load_count++];
    *load = (struct firmware_load){.name = mem_strdup(row->fields[0]),
                                   .family = mem_strdup(row->fields[1])};
    return load;
}

static int read_firmware_row(void *user, const struct csv_row *row, struct error *e)
{
    struct catalogue *c = user;
    if (check_name(row, "load", row->fields[0], e) < 0 ||
        check_name(row, "model_family", row->fields[1], e) < 0 ||
        check_name(row, "file", row->fields[2], e) < 0)
        return -1;
    struct firmware_load *load = c->load_count ? &c->loads[c->load_count - 1] : NULL;
    if (!load || strcmp(load->name, row->fields[0])) {
        if (catalogue_load(c, row->fields[0]))
            return error_set(e, "%s:%zu: load '%s' has rows further up; keep its rows together",
                             row->path, row->line, row->fields[0]);
        if (check_count(row, "loads", c->load_count, e) < 0)
            return -1;
        load = add_load(c, row);
    }
    if (strcmp(load->family, row->fields[1]))
        return error_set(e, "%s:%zu: model_family '%s' differs from '%s' of the load's first row",
                         row->path, row->line, row->fields[1], load->family);
    if (check_count(row, "files in a load", load->file_count, e) < 0)
        return -1;
    return add_file(load, row, e);
}

/* The index of `word` in `words`; negative, with the error filled in, when it is not there. */
static int one_of(const struct csv_row *row, size_t column, const char *const *words,
                  struct error *e)
{
    char allowed[120] = "";
    for (int i = 0; words[i]; i++) {
        if (!strcmp(words[i], row->fields[column]))
            return i;
        strcat(strcat(allowed, i ? ", " : ""), words[i]);
    }
    return error_set(e, "%s:%zu: %s '%.40s' is unknown; give one of: %s", row->path, row->line,
                     model_columns[column], row->fields[column], allowed);
}

static int fill_model(const struct catalogue *c, struct phone_model *m, const struct csv_row *row,
                      struct error *e)
{
    static const char *const pfs_words[] = {"no", "yes", "assumed", NULL};
    static const char *const background_words[] = {"no", "yes", NULL};
    static const char *const transport_words[] = {"tftp", "http then tftp",
                                                  "tftp or http by the upgrade rule", NULL};
    const int pfs = one_of(row, 2, pfs_words, e);
    const int background = pfs < 0 ? -1 : one_of(row, 3, background_words, e);
    const int transport = background < 0 ? -1 : one_of(row, 4, transport_words, e);
    if (transport < 0)
        return -1;
    m->pfs = (enum pfs_support)pfs;
    m->background = background == 1;
    m->transport = (enum transport)transport;
    m->load = catalogue_load(c, row->fields[5]);
    if (!m->load)
        return error_set(e, "%s:%zu: load '%.80s' is not in the firmware file; add it there",
                         row->path, row->line, row->fields[5]);
    if (!firmware_load_fits(m->load, m))
        return error_set(e, "%s:%zu: load '%.80s' is for series %.80s, not for %.80s; name another",
                         row->path, row->line, m->load->name, m->load->family, m->series);
    return 0;
}

static bool model_known(const struct catalogue *c, const char *name)
{
    for (size_t i = 0; i < c->model_count; i++)
        if (!strcmp(c->models[i].name, name))
            return true;
    return false;
}

static int read_model_row(void *user, const struct csv_row *row, struct error *e)
{
    struct catalogue *c = user;
    if (check_name(row, "model", row->fields[0], e) < 0 ||
        check_name(row, "series", row->fields[1], e) < 0)
        return -1;
    if (strchr(row->fields[1], ' '))
        return error_set(e, "%s:%zu: series '%s' has a blank; it is one word", row->path, row->line,
                         row->fields[1]);
    if (model_known(c, row->fields[0]))
        return error_set(e, "%s:%zu: model '%s' is there twice; name it once", row->path, row->line,
                         row->fields[0]);
    if (check_count(row, "models", c->model_count, e) < 0)
        return -1;
    c->models = mem_resize(c->models, c->model_count + 1, sizeof *c->models);
    struct phone_model *m = &c->models[c->model_count++];
    *m = (struct phone_model){.name = mem_strdup(row->fields[0]),
                              .series = mem_strdup(row->fields[1]),
                              .provenance = mem_strdup(row->fields[6])};
    return fill_model(c, m, row, e);
}

int catalogue_parse(struct catalogue *c, const struct csv_text *firmware,
                    const struct csv_text *models, struct error *e)
{
    *c = (struct catalogue){.firmware_path = mem_strdup(firmware->path)};
    /* The models point at loads: these come first, and stay where they are. */
    if (csv_parse_text(firmware, firmware_columns, read_firmware_row, c, e) < 0 ||
        csv_parse_text(models, model_columns, read_model_row, c, e) < 0) {
        catalogue_free(c);
        return -1;
    }
    return 0;
}

int catalogue_read(struct catalogue *c, const char *firmware_path, const char *models_path,
                   struct error *e)
{
    struct csv_text firmware, models;
    if (csv_fetch(&firmware, firmware_path, e) < 0)
        return -1;
    int status = csv_fetch(&models, models_path, e);
    if (status == 0) {
        status = catalogue_parse(c, &firmware, &models, e);
        free(models.bytes);
    }
    free(firmware.bytes);
    return status;
}

static void free_load(struct firmware_load *load)
{
    for (size_t i = 0; i < load->file_count; i++) {
        free(load->files[i].name);
        free(load->files[i].provenance);
    }
    free(load->files);
    free(load->name);
    free(load->family);
}

static void free_model(struct phone_model *model)
{
    free(model->name);
    free(model->series);
    free(model->provenance);
}

void catalogue_free(struct catalogue *c)
{
    for (size_t i = 0; i < c->load_count; i++)
        free_load(&c->loads[i]);
    for (size_t i = 0; i < c->model_count; i++)
        free_model(&c->models[i]);
    free(c->loads);
    free(c->models);
    free(c->firmware_path);
    *c = (struct catalogue){0};
}

const struct firmware_load *catalogue_load(const struct catalogue *c, const char *name)
{
    for (size_t i = 0; i < c->load_count; i++)
        if (!strcmp(c->loads[i].name, name))
            return &c->loads[i];
    return NULL;
}

static bool begins_with(const char *text, const char *front)
{
    for (; *front; text++, front++)
        if (tolower((unsigned char)*text) != tolower((unsigned char)*front))
            return false;
    return true;
}

/* How many letters the model's name has that people leave out; SIZE_MAX: it is another one. */
static size_t left_out(const char *model, const char *name)
{
    const size_t front = begins_with(model, "CP-") && !begins_with(name, "CP-") ? strlen("CP-") : 0;
    const char *rest = model + front + strlen(name);
    if (!*name || !begins_with(model + front, name))
        return SIZE_MAX;
    if (!*rest)
        return front;
    return begins_with("G", rest) ? front + 1 : SIZE_MAX;
}

const struct phone_model *catalogue_model(const struct catalogue *c, const char *name)
{
    const struct phone_model *nearest = NULL;
    size_t least = SIZE_MAX;
    for (size_t i = 0; i < c->model_count; i++) {
        const size_t letters = left_out(c->models[i].name, name);
        if (!strcmp(c->models[i].name, name))
            return &c->models[i];
        if (letters < least) {
            least = letters;
            nearest = &c->models[i];
        }
    }
    return nearest;
}

bool firmware_load_fits(const struct firmware_load *load, const struct phone_model *model)
{
    const size_t length = strlen(model->series);
    for (const char *p = load->family; *p; p += strspn(p, " ")) {
        const size_t word = strcspn(p, " ");
        if (word == length && !memcmp(p, model->series, length))
            return true;
        p += word;
    }
    return false;
}
