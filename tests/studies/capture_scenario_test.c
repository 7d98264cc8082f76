/* The scenario of a capture, as it is written. */
#include "tests/studies/capture_timeline.h"

static void scenario_get(struct timeline *t, double at, int client, const char *file, int bytes)
{
    timeline_add(t, at, client, "RRQ %s octet", file);
    timeline_add(t, at + 1, client, "DATA 1 %d", bytes);
    timeline_add(t, at + 21, client, "ACK 1");
}

/* Clients 0 and 2 get a and b, client 1 only a, and client 3 does not get it to its end. Each of
 * them starts when it did, and two with the same files are phones of one model. */
START_TEST(clients_with_the_same_files_are_of_one_model)
{
    struct timeline t = timeline_begin();
    struct error e;
    scenario_get(&t, 0, 0, "a", 100);
    scenario_get(&t, 30, 0, "b", 200);
    scenario_get(&t, 60, 1, "a", 100);
    scenario_get(&t, 90, 2, "a", 100);
    scenario_get(&t, 120, 2, "b", 200);
    timeline_add(&t, 150, 3, "RRQ a octet");
    timeline_add(&t, 151, 3, "DATA 1 100");
    struct capture_analysis a = timeline_analyse(&t);
    char *folder = fresh_folder();
    char *path = mem_printf("%s/s.yaml", folder);
    ck_assert_msg(capture_scenario_write(&a, path, "t.pcap", &e) == 0, "%s", e.text);
    expect_file(folder, "s-firmware.csv",
                "load,model_family,file,bytes,provenance\n"
                "load-1,client-1,\"a\",100,captured\n"
                "load-1,client-1,\"b\",200,captured\n"
                "load-2,client-2,\"2-a\",100,captured\n");
    expect_file(folder, "s-models.csv",
                "model,series,pfs,background,transport,load,provenance\n"
                "Client-1,client-1,no,no,tftp,load-1,captured\n"
                "Client-2,client-2,no,no,tftp,load-2,captured\n");
    char *yaml = file_contents(folder, "s.yaml", NULL);
    static const char *const lines[] = {
        "# 5 of 6 downloads were completed, in 0.1410 s from the first request to the last ACK.\n",
        "catalogue: {firmware: \"s-firmware.csv\", models: \"s-models.csv\"}\n",
        "  rate: unlimited # not told: ",
        "      - {model: Client-1, reset: {at: 0.0000 ms, spread: 0 s}}\n"
        "      - {model: Client-2, reset: {at: 60.0000 ms, spread: 0 s}}\n"
        "      - {model: Client-1, reset: {at: 90.0000 ms, spread: 0 s}}\n"
        "# 1 clients have not completed a file, and are left out.\n"};
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++)
        ck_assert_msg(strstr(yaml, lines[i]) != NULL, "not there: %s\n%s", lines[i], yaml);
    ck_assert_int_eq(files_in(folder), 3);
    free(yaml);
    free(path);
    remove_folder(folder);
    capture_analysis_free(&a);
}
END_TEST

/* Without a whole file there is no scenario, and a name that YAML could misread is none. */
START_TEST(what_cannot_be_a_scenario_is_refused)
{
    static const struct {
        int bytes;
        const char *name, *wanted;
    } cases[] = {{512, "s.yaml", "half a transfer: the end of f is not in it"},
                 {5, "a\"b.yaml", "a name of letters and digits"},
                 {5, ".yaml", "a name of letters and digits"}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct timeline t = timeline_begin();
        struct error e = {""};
        scenario_get(&t, 0, 0, "f", cases[i].bytes);
        struct capture_analysis a = timeline_analyse(&t);
        char *folder = fresh_folder();
        char *path = mem_printf("%s/%s", folder, cases[i].name);
        ck_assert_int_lt(capture_scenario_write(&a, path, "t.pcap", &e), 0);
        ck_assert_msg(strstr(e.text, cases[i].wanted) != NULL, "%s", e.text);
        ck_assert_int_eq(files_in(folder), 0);
        free(path);
        remove_folder(folder);
        capture_analysis_free(&a);
    }
}
END_TEST

static void add(TCase *t)
{
    tcase_add_test(t, clients_with_the_same_files_are_of_one_model);
    tcase_add_test(t, what_cannot_be_a_scenario_is_refused);
}

int main(void)
{
    return run_tests("studies/capture_scenario", add);
}
