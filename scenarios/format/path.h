/* Fields of a scenario by their paths, as -s takes them: keys joined by points, items of lists as
 * key[n], counted from 0, where the index may be left out when the list has just one. */
#ifndef SCENARIOS_FORMAT_PATH_H
#define SCENARIOS_FORMAT_PATH_H

#include "scenarios/format/schema.h"

#define PATH_KEY_LIMIT 100 /* bytes */
#define PATH_KEYS_LIMIT 8  /* in a path */

/* One step of a path: a key, perhaps with an index. */
struct path_step {
    char key[PATH_KEY_LIMIT + 1];
    size_t index;
    bool indexed;
};

/* Reads a step and the blanks behind it; returns what follows: '.' before another one, '=' before a
 * value, or the end. NULL when this is no path. */
const char *path_step_read(const char *p, struct path_step *s);

/* A field that has a single value, or a list of texts. */
struct path_field {
    char *path; /* with all indices, and the key that a short form stands for */
    const struct schema_field *field;
};

/* Which field the path means. Errors (negative): it is no path, or one of a map or a list of maps;
 * a key that is unknown, with what may have been meant; an index where there is no list. Whether
 * the list is that long, only a scenario tells. Nothing is to be freed on error. */
int path_find(struct path_field *p, const char *path, struct error *e);
void path_free(struct path_field *p);

/* Whether the scenario has all items of lists that the path, which path_find has read, leads
 * through, as -s wants them: an index that is left out stands for an only item; in a scenario with
 * several sites the keys of a site are in one of them. Errors (negative) say which there are. */
int path_reach(const struct scenario *s, const char *path, struct error *e);

/* The value in the form in which the walk (walk.h) tells of it, so that equal values are equal
 * texts: "0.384 Mbps" is "384 kbps". `text` is YAML, as behind the '=' of -s. Models and loads are
 * looked up in the scenario's catalogue. Errors (negative) say what would be right, without a
 * place. Free `value`. */
int path_value(const struct scenario *s, const struct schema_field *f, const char *text,
               char **value, struct error *e);

/* "PATH=VALUE", which -s reads as that value; of one in the form of path_value. Free it. */
char *path_assignment(const struct path_field *p, const char *value);

/* The path in an option of -s, its blanks left out, which path_find reads. Free it. */
char *path_of_option(const char *option);
/* Whether one of the options sets the field with that path, which is in full. */
bool path_is_set(const char *const *options, size_t count, const char *path);

#endif
