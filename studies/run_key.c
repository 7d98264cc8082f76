/* The scenario's text without what replications differ in, and the content of its catalogue. */
#include "studies/run_key.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

const char *const run_key_left_out[] = {"name", "seed", "replication", NULL};

/* Seed and replication are in the key beside the text. */
bool run_key_tells(const char *path)
{
    if (strcmp(path, "seed") == 0 || strcmp(path, "replication") == 0)
        return true;
    for (size_t i = 0; run_key_left_out[i]; i++)
        if (strcmp(path, run_key_left_out[i]) == 0)
            return false;
    return true;
}

/* Whether it is a line of the scenario's own level that gives one of these. */
static bool key_is_left_out(const char *line)
{
    for (size_t i = 0; run_key_left_out[i]; i++) {
        const size_t length = strlen(run_key_left_out[i]);
        if (strncmp(line, run_key_left_out[i], length) == 0 && line[length] == ':')
            return true;
    }
    return false;
}

static void key_leave_out(char *text)
{
    char *to = text;
    for (char *line = text; *line;) {
        const size_t length = strcspn(line, "\n") + (strchr(line, '\n') != NULL);
        if (!key_is_left_out(line)) {
            memmove(to, line, length);
            to += length;
        }
        line += length;
    }
    *to = '\0';
}

void run_key_make(struct store_key *key, const struct scenario *s, const char *engine)
{
    char *text = NULL;
    size_t length;
    FILE *file = open_memstream(&text, &length);
    if (!file)
        mem_exhausted();
    scenario_write(s, file, false);
    if (fclose(file) != 0)
        mem_exhausted();
    key_leave_out(text);
    *key = (struct store_key){.scenario = text,
                              .catalogue = mem_strdup(library_digest(s->catalogue)),
                              .name = mem_strdup(s->name),
                              .engine = mem_strdup(engine),
                              .seed = s->seed,
                              .replication = s->replication};
}

void run_key_make_unloadable(struct store_key *key, const char *path, const char *const *overrides,
                             size_t override_count, const char *engine)
{
    char *text = mem_printf("# %s\n", path);
    for (size_t i = 0; i < override_count; i++) {
        char *more = mem_printf("%s# %s\n", text, overrides[i]);
        free(text);
        text = more;
    }
    *key = (struct store_key){.scenario = text,
                              .catalogue = mem_strdup(""),
                              .name = mem_strdup(path),
                              .engine = mem_strdup(engine)};
}

void run_key_free(struct store_key *key)
{
    free((void *)key->scenario);
    free((void *)key->catalogue);
    free((void *)key->name);
    free((void *)key->engine);
    *key = (struct store_key){0};
}
