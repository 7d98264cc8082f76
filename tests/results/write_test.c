/* The result files of a small run, byte for byte; the numbers are worked out in small_run.h. */
#include "results/write.h"

#include <unistd.h>

#include "results/summary_json.h"
#include "results/tables.h"
#include "tests/results/small_sharing.h"
#include "tests/support.h"

static const struct run_label label = {"a small run", "tftp", "native", "1.0", 7, 2, 0.5};

static char *folder;
static struct record r;
static struct observer o;
static struct run_summary s;
static struct error e;

static void setup(void)
{
    folder = fresh_folder();
    record_init(&r, (struct record_options){.files = true});
    o = record_observer(&r);
    small_run(&o);
    summary_make(&s, &r);
    s.events = 1000;
    s.fingerprint = 0xfeed;
}

static void teardown(void)
{
    record_fini(&r);
    remove_folder(folder);
}

static void write_all(void)
{
    ck_assert_msg(results_write(folder, &r, &s, &label, &e) == 0, "%s", e.text);
}

START_TEST(phones_table)
{
    write_all();
    expect_file(
        folder, "phones.csv",
        "id,phone,site,subnet,address,model,method,load,background,state,completed,reason,"
        "reset_s,ended_s,upgrade_time_s,outage_s,files,bytes,retransmissions,duplicates,restarts\n"
        "0,phone-0,branch,10.1.0.0/24,10.1.0.10,CP-7965,tftp,\"load, test\",no,upgraded,yes,,"
        "0.100000000,4.200000000,4.100000000,4.100000000,2,2000,4,2,0\n"
        "1,phone-1,branch,10.1.0.0/24,10.1.0.11,CP-7965,tftp,\"load, test\",no,upgraded,yes,,"
        "0.500000000,3.000000000,2.500000000,0.600000000,1,1000,2,1,0\n"
        "2,phone-2,branch,10.1.0.0/24,10.1.0.12,CP-7965,tftp,\"load, test\",no,failed,no,"
        "missing file,1.000000000,2.000000000,,1.000000000,0,100,2,1,0\n");
}
END_TEST

/* By phone and start, not in the order in which they ended. */
START_TEST(files_table)
{
    write_all();
    expect_file(
        folder, "files.csv",
        "phone,file,method,transport,from,started_s,ended_s,time_s,bytes,completed,reason,"
        "retransmissions,duplicates,load\n"
        "phone-0,a.loads,tftp,tftp,192.0.2.10,0.100000000,1.500000000,1.400000000,1000,yes,,2,1,l\n"
        "phone-0,b.sbn,tftp,tftp,192.0.2.10,1.500000000,4.000000000,2.500000000,1000,yes,,2,1,l\n"
        "phone-1,a.loads,tftp,tftp,192.0.2.10,0.500000000,2.000000000,1.500000000,1000,yes,,2,1,l\n"
        "phone-2,b.sbn,tftp,tftp,192.0.2.10,1.100000000,1.900000000,0.800000000,100,no,"
        "missing file,2,1,l\n");
}
END_TEST

/* Of one phone by their starts, whatever their names and ends; of one moment by name. */
START_TEST(files_are_sorted_by_start)
{
    small_file(&o, 0, "1.sbn", 50, 90, NULL);
    small_file(&o, 0, "0.sbn", 60, 90, NULL);
    small_file(&o, 0, "2.sbn", 40, 90, NULL);
    small_file(&o, 0, "0.loads", 40, 90, NULL);
    write_all();
    char *text = file_contents(folder, "files.csv", NULL);
    const char *at = text;
    static const char *const wanted[] = {"-0,a.loads,", "-0,b.sbn,", "-0,0.loads,", "-0,2.sbn,",
                                         "-0,1.sbn,",   "-0,0.sbn,", "-1,a.loads,"};
    for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++) {
        const char *found = strstr(at, wanted[i]);
        ck_assert_msg(found != NULL, "%s is not in its place in %s", wanted[i], text);
        at = found;
    }
    free(text);
}
END_TEST

START_TEST(links_table)
{
    write_all();
    expect_file(
        folder, "links.csv",
        "link,wan,direction,from,to,packets,wire_bytes,ip_bytes,tftp_bytes,"
        "load_server_bytes,http_bytes,pfs_bytes,syslog_bytes,other_bytes,voice_bytes,data_bytes,delivered,"
        "dropped_queue_full,dropped_lost,dropped_unplugged,dropped_too_big,dropped_early,dropped_policed,busy_s,utilisation,max_queue,"
        "mean_queue,queue_delay_mean_s,queue_delay_p95_s,queue_delay_max_s,rate_bps\n"
        "wan branch,yes,down,head router,branch,4,4000,3968,4000,0,0,0,0,0,0,0,4,1,0,0,0,0,0,"
        "1.700000000,0.414634,2,0.292683,0.300000000,0.800000000,0.800000000,16000\n"
        "wan branch,yes,up,branch,head router,1,1000,992,1000,0,0,0,0,0,0,0,1,0,1,0,0,0,0,0.500000000,"
        "0.121951,0,0.000000,0.000000000,0.000000000,0.000000000,16000\n");
}
END_TEST

/* A shaper that is faster than its line has nothing to say. */
START_TEST(rate_of_a_link_is_the_slower_one)
{
    static const struct link_direction slow = {.rate = 16000, .shaped = 64000};
    static const struct link_direction held = {.rate = 64000, .shaped = 8000};
    static const struct link_direction *const directions[2] = {&slow, &held};
    static const struct link_info link = {
        .name = "wan", .wan = true, .ends = {"a", "b"}, .direction = directions};
    struct record shaped;
    char *text = NULL;
    size_t size;
    record_init(&shaped, (struct record_options){0});
    o = record_observer(&shaped);
    o.link(o.user, &link);
    FILE *file = open_memstream(&text, &size);
    table_links(file, &shaped);
    fclose(file);
    ck_assert_ptr_nonnull(strstr(text, "wan,yes,down,"));
    ck_assert_ptr_nonnull(strstr(text, ",16000\nwan,yes,up,"));
    ck_assert_ptr_nonnull(strstr(text, ",8000\n"));
    free(text);
    record_fini(&shaped);
}
END_TEST

START_TEST(servers_table)
{
    write_all();
    char *text = file_contents(folder, "servers.csv", NULL);
    const char *row = strchr(text, '\n') + 1;
    /* The percentiles are the middles of classes, which the histogram's test checks. */
    const char *wanted = "0,server,cucm-tftp,192.0.2.10,3,1,0,2,2,1,15,3,0.500000000,0.400000,"
                         "0.200000000,0.100000000,0.300000000,";
    ck_assert_msg(strncmp(row, wanted, strlen(wanted)) == 0, "%s", row);
    ck_assert_ptr_nonnull(strstr(row, ",0.400000000,0.100000000,0.800000000,"));
    ck_assert_ptr_nonnull(strstr(row, ",2,3\n"));
    free(text);
}
END_TEST

START_TEST(tables_of_counters)
{
    write_all();
    expect_file(
        folder, "traffic.csv",
        "place,direction,traffic,wire_bytes\n"
        "wan,down,tftp,4000\nwan,down,load-server,0\nwan,down,http,0\n"
        "wan,down,pfs,0\nwan,down,syslog,0\nwan,down,other,0\nwan,down,voice,0\nwan,down,data,0\n"
        "wan,up,tftp,1000\nwan,up,load-server,0\nwan,up,http,0\n"
        "wan,up,pfs,0\nwan,up,syslog,0\nwan,up,other,0\nwan,up,voice,0\nwan,up,data,0\n"
        "phones,down,tftp,4100\nphones,down,load-server,0\nphones,down,http,0\n"
        "phones,down,pfs,0\nphones,down,syslog,0\nphones,down,other,0\nphones,down,voice,0\nphones,down,data,0\n"
        "phones,up,tftp,0\nphones,up,load-server,0\nphones,up,http,0\n"
        "phones,up,pfs,100\nphones,up,syslog,0\nphones,up,other,0\nphones,up,voice,0\nphones,up,data,0\n");
    expect_file(folder, "messages.csv",
                "protocol,message,sent\ntftp,RRQ,3\ntftp,OACK,0\ntftp,DATA,15\ntftp,ACK,0\n"
                "tftp,ERROR,0\npfs,claim,0\npfs,ad,0\npfs,withdraw,0\npfs,JOIN,0\n"
                "pfs,ACCEPT,0\npfs,REDIRECT,0\npfs,SUBTREE,0\npfs,PROGRESS,0\npfs,XFRCMD,0\n"
                "pfs,FILE,0\npfs,DATA,0\npfs,DONE,0\npfs,ABORT,1\n");
}
END_TEST

START_TEST(sites_table)
{
    write_all();
    expect_file(
        folder, "sites.csv",
        "site,phones,completed,all_back_s,upgrade_time_s,utilisation,bytes_down,bytes_up,drops\n"
        "branch,3,2,4.100000000,4.100000000,0.414634,4000,1000,2\n");
}
END_TEST

START_TEST(series_tables)
{
    write_all();
    expect_file(folder, "wan.csv",
                "link,site,direction,time_s,interval_s,utilisation,mean_queue,max_queue,drops\n"
                "wan branch,branch,down,0,1,1.000000000,1.200000000,2,1\n"
                "wan branch,branch,down,1,1,0.500000000,0.000000000,0,0\n"
                "wan branch,branch,down,2,1,0.000000000,0.000000000,0,0\n"
                "wan branch,branch,down,3,1,0.100000000,0.000000000,0,0\n"
                "wan branch,branch,down,4,1,0.400000000,0.000000000,0,0\n"
                "wan branch,branch,up,0,1,0.000000000,0.000000000,0,0\n"
                "wan branch,branch,up,1,1,0.000000000,0.000000000,0,0\n"
                "wan branch,branch,up,2,1,0.500000000,0.000000000,0,1\n"
                "wan branch,branch,up,3,1,0.000000000,0.000000000,0,0\n"
                "wan branch,branch,up,4,1,0.000000000,0.000000000,0,0\n");
    expect_file(folder, "server-load.csv",
                "server,time_s,interval_s,utilisation,busy_refusals\n"
                "server,0,1,0.100000000,0\n"
                "server,1,1,0.400000000,1\n");
}
END_TEST

static size_t lines_in(const char *text)
{
    size_t lines = 0;
    for (; (text = strchr(text, '\n')); text++)
        lines++;
    return lines;
}

/* At 499,998 s the line is used again, and the run ends: 2 directions x 499,999 s would be 999,998
 * rows; of 5 s, 200,000 rows, as many as there may be. A second more, and they are of 10 s. */
static char *long_table(int more)
{
    char *text;
    size_t size;
    r.until = TIME_NEVER; /* the run goes on after all */
    small_send(&o, &small_wan, 0, 4999980 + more, 4999980 + more, 4999985 + more);
    o.run_ended(&r, (500000 + more / 10) * SECONDS);
    FILE *file = open_memstream(&text, &size);
    table_wan(file, &r);
    fclose(file);
    return text;
}

START_TEST(series_of_long_runs_have_longer_intervals)
{
    char *text = long_table(0);
    ck_assert_uint_eq(lines_in(text), 200001);
    /* 1.0 + 0.5 + 0.1 + 0.4 s busy, and 1.2 packets for a second, of 5 s */
    ck_assert_ptr_nonnull(
        strstr(text, "\nwan branch,branch,down,0,5,0.400000000,0.240000000,2,1\n"));
    ck_assert_ptr_nonnull(strstr(text, "\nwan branch,branch,down,499995,5,0.100000000,"));
    free(text);
    text = long_table(20);
    ck_assert_uint_eq(lines_in(text), 2 * 50001 + 1);
    ck_assert_ptr_nonnull(strstr(text, "\nwan branch,branch,down,500000,10,0.050000000,"));
    free(text);
}
END_TEST

START_TEST(summary_has_no_wall_clock)
{
    write_all();
    char *text = file_contents(folder, "summary.json", NULL);
    json_t *object = json_loads(text, JSON_REJECT_DUPLICATES, NULL);
    ck_assert_ptr_nonnull(object);
    ck_assert_ptr_null(json_object_get(object, "wall_s"));
    ck_assert_ptr_null(json_object_get(object, "events_per_s"));
    ck_assert_str_eq(json_string_value(json_object_get(object, "fingerprint")),
                     "0x000000000000feed");
    ck_assert_ptr_nonnull(strstr(text, "\"upgrade_time_s\": 4.1,"));
    json_decref(object);
    free(text);
}
END_TEST

static double number(const json_t *object, const char *path)
{
    char *copy = mem_strdup(path);
    for (char *key = strtok(copy, "/"); key; key = strtok(NULL, "/"))
        object = json_is_array(object) ? json_array_get(object, (size_t)atoi(key))
                                       : json_object_get(object, key);
    free(copy);
    ck_assert_msg(json_is_number(object), "%s", path);
    return json_number_value(object);
}

static const struct {
    const char *path;
    double value;
} numbers[] = {
    {"seed", 7},
    {"replication", 2},
    {"phones", 3},
    {"completed", 2},
    {"incomplete/0/count", 1},
    {"upgrade_time_s", 4.1},
    {"median_upgrade_time_s", 4.1},
    {"fastest_upgrade_time_s", 2.5},
    {"all_back_s", 4.1},
    {"first_reset_s", 0.1},
    {"last_back_s", 4.2},
    {"outage_s/mean", 1.9},
    {"outage_s/max", 4.1},
    {"wan/utilisation", 0.414634},
    {"wan/utilisation_up", 0.121951},
    {"wan/peak_utilisation", 1},
    {"wan/bytes_down", 4000},
    {"wan/bytes_up", 1000},
    {"wan/bytes_by_traffic/tftp", 5000},
    {"wan/bytes_by_traffic/load-server", 0},
    {"wan/drops", 2},
    {"wan/max_queue_packets", 2},
    {"wan/mean_queue_packets", 0.292683},
    {"wan/queue_delay_s/mean", 0.3},
    {"wan/queue_delay_s/max", 0.8},
    {"wan/downloads", 3},
    {"lan/bytes_to_phones", 4100},
    {"lan/bytes_from_phones", 100},
    {"lan/drops", 0},
    {"lan/bytes_by_traffic/tftp", 4100},
    {"lan/bytes_by_traffic/pfs", 100},
    {"messages/tftp/RRQ", 3},
    {"messages/tftp/DATA", 15},
    {"messages/tftp/ACK", 0},
    {"messages/pfs/ABORT", 1},
    {"pfs/hierarchies", 0},
    {"pfs/max_children", 0},
    {"server/cpu_s", 0.5},
    {"server/requests", 3},
    {"server/transfers", 2},
    {"server/block_rtt_s/mean", 0.2},
    {"server/block_rtt_s/count", 2},
    {"server/block_time_s/max", 0.8},
    {"servers/0/data_blocks", 15},
    {"files", 3},
    {"phone_retransmissions", 8},
    {"duplicates", 4},
    {"by_method/0/phones", 3},
    {"by_model/0/completed", 2},
    {"sites/0/completed", 2},
    {"sites/0/all_back_s", 4.1},
    {"simulated_s", 5},
    {"events", 1000},
    {"wall_s", 0.5},
    {"events_per_s", 2000},
};

START_TEST(json_for_the_terminal)
{
    json_t *object = summary_json(&r, &s, &label);
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
        ck_assert_double_eq_tol(number(object, numbers[i].path), numbers[i].value, 1e-9);
    ck_assert_str_eq(json_string_value(json_object_get(object, "slowest_phone")), "phone-0");
    json_decref(object);
}
END_TEST

/* The run of small_sharing.h instead. */
static void share(void)
{
    record_fini(&r);
    record_init(&r, (struct record_options){.files = true});
    o = record_observer(&r);
    small_sharing(&o);
    summary_make(&s, &r);
}

START_TEST(hierarchies_have_a_file_each)
{
    share();
    write_all();
    ck_assert(file_exists(folder, "hierarchy-001-a.loads.dot"));
    ck_assert(file_exists(folder, "hierarchy-002-b.sbn.dot"));
    ck_assert_int_eq(files_in(folder), 15);
}
END_TEST

/* Hierarchies, and all that was drawn, are not left for this run's. What is not of a run stays. */
START_TEST(pictures_of_an_earlier_run_are_removed)
{
    static const char *const names[] = {
        "hierarchy-09-x.sbn.dot", "hierarchy-09-x.sbn.svg", "hierarchy-09-x.sbn.png", "wan.png",
        "sites.svg", "phones.png", "progress.svg", "site-12-wan.svg", "site-1-phones.png",
        /* and what stays: */
        "hierarchy-notes.dot", "hierarchy-1.txt", "wan.pdf", "wan.old.png", "site-plan.png",
        "site-1-plan.png", "phones.svg.txt"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        char *path = mem_printf("%s/%s", folder, names[i]);
        FILE *file = fopen(path, "w");
        fclose(file);
        free(path);
    }
    share();
    write_all();
    ck_assert(file_exists(folder, "hierarchy-001-a.loads.dot"));
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        ck_assert_msg(file_exists(folder, names[i]) == (i >= 9), "%s", names[i]);
    ck_assert_int_eq(files_in(folder), 22);
}
END_TEST

/* A folder is in the way of one file: the others must not appear either. */
START_TEST(nothing_appears_when_a_file_cannot_be_opened)
{
    char *missing = mem_printf("%s/file", folder);
    FILE *file = fopen(missing, "w");
    fclose(file);
    ck_assert_int_lt(results_write(missing, &r, &s, &label, &e), 0);
    ck_assert_ptr_nonnull(strstr(e.text, "cannot make the folder"));
    ck_assert_int_eq(files_in(folder), 1);
    free(missing);
}
END_TEST

/* The last table's name is a folder's: the first is still the old one. */
START_TEST(a_folder_in_the_way_of_one_table_leaves_the_old_ones)
{
    write_all();
    const int files = files_in(folder);
    char *taken = mem_printf("%s/timeline.csv", folder);
    ck_assert_int_eq(unlink(taken), 0);
    ck_assert_int_eq(mkdir(taken, 0777), 0);
    char *before = file_contents(folder, "summary.json", NULL);
    s.events += 1;
    ck_assert_int_lt(results_write(folder, &r, &s, &label, &e), 0);
    ck_assert_ptr_nonnull(strstr(e.text, "timeline.csv: cannot be written: there is a folder"));
    expect_file(folder, "summary.json", before);
    ck_assert_int_eq(files_in(folder), files);
    free(before);
    free(taken);
}
END_TEST

START_TEST(equal_runs_give_equal_files)
{
    write_all();
    char *first = file_contents(folder, "summary.json", NULL);
    record_fini(&r);
    record_init(&r, (struct record_options){.files = true});
    o = record_observer(&r);
    small_run(&o);
    struct run_summary again;
    summary_make(&again, &r);
    again.events = s.events;
    again.fingerprint = s.fingerprint;
    ck_assert_mem_eq(&again, &s, sizeof s);
    write_all();
    expect_file(folder, "summary.json", first);
    ck_assert_int_eq(files_in(folder), 13);
    free(first);
}
END_TEST

static void add(TCase *t)
{
    tcase_add_checked_fixture(t, setup, teardown);
    tcase_add_test(t, phones_table);
    tcase_add_test(t, files_table);
    tcase_add_test(t, files_are_sorted_by_start);
    tcase_add_test(t, links_table);
    tcase_add_test(t, rate_of_a_link_is_the_slower_one);
    tcase_add_test(t, servers_table);
    tcase_add_test(t, tables_of_counters);
    tcase_add_test(t, sites_table);
    tcase_add_test(t, series_tables);
    tcase_add_test(t, series_of_long_runs_have_longer_intervals);
    tcase_add_test(t, summary_has_no_wall_clock);
    tcase_add_test(t, json_for_the_terminal);
    tcase_add_test(t, hierarchies_have_a_file_each);
    tcase_add_test(t, pictures_of_an_earlier_run_are_removed);
    tcase_add_test(t, nothing_appears_when_a_file_cannot_be_opened);
    tcase_add_test(t, a_folder_in_the_way_of_one_table_leaves_the_old_ones);
    tcase_add_test(t, equal_runs_give_equal_files);
}

int main(void)
{
    return run_tests("results", add);
}
