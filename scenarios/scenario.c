/* The file read, and the loading's steps in order: YAML, options, schema, checks of the whole. */
#include "scenarios/scenario.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/input.h"
#include "base/memory.h"
#include "base/visible.h"
#include "scenarios/checks.h"
#include "scenarios/format/yaml.h"

#define NAME_LIMIT 100 /* bytes */

/* After an error. Known of MPP phones: "Upgrade Error Retry Delay" of their administration guide;
 * of others only that they try again is known (white paper). */
#define RETRY (60 * SECONDS)
#define RETRY_MPP (3600 * SECONDS)

/* The file's name without folder and extension. */
static char *default_name(const char *path)
{
    char name[NAME_LIMIT + 1];
    const char *slash = strrchr(path, '/');
    char *file = mem_strdup(slash ? slash + 1 : path);
    char *dot = strrchr(file, '.');
    if (dot && dot > file)
        *dot = '\0';
    visible_write(name, sizeof name, *file ? file : "scenario");
    free(file);
    return mem_strdup(name);
}

int scenario_load_text(struct scenario *s, const char *path, const char *bytes, size_t length,
                       const char *const *overrides, size_t override_count, struct library *library,
                       struct error *e)
{
    *s = (struct scenario){
        .name = default_name(path), .server.name = mem_strdup("server"), .library = library};
    s->tree = tree_new(path, overrides, override_count);
    tree_keep_text(s->tree, bytes, length);
    struct loader l = {.s = s, .tree = s->tree, .e = e};
    if (yaml_read(s->tree, bytes, length, 0, &s->tree->root, e) < 0 || loader_run(&l) < 0 ||
        check_consistency(&l) < 0) {
        scenario_free(s);
        return -1;
    }
    warn_unused(&l);
    warn_fit(&l);
    return 0;
}

/* Reads up to one byte more than is allowed. Returns the count, or a negative number. */
static ssize_t read_file(const char *path, char *bytes, size_t room, struct error *e)
{
    const int file = input_open(path, "a scenario file", e);
    if (file < 0)
        return -1;
    size_t length = 0;
    ssize_t n = 1;
    while (n > 0 && length < room) {
        n = read(file, bytes + length, room - length);
        length += n > 0 ? (size_t)n : 0;
    }
    if (n < 0)
        error_set(e, "%.200s: cannot be read: %s", path, strerror(errno));
    close(file);
    return n < 0 ? -1 : (ssize_t)length;
}

int scenario_load(struct scenario *s, const char *path, const char *const *overrides,
                  size_t override_count, struct library *library, struct error *e)
{
    char *bytes = mem_resize(NULL, YAML_SIZE_LIMIT + 1, 1);
    const ssize_t length = read_file(path, bytes, YAML_SIZE_LIMIT + 1, e);
    const int status = length < 0 ? -1
                                  : scenario_load_text(s, path, bytes, (size_t)length, overrides,
                                                       override_count, library, e);
    free(bytes);
    return status;
}

int scenario_load_again(struct scenario *again, const struct scenario *s, const char *option,
                        struct error *e)
{
    const struct scenario_tree *tree = s->tree;
    const char **options = mem_calloc(tree->option_count + 1, sizeof *options);
    for (size_t i = 0; i < tree->option_count; i++)
        options[i] = tree->options[i];
    options[tree->option_count] = option;
    const int status = scenario_load_text(again, tree->file, tree->text, tree->length, options,
                                          tree->option_count + 1, s->library, e);
    free(options);
    return status;
}

void scenario_free(struct scenario *s)
{
    for (size_t i = 0; i < s->site_count; i++)
        free(s->sites[i].name);
    schema_free(&schema_root, s);
    free(s->server.name);
    library_return(s->library, s->catalogue);
    tree_free(s->tree);
    for (size_t i = 0; i < s->warning_count; i++)
        free(s->warnings[i]);
    free(s->warnings);
    *s = (struct scenario){0};
}

bool scenario_phones_are_mpp(const struct scenario_phones *phones)
{
    return phones->model->transport == TRANSPORT_UPGRADE_RULE;
}

sim_time scenario_retry(const struct scenario *s, const struct scenario_phones *phones)
{
    const sim_time by_model = scenario_phones_are_mpp(phones) ? RETRY_MPP : RETRY;
    return s->phone.retry ? s->phone.retry : by_model;
}

bool scenario_has_mpp(const struct scenario *s)
{
    for (size_t i = 0; i < s->site_count; i++)
        for (size_t j = 0; j < s->sites[i].subnet_count; j++)
            for (size_t k = 0; k < s->sites[i].subnets[j].phones_count; k++)
                if (scenario_phones_are_mpp(&s->sites[i].subnets[j].phones[k]))
                    return true;
    return false;
}

bool scenario_phones_use_http(const struct scenario_phones *phones)
{
    if (scenario_phones_are_mpp(phones))
        return phones->rule == RULE_HTTP;
    return phones->transport == BY_HTTP_THEN_TFTP &&
           phones->model->transport == TRANSPORT_HTTP_THEN_TFTP;
}

bool scenario_phones_differ(const struct scenario_phones *phones)
{
    return phones->shares && phones->pfs_share < LINK_BILLION;
}

bool scenario_phones_use_load_server(const struct scenario_phones *phones)
{
    return phones->method == METHOD_LOAD_SERVER ||
           (scenario_phones_are_mpp(phones) && phones->load_server);
}

uint32_t scenario_load_server(const struct scenario_subnet *subnet,
                              const struct scenario_phones *phones)
{
    for (uint32_t i = 0; phones->load_server && i < subnet->load_server_count; i++)
        if (!strcmp(subnet->load_servers[i].name, phones->load_server))
            return i;
    return 0;
}

bool scenario_load_server_is_used(const struct scenario_subnet *subnet, const char *name)
{
    for (size_t i = 0; i < subnet->phones_count; i++)
        if (scenario_phones_use_load_server(&subnet->phones[i]) &&
            !strcmp(subnet->phones[i].load_server, name))
            return true;
    return false;
}

size_t scenario_subnets(const struct scenario *s)
{
    size_t count = 0;
    for (size_t i = 0; i < s->site_count; i++)
        count += s->sites[i].subnet_count;
    return count;
}
