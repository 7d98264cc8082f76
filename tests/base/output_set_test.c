/* Files that appear together or not at all, and what is written aside when a program ends. */
#include <sys/wait.h>
#include <unistd.h>

#include "base/output.h"
#include "tests/support.h"

static char *folder;
static struct output_set set;
static struct error e;

static void setup(void)
{
    folder = fresh_folder();
    set = (struct output_set){0};
    e.text[0] = '\0';
}

static void teardown(void)
{
    output_set_abandon(&set);
    remove_folder(folder);
}

static void put(const char *name, const char *text)
{
    struct output o;
    ck_assert_int_eq(output_open(&o, folder, name, &e), 0);
    fputs(text, o.file);
    ck_assert_int_eq(output_set_add(&set, &o, &e), 0);
    ck_assert_ptr_null(o.file);
}

static void put_all(const char *text)
{
    put("a", text);
    put("b", text);
    put("c", text);
}

START_TEST(all_appear_with_commit)
{
    put_all("old");
    ck_assert(!file_exists(folder, "a"));
    ck_assert(output_set_has(&set, folder, "b"));
    ck_assert(!output_set_has(&set, folder, "d"));
    ck_assert(!output_set_has(&set, "elsewhere", "b"));
    ck_assert_int_eq(output_set_commit(&set, &e), 0);
    expect_file(folder, "a", "old");
    expect_file(folder, "c", "old");
    put_all("new");
    put("d", "new");
    expect_file(folder, "b", "old");
    ck_assert_int_eq(output_set_commit(&set, &e), 0);
    expect_file(folder, "a", "new");
    expect_file(folder, "c", "new");
    ck_assert_int_eq(files_in(folder), 4);
    ck_assert_int_eq(output_set_commit(&set, &e), 0); /* there is nothing in it */
}
END_TEST

START_TEST(abandoned_set_leaves_nothing)
{
    put_all("x");
    output_set_abandon(&set);
    ck_assert_int_eq(files_in(folder), 0);
}
END_TEST

START_TEST(a_folder_in_the_way_of_one_keeps_all_away)
{
    put("a", "old");
    ck_assert_int_eq(output_set_commit(&set, &e), 0);
    char *taken = mem_printf("%s/b", folder), wanted[600];
    ck_assert_int_eq(output_folder(taken, &e), 0);
    put_all("new");
    ck_assert_int_lt(output_set_commit(&set, &e), 0);
    snprintf(wanted, sizeof wanted, "%s: cannot be written: there is a folder of that name", taken);
    ck_assert_str_eq(e.text, wanted);
    expect_file(folder, "a", "old");
    ck_assert_int_eq(files_in(folder), 2);
    free(taken);
}
END_TEST

/* The third cannot get its name, on another file system: the first is what it was, the second is
 * not there. */
START_TEST(a_rename_that_fails_puts_the_others_back)
{
    put("a", "old");
    ck_assert_int_eq(output_set_commit(&set, &e), 0);
    put_all("new");
    put("d", "new");
    output_set_remove(&set, folder, "a");
    free(set.list[2].final_path);
    set.list[2].final_path = mem_strdup("/proc/pfsim");
    ck_assert_int_lt(output_set_commit(&set, &e), 0);
    ck_assert_msg(strstr(e.text, "/proc/pfsim: cannot be written: ") == e.text, "%s", e.text);
    expect_file(folder, "a", "old");
    ck_assert_int_eq(files_in(folder), 1);
}
END_TEST

START_TEST(what_is_removed_vanishes_with_commit)
{
    put("old", "x");
    put("other", "x");
    ck_assert_int_eq(output_set_commit(&set, &e), 0);
    put("a", "x");
    output_set_remove(&set, folder, "old");
    output_set_remove(&set, folder, "missing");
    ck_assert(file_exists(folder, "old"));
    ck_assert_int_eq(output_set_commit(&set, &e), 0);
    ck_assert(!file_exists(folder, "old"));
    ck_assert_int_eq(files_in(folder), 2);
}
END_TEST

START_TEST(a_full_disk_is_found_when_a_file_is_added)
{
    struct output o;
    ck_assert_int_eq(output_open(&o, folder, "a", &e), 0);
    ck_assert_ptr_nonnull(freopen("/dev/full", "w", o.file));
    fputs("lost", o.file);
    ck_assert_int_lt(output_set_add(&set, &o, &e), 0);
    ck_assert_ptr_nonnull(strstr(e.text, "/a: cannot be written: No space left on device"));
    ck_assert_int_eq(files_in(folder), 0);
}
END_TEST

static void expect_child(pid_t child, int wanted)
{
    int status = 0;
    ck_assert_int_eq(waitpid(child, &status, 0), child);
    ck_assert_int_eq(status, wanted);
}

/* One of three is committed, and one abandoned; a fourth takes the place of the latter. */
static void leave_some(void)
{
    static struct output list[3]; /* what the child exits with is no leak */
    for (int i = 0; i < 3; i++)
        ck_assert_int_eq(output_open(&list[i], folder, (char[]){(char)('a' + i), 0}, &e), 0);
    output_commit(&list[0], &e);
    output_abandon(&list[1]);
    ck_assert_int_eq(output_reserve(&list[1], folder, "d", &e), 0);
    ck_assert_int_eq(files_in(folder), 3);
}

START_TEST(an_exit_removes_what_is_aside)
{
    const pid_t child = fork();
    if (child == 0) {
        leave_some();
        exit(3);
    }
    expect_child(child, 3 << 8);
    ck_assert(file_exists(folder, "a"));
    ck_assert_int_eq(files_in(folder), 1);
}
END_TEST

static void die(int number)
{
    output_discard_all();
    signal(number, SIG_DFL);
    raise(number);
}

START_TEST(a_signal_removes_what_is_aside)
{
    const pid_t child = fork();
    if (child == 0) {
        signal(SIGTERM, die);
        leave_some();
        raise(SIGTERM);
        pause();
    }
    expect_child(child, SIGTERM);
    ck_assert_int_eq(files_in(folder), 1);
}
END_TEST

START_TEST(what_is_aside_is_the_process_s_own)
{
    put_all("x");
    const pid_t child = fork();
    if (child == 0) {
        output_discard_all();
        struct output o;
        output_open(&o, folder, "child", &e);
        exit(0);
    }
    expect_child(child, 0);
    ck_assert_int_eq(files_in(folder), 3);
    ck_assert_int_eq(output_set_commit(&set, &e), 0);
}
END_TEST

static void expect_name(const char *text, const char *ending, const char *wanted)
{
    char *name = output_name(text, ending);
    ck_assert_str_eq(name, wanted);
    free(name);
}

START_TEST(names_of_files_are_plain)
{
    expect_name("SEP0200.A-b_c", ".log", "SEP0200.A-b_c.log");
    expect_name("../../etc/passwd", ".log", "-.-..-etc-passwd.log");
    expect_name(".", "", "-");
    expect_name("", ".log", "-.log");
    expect_name("a b\n\x1b\"'`$(x)%n\\", ".pcap", "a-b-------x--n-.pcap");
    expect_name("Z\xc3\xbc", "-7.pcap", "Z---7.pcap");
    char text[300] = "";
    memset(text, 'x', sizeof text - 1);
    char *name = output_name(text, ".log");
    ck_assert_uint_eq(strlen(name), 204);
    free(name);
}
END_TEST

static void add(TCase *t)
{
    tcase_add_checked_fixture(t, setup, teardown);
    tcase_add_test(t, all_appear_with_commit);
    tcase_add_test(t, abandoned_set_leaves_nothing);
    tcase_add_test(t, a_folder_in_the_way_of_one_keeps_all_away);
    tcase_add_test(t, a_rename_that_fails_puts_the_others_back);
    tcase_add_test(t, what_is_removed_vanishes_with_commit);
    tcase_add_test(t, a_full_disk_is_found_when_a_file_is_added);
    tcase_add_test(t, an_exit_removes_what_is_aside);
    tcase_add_test(t, a_signal_removes_what_is_aside);
    tcase_add_test(t, what_is_aside_is_the_process_s_own);
    tcase_add_test(t, names_of_files_are_plain);
}

int main(void)
{
    return run_tests("output_set", add);
}
