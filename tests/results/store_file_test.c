/* The file of a store: what is none, or is damaged, of an older pfsim, or kept by another process;
 * and what is there when a writer has been killed, or the disk is full. */
#include <fcntl.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>

#include "results/store.h"
#include "tests/results/small_store.h"

/* --- what is no store ------------------------------------------------------------------------ */

static void write_file(const char *text)
{
    FILE *file = fopen(path, "w");
    ck_assert_ptr_nonnull(file);
    fputs(text, file);
    fclose(file);
}

START_TEST(what_is_no_store_is_refused)
{
    expect_refused(STORE_READ, "cannot be read: No such file or directory");
    write_file("");
    expect_refused(STORE_READ, "is no store: it is empty");
    write_file("id,phone\nthis is a table of another kind, and long enough to be looked at\n");
    expect_refused(STORE_READ, "is no store: it is no file of SQLite's");
    expect_refused(STORE_WRITE, "is no store: it is no file of SQLite's");
    unlink(path);
    sql("CREATE TABLE person (name)");
    expect_refused(STORE_READ, "is no store of pfsim's but another file of SQLite's");
    expect_refused(STORE_WRITE, "is no store of pfsim's but another file of SQLite's");
    unlink(path);
    ck_assert_int_eq(mkfifo(path, 0600), 0);
    expect_refused(STORE_READ, "is no store but a folder or device");
    expect_refused(STORE_WRITE, "is no store but a folder or device");
}
END_TEST

START_TEST(an_empty_file_becomes_a_store)
{
    write_file("");
    open_store(STORE_WRITE);
    must_put("1", 1, 0, 4);
    store_close(s);
    s = NULL;
    ck_assert_int_eq(files_in(folder), 1);
}
END_TEST

START_TEST(a_folder_that_is_not_there)
{
    free(path);
    path = mem_printf("%s/nowhere/study.db", folder);
    expect_refused(STORE_WRITE, "cannot be written: there is no such folder");
}
END_TEST

START_TEST(a_newer_store_is_refused)
{
    open_store(STORE_WRITE);
    sql("PRAGMA user_version = 1000");
    char *wanted = mem_printf("is a store of a newer pfsim (version 1000; this one knows %d): use "
                              "that",
                              STORE_VERSION);
    expect_refused(STORE_READ, wanted);
    expect_refused(STORE_WRITE, wanted);
    free(wanted);
}
END_TEST

START_TEST(tables_are_as_pfsim_makes_them)
{
    open_store(STORE_WRITE);
    sql("DROP VIEW result");
    sql("CREATE TABLE of_the_user (x)");
    open_store(STORE_READ);
    store_close(s);
    s = NULL;
    sql("ALTER TABLE parameter RENAME TO p");
    expect_refused(STORE_READ,
                   "is damaged, or no store of pfsim's: its table parameter is missing");
    sql("CREATE VIEW parameter AS SELECT * FROM p");
    expect_refused(STORE_READ,
                   "is damaged, or no store of pfsim's: its table parameter is missing");
    sql("DROP VIEW parameter; CREATE TABLE parameter (point, path, value, number)");
    expect_refused(STORE_WRITE,
                   "is damaged, or no store of pfsim's: its table parameter is another");
}
END_TEST

/* A trigger from elsewhere does nothing. */
START_TEST(triggers_are_not_executed)
{
    open_store(STORE_WRITE);
    sql("CREATE TRIGGER evil AFTER INSERT ON run BEGIN DELETE FROM build; END");
    open_store(STORE_WRITE);
    must_put("1", 1, 0, 4);
    expect_listed(NULL, "wan.rate=1 1.0 done 4\n");
}
END_TEST

START_TEST(what_is_in_the_rows_is_looked_at)
{
    static const struct {
        const char *text, *wanted;
    } cases[] = {
        {"UPDATE scenario SET name = CAST(x'80ff' AS TEXT)", "a text is not UTF-8"},
        {"UPDATE point SET engine = CAST(x'610062' AS TEXT)", "a text is not UTF-8"},
        {"UPDATE parameter SET value = CAST(x'c0' AS TEXT)", "a text is not UTF-8"},
        {"UPDATE run SET fingerprint = 'none'", "a fingerprint is none"},
        {"UPDATE run SET fingerprint = NULL", "a run is neither done nor failed"},
        {"UPDATE run SET failure = 'both'", "a run is neither done nor failed"},
        {"UPDATE run SET replication = -1", "a number is not what it should be"},
        {"UPDATE point SET seed = -1", "a number is not what it should be"},
        {"UPDATE quantity SET value = 'text'", "a quantity is not what it should be"},
        {"DELETE FROM quantity_name WHERE id = 3", "a quantity is not what it should be"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        unlink(path);
        open_store(STORE_WRITE);
        must_put("1", 1, 0, 4);
        sql(cases[i].text);
        open_store(STORE_READ);
        ck_assert_int_lt(store_runs(s, NULL, list_run, stderr, &e), 0);
        ck_assert_msg(strstr(e.text, cases[i].wanted) != NULL, "%s: %s", cases[i].text, e.text);
    }
}
END_TEST

/* --- a store of an older pfsim ---------------------------------------------------------------- */

static void copy_old(int version)
{
    char *command = mem_printf("cp '%s/tests/results/data/store-%d.db' '%s' && chmod u+w '%s'",
                               getenv("srcdir"), version, path, path);
    ck_assert_int_eq(system(command), 0);
    free(command);
}

static const char in_the_old_store[] = "wan.rate=9 bps 1.0 it took over 5 s\n"
                                       "wan.rate=384 kbps 1.0 done 1000000007\n"
                                       "wan.rate=384 kbps 1.1 done 2000000014\n"
                                       "wan.rate=1.5 Mbps 1.0 done 3000000021\n";

static int no_row(void *user, const char *const *fields, struct error *error)
{
    (void)user;
    (void)fields;
    return error_set(error, "a row");
}

static int the_old_link(void *user, const char *const *fields, struct error *error)
{
    (void)error;
    ++*(int *)user;
    ck_assert_str_eq(fields[0], "wan");
    ck_assert_str_eq(fields[1], "500"); /* as it was */
    ck_assert_str_eq(fields[2], "0");   /* version 2 knew of none */
    ck_assert_str_eq(fields[3], "0");
    return 0;
}

/* That of version 2 has one link, of its second run. */
static void expect_old_links(int version)
{
    static const char *const columns[] = {"link", "other_bytes", "voice_bytes", "dropped_policed",
                                          NULL};
    int links = 0;
    ck_assert_int_eq(store_rows(s, 2, STORE_LINKS, columns, the_old_link, &links, &e), 0);
    ck_assert_int_eq(links, version >= 2);
}

START_TEST(an_older_store_is_migrated)
{
    static const char *const columns[] = {"phone", NULL};
    for (int version = 1; version < STORE_VERSION; version++) {
        copy_old(version);
        char *before = file_contents(folder, "study.db", NULL);
        open_store(STORE_READ);
        expect_listed(NULL, in_the_old_store);
        ck_assert_int_eq(store_rows(s, 1, STORE_PHONES, columns, no_row, NULL, &e), 0);
        expect_old_links(version);
        store_close(s);
        s = NULL;
        char *after = file_contents(folder, "study.db", NULL);
        ck_assert_int_eq(memcmp(before, after, 20000), 0); /* it was only read */
        free(before);
        free(after);
        open_store(STORE_WRITE);
        expect_listed(NULL, in_the_old_store);
        store_set_build(s, "2222", "pfsim 0.2.0");
        must_put("1", 1, 0, 4);
        open_store(STORE_READ);
        expect_listed(&(struct store_filter){.build = "1"}, in_the_old_store);
        expect_old_links(version);
        expect_listed(&(struct store_filter){.build = "2"}, "wan.rate=1 1.0 done 4\n");
        store_close(s);
        s = NULL;
        copy_old(version);
        sql("DROP TABLE parameter");
        expect_refused(STORE_WRITE,
                       "is damaged, or no store of pfsim's: its table parameter is missing");
    }
}
END_TEST

/* --- others, and the machine ------------------------------------------------------------------ */

START_TEST(another_process_writes)
{
    open_store(STORE_WRITE);
    must_put("1", 1, 0, 4);
    sqlite3 *other;
    ck_assert_int_eq(sqlite3_open(path, &other), SQLITE_OK);
    ck_assert_int_eq(sqlite3_exec(other, "BEGIN IMMEDIATE", NULL, NULL, NULL), SQLITE_OK);
    ck_assert_int_lt(put("1", 1, 1, 5), 0);
    ck_assert_msg(strstr(e.text, "study.db: is being read or written by another process") != NULL,
                  "%s", e.text);
    expect_refused(STORE_WRITE, "is being read or written by another process");
    ck_assert_int_eq(sqlite3_exec(other, "COMMIT; BEGIN EXCLUSIVE", NULL, NULL, NULL), SQLITE_OK);
    expect_refused(STORE_READ, "is being written by another process");
    ck_assert_int_eq(sqlite3_exec(other, "COMMIT", NULL, NULL, NULL), SQLITE_OK);
    ck_assert_int_eq(sqlite3_close(other), SQLITE_OK);
    must_put("1", 1, 1, 5);
    expect_listed(NULL, "wan.rate=1 1.0 done 4\nwan.rate=1 1.1 done 5\n");
}
END_TEST

static int write_meanwhile(void *user, const struct store_run *run, struct error *error)
{
    const struct store_key key = key_of("new", 1, run->replication);
    const struct run_summary summary = {0};
    return store_put(user, &key, NULL, 0, &(struct store_outcome){.summary = &summary}, error);
}

START_TEST(who_reads_keeps_nobody_waiting)
{
    open_store(STORE_WRITE);
    for (uint32_t i = 0; i < 3; i++)
        must_put("1", 1, i, 4);
    struct store *reader;
    ck_assert_int_eq(store_open(&reader, path, STORE_READ, &e), 0);
    ck_assert_msg(store_runs(reader, NULL, write_meanwhile, s, &e) == 0, "%s", e.text);
    store_close(reader);
    expect_listed(NULL, "1.0 done 0\n1.1 done 0\n1.2 done 0\n"
                        "wan.rate=1 1.0 done 4\nwan.rate=1 1.1 done 4\nwan.rate=1 1.2 done 4\n");
}
END_TEST

static int count_run(void *user, const struct store_run *run, struct error *error)
{
    (void)error;
    (void)run;
    ++*(size_t *)user;
    return 0;
}

/* Whenever a writer is killed, whole runs are there, no fewer than it was told of, and it goes on.
 */
START_TEST(a_writer_is_killed)
{
    uint32_t done = 0;
    for (int attempt = 0; attempt < 12; attempt++) {
        int ends[2];
        ck_assert_int_eq(pipe(ends), 0);
        const pid_t child = fork();
        if (child == 0) {
            open_store(STORE_WRITE);
            for (uint32_t i = done;; i++)
                if (put("1", 1, i, 4) < 0 || write(ends[1], "x", 1) != 1)
                    _exit(1);
        }
        close(ends[1]);
        char told[64];
        const ssize_t got = read(ends[0], told, (size_t)attempt % 4 + 1); /* then at any moment */
        ck_assert_int_gt(got, 0);
        ck_assert_int_eq(kill(child, SIGKILL), 0);
        ck_assert_int_eq(waitpid(child, NULL, 0), child);
        uint32_t more = (uint32_t)got;
        for (ssize_t n; (n = read(ends[0], told, sizeof told)) > 0;)
            more += (uint32_t)n;
        close(ends[0]);
        open_store(STORE_READ);
        size_t runs = 0;
        ck_assert_msg(store_runs(s, NULL, count_run, &runs, &e) == 0, "%s", e.text);
        ck_assert_uint_ge(runs, done + more);
        ck_assert_uint_le(runs, done + more + 1);
        done = (uint32_t)runs;
    }
}
END_TEST

/* Runs that another process sees. */
static size_t seen_by_others(void)
{
    struct store *other;
    size_t runs = 0;
    ck_assert_msg(store_open(&other, path, STORE_READ, &e) == 0, "%s", e.text);
    ck_assert_msg(store_runs(other, NULL, count_run, &runs, &e) == 0, "%s", e.text);
    store_close(other);
    return runs;
}

/* The first one at once, those that come soon after it together, and one that is refused takes none
 * of them along. */
START_TEST(runs_are_committed_together)
{
    store_delay = 1000000;
    open_store(STORE_WRITE);
    must_put("1", 1, 0, 4);
    ck_assert_uint_eq(seen_by_others(), 1);
    s->took = INT64_MAX / 20;
    must_put("1", 1, 1, 5);
    const struct store_key key = key_of("1", 1, 0);
    const struct run_summary another = {.fingerprint = 1};
    ck_assert_int_lt(store_put(s, &key, NULL, 0, &(struct store_outcome){.summary = &another}, &e),
                     0);
    must_put("1", 1, 2, 6);
    ck_assert_int_eq(store_tick(s, &e), 0);
    ck_assert_uint_eq(seen_by_others(), 1);
    ck_assert_int_eq(store_flush(s, &e), 0);
    ck_assert_uint_eq(seen_by_others(), 3);
    s->took = INT64_MAX / 20;
    must_put("1", 1, 3, 7);
    store_delay = 0; /* its time has come, without another run */
    ck_assert_int_eq(store_tick(s, &e), 0);
    ck_assert_uint_eq(seen_by_others(), 4);
    store_delay = 1000000;
    s->took = INT64_MAX / 20;
    must_put("1", 1, 4, 8);
    store_close(s); /* this, too, commits */
    s = NULL;
    ck_assert_uint_eq(seen_by_others(), 5);
}
END_TEST

/* A machine that fails leaves whole transactions: the disk is waited for (2: FULL). */
START_TEST(the_disk_is_waited_for)
{
    sqlite3_stmt *setting;
    open_store(STORE_WRITE);
    ck_assert_int_eq(sqlite3_prepare_v2(s->db, "PRAGMA synchronous", -1, &setting, NULL),
                     SQLITE_OK);
    ck_assert_int_eq(sqlite3_step(setting), SQLITE_ROW);
    ck_assert_int_eq(sqlite3_column_int(setting, 0), 2);
    sqlite3_finalize(setting);
}
END_TEST

/* It was killed while its pages were half written: who only reads has them put right, too. */
START_TEST(a_transaction_is_unfinished)
{
    open_store(STORE_WRITE);
    must_put("1", 1, 0, 4);
    store_close(s);
    s = NULL;
    const pid_t child = fork();
    if (child == 0) {
        sqlite3 *db;
        sqlite3_open(path, &db);
        sqlite3_exec(
            db,
            "PRAGMA cache_size = 1; BEGIN; UPDATE quantity SET value = 77; UPDATE run SET "
            "replication = 5; UPDATE quantity SET value = 78; UPDATE build SET version = 'x'",
            NULL, NULL, NULL);
        kill(getpid(), SIGKILL);
    }
    ck_assert_int_eq(waitpid(child, NULL, 0), child);
    ck_assert(file_exists(folder, "study.db-journal"));
    open_store(STORE_READ);
    expect_listed(NULL, "wan.rate=1 1.0 done 4\n");
    store_close(s);
    s = NULL;
    ck_assert_int_eq(files_in(folder), 1);
}
END_TEST

START_TEST(the_disk_is_full)
{
    open_store(STORE_WRITE);
    must_put("1", 1, 0, 4);
    struct stat found;
    ck_assert_int_eq(stat(path, &found), 0);
    struct rlimit limit;
    ck_assert_int_eq(getrlimit(RLIMIT_FSIZE, &limit), 0);
    const struct rlimit little = {(rlim_t)found.st_size + 20000, limit.rlim_max};
    signal(SIGXFSZ, SIG_IGN);
    ck_assert_int_eq(setrlimit(RLIMIT_FSIZE, &little), 0);
    uint32_t i = 1;
    while (put("1", 1, i, 4) == 0 && i < 1000)
        i++;
    ck_assert_int_eq(setrlimit(RLIMIT_FSIZE, &limit), 0);
    ck_assert_uint_gt(i, 3);
    char *wanted = mem_printf("%s: cannot be written: File too large", path);
    ck_assert_str_eq(e.text, wanted);
    free(wanted);
    size_t runs = 0;
    ck_assert_int_eq(store_runs(s, NULL, count_run, &runs, &e), 0);
    ck_assert_uint_eq(runs, i);
    must_put("1", 1, i, 4); /* there is room again */
    open_store(STORE_READ);
}
END_TEST

START_TEST(a_folder_that_is_not_to_be_written)
{
    open_store(STORE_WRITE);
    must_put("1", 1, 0, 4);
    store_close(s);
    s = NULL;
    ck_assert_int_eq(chmod(folder, 0555), 0);
    const bool root = geteuid() == 0;
    if (root)
        ck_assert_int_eq(seteuid(65534), 0);
    open_store(STORE_READ);
    expect_listed(NULL, "wan.rate=1 1.0 done 4\n");
    expect_refused(STORE_WRITE, "cannot be written: Permission denied");
    if (root)
        ck_assert_int_eq(seteuid(0), 0);
    ck_assert_int_eq(chmod(folder, 0755), 0);
}
END_TEST

/* Whatever byte is not what it was: it is read, or refused in one line. */
START_TEST(a_store_is_damaged)
{
    copy_old(1);
    size_t length;
    char *bytes = file_contents(folder, "study.db", &length);
    int refused = 0;
    for (size_t at = 0; at + 8 < length; at += 97) {
        FILE *file = fopen(path, "wb");
        ck_assert_ptr_nonnull(file);
        fwrite(bytes, 1, at, file);
        fwrite("\xff\x80zzzzzz", 1, 8, file);
        fwrite(bytes + at + 8, 1, length - at - 8, file);
        fclose(file);
        e.text[0] = '\0';
        size_t runs = 0;
        if (store_open(&s, path, STORE_READ, &e) < 0 ||
            store_runs(s, NULL, count_run, &runs, &e) < 0) {
            ck_assert_msg(e.text[0] && !strchr(e.text, '\n'), "at %zu: '%s'", at, e.text);
            refused++;
        }
        store_close(s);
        s = NULL;
    }
    ck_assert_int_gt(refused, 20);
    free(bytes);
}
END_TEST

static void add(TCase *t)
{
    tcase_add_checked_fixture(t, setup, teardown);
    tcase_add_test(t, what_is_no_store_is_refused);
    tcase_add_test(t, an_empty_file_becomes_a_store);
    tcase_add_test(t, a_folder_that_is_not_there);
    tcase_add_test(t, a_newer_store_is_refused);
    tcase_add_test(t, tables_are_as_pfsim_makes_them);
    tcase_add_test(t, triggers_are_not_executed);
    tcase_add_test(t, what_is_in_the_rows_is_looked_at);
    tcase_add_test(t, an_older_store_is_migrated);
    tcase_add_test(t, another_process_writes);
    tcase_add_test(t, who_reads_keeps_nobody_waiting);
    tcase_add_test(t, a_writer_is_killed);
    tcase_add_test(t, runs_are_committed_together);
    tcase_add_test(t, the_disk_is_waited_for);
    tcase_add_test(t, a_transaction_is_unfinished);
    tcase_add_test(t, the_disk_is_full);
    tcase_add_test(t, a_folder_that_is_not_to_be_written);
    tcase_add_test(t, a_store_is_damaged);
}

int main(void)
{
    return run_tests("store_file", add);
}
