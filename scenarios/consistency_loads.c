/* Checks that the loads which phones get can stand on one server together. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "scenarios/checks.h"
#include "scenarios/format/words.h"

#define PATH_SHOWN_LIMIT 80 /* bytes of a path in a message, from its end */

/* A file of a load that some phone gets. */
struct used_file {
    const struct firmware_file *file;
    const struct firmware_load *load;
    const struct tree_node *user;
};

static int loads_compare(const void *left, const void *right)
{
    const struct used_file *a = left, *b = right;
    const int order = strcmp(a->file->name, b->file->name);
    return order ? order : a->file->line < b->file->line ? -1 : a->file->line > b->file->line;
}

/* By name, of one name in the order of the catalogue. Free it. */
static struct used_file *loads_sorted(const struct catalogue *c,
                                      const struct tree_node *const *users, size_t *count)
{
    *count = 0;
    for (size_t i = 0; i < c->load_count; i++)
        *count += users[i] ? c->loads[i].file_count : 0;
    struct used_file *files = mem_calloc(*count, sizeof *files), *next = files;
    for (size_t i = 0; i < c->load_count; i++)
        for (size_t k = 0; users[i] && k < c->loads[i].file_count; k++)
            *next++ = (struct used_file){&c->loads[i].files[k], &c->loads[i], users[i]};
    qsort(files, *count, sizeof *files, loads_compare);
    return files;
}

static bool loads_is_index(const struct used_file *f)
{
    return f->file == f->load->files && f->load->file_count > 1;
}

/* The catalogue's path as far as a message has room for it. */
static const char *loads_path(const struct catalogue *c)
{
    const size_t length = strlen(c->firmware_path);
    return c->firmware_path + (length > PATH_SHOWN_LIMIT ? length - PATH_SHOWN_LIMIT : 0);
}

static int refuse_size(struct loader *l, const struct used_file *a, const struct used_file *b)
{
    const char *path = loads_path(l->s->catalogue);
    return tree_error(l->tree, b->user, l->e,
                      "file '%s' has %" PRIu64 " bytes in load '%s' (%s:%zu) and %" PRIu64
                      " in '%s' (%s:%zu), but on a server one name is one file; give one of them "
                      "another name or size",
                      words_shown(b->file->name).text, a->file->bytes,
                      words_shown(a->load->name).text, path, a->file->line, b->file->bytes,
                      words_shown(b->load->name).text, path, b->file->line);
}

static int refuse_index(struct loader *l, const struct used_file *a, const struct used_file *b)
{
    const char *path = loads_path(l->s->catalogue);
    const bool first = loads_is_index(a);
    const struct used_file *index = first ? a : b, *other = first ? b : a;
    return tree_error(l->tree, b->user, l->e,
                      "file '%s' is the index of load '%s' (%s:%zu), but not of '%s' (%s:%zu); "
                      "give one of them another name",
                      words_shown(b->file->name).text, words_shown(index->load->name).text, path,
                      index->file->line, words_shown(other->load->name).text, path,
                      other->file->line);
}

static int refuse_profile_name(struct loader *l, const struct used_file *f)
{
    return tree_error(l->tree, f->user, l->e,
                      "a file of load '%s' (%s:%zu) is called '" PROFILE_NAME
                      "', as the profile of MPP phones is; give it another name",
                      words_shown(f->load->name).text, loads_path(l->s->catalogue), f->file->line);
}

int check_loads(struct loader *l, const struct tree_node *const *users)
{
    size_t count;
    struct used_file *files = loads_sorted(l->s->catalogue, users, &count);
    const bool mpp = scenario_has_mpp(l->s);
    int status = 0;
    for (size_t i = 0; i < count && status == 0; i++) {
        const struct used_file *before = i ? &files[i - 1] : NULL, *f = &files[i];
        if (mpp && !strcmp(f->file->name, PROFILE_NAME))
            status = refuse_profile_name(l, f);
        else if (!before || strcmp(before->file->name, f->file->name))
            continue;
        else if (before->file->bytes != f->file->bytes)
            status = refuse_size(l, before, f);
        else if (loads_is_index(before) != loads_is_index(f))
            status = refuse_index(l, before, f);
    }
    free(files);
    return status;
}
