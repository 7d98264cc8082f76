/* The console of a lone phone beside the log of a real one, results/pfs-root-timeline.csv. */
#include <math.h>
#include <regex.h>

#include "base/csv.h"
#include "tests/models/devices/peers.h"

static struct peers peers;

static void teardown(void)
{
    peers_fini(&peers);
}

/* Numbers that are a phone's own: an XID, a map, a strength, an address, a descriptor. */
static char *masked(const char *text)
{
    regex_t own;
    regmatch_t match[2];
    char *out = mem_calloc(2 * strlen(text) + 1, 1);
    ck_assert_int_eq(
        regcomp(&own, "(XID|map=|strength=| H=|ROOT=| fd=)[0-9A-Fa-f.]+", REG_EXTENDED), 0);
    while (regexec(&own, text, 2, match, 0) == 0) {
        strncat(out, text, (size_t)match[1].rm_eo);
        strcat(out, "*");
        text += match[0].rm_eo;
    }
    strcat(out, text);
    regfree(&own);
    return out;
}

static int compare_line(void *user, const struct csv_row *row, struct error *e)
{
    char **at = user, level[4], text[PFS_LOG_MAX];
    int hours, minutes, offset;
    double seconds;
    (void)e;
    ck_assert_msg(sscanf(*at, "%*s h0 %3s %d:%d:%lf DLoad: %n", level, &hours, &minutes, &seconds,
                         &offset) == 4,
                  "instead of '%s': '%s'", row->fields[2], *at);
    const char *end = strchr(*at, '\n');
    snprintf(text, sizeof text, "%.*s", (int)(end - *at - offset), *at + offset);
    *at += end + 1 - *at;
    char *seen = masked(text), *wanted = masked(row->fields[2]);
    ck_assert_str_eq(seen, wanted);
    ck_assert_str_eq(level, row->fields[1]);
    const double milliseconds = ((hours * 60 + minutes) * 60 + seconds) * 1000;
    ck_assert_msg(fabs(milliseconds - atof(row->fields[0])) <= 3, "%f ms, not %s: %s", milliseconds,
                  row->fields[0], text);
    free(seen);
    free(wanted);
    return 0;
}

START_TEST(a_lone_phone_prints_the_known_log)
{
    static const char *const columns[] = {"offset_ms", "level", "text", NULL};
    struct error e;
    peers_init(&peers, 1);
    peers.write_console = true;
    peers_build(&peers);
    peers_plug_all(&peers);
    peers_run_until(&peers, 11780 * MILLISECONDS);
    char *at = peers.network.seen;
    char *path = mem_printf("%s/results/pfs-root-timeline.csv", getenv("PFSIM_DATA"));
    ck_assert_msg(csv_read(path, columns, compare_line, &at, &e) == 0, "%s", e.text);
    ck_assert_str_eq(at, "");
    free(path);
}
END_TEST

static void add(TCase *t)
{
    tcase_add_checked_fixture(t, NULL, teardown);
    tcase_add_test(t, a_lone_phone_prints_the_known_log);
}

int main(void)
{
    return run_tests("peer log", add);
}
