/* The sentence that says what a comparison means is true whatever came out: runs are made up. */
#include "studies/methods.h"

#include <math.h>

#include "tests/support.h"

enum { PHONES = 40 };

static struct method_run runs[METHOD_COUNT];

/* `seconds` until all are back, 0: nobody is; `megabytes` over the WAN. */
static void set(size_t i, enum method method, uint32_t completed, double seconds, double megabytes)
{
    runs[i] = (struct method_run){.method = method, .possible = true};
    struct run_summary *s = &runs[i].summary;
    s->phones = PHONES;
    s->completed = completed;
    s->all_back = completed ? (sim_time)(seconds * SECONDS) : -1;
    s->wan[0].wire_bytes = (uint64_t)(megabytes * 900000);
    s->wan[1].wire_bytes = (uint64_t)(megabytes * 100000);
    s->fingerprint = i + 1;
}

static void says(size_t count, const char *wanted)
{
    char *text = methods_meaning(runs, count);
    ck_assert_str_eq(text, wanted);
    free(text);
}

static const struct {
    double seconds, megabytes; /* by TFTP it takes 1000 s and 60 MB */
    const char *meaning;
} sharings[] = {
    {434.8, 10,
     "Sharing is 2.3 times as fast as TFTP and takes a sixth of the bytes over the WAN."},
    {100, 30, "Sharing is 10.0 times as fast as TFTP and takes half of the bytes over the WAN."},
    {100, 10.6, "Sharing is 10.0 times as fast as TFTP and takes 18 % of the bytes over the WAN."},
    {100, 0.3, "Sharing is 10.0 times as fast as TFTP and takes 0.5 % of the bytes over the WAN."},
    {800, 60, "Sharing takes 20 % less time than TFTP and takes as many bytes over the WAN."},
    {1001, 60.1, "Sharing is as fast as TFTP and takes about as many bytes over the WAN."},
    {1200, 66, "Sharing takes 20 % more time than TFTP and takes 10 % more bytes over the WAN."},
    {3000, 150,
     "Sharing takes 3.0 times as long as TFTP and takes 2.5 times the bytes over the WAN."},
    {1000, 0, "Sharing is as fast as TFTP and takes none of the bytes over the WAN."},
};

START_TEST(time_and_bytes)
{
    for (size_t i = 0; i < sizeof sharings / sizeof *sharings; i++) {
        set(0, METHOD_TFTP, PHONES, 1000, 60);
        set(1, METHOD_PFS, PHONES, sharings[i].seconds, sharings[i].megabytes);
        says(2, sharings[i].meaning);
    }
}
END_TEST

START_TEST(all_three_against_tftp_wherever_it_stands)
{
    set(0, METHOD_PFS, PHONES, 500, 10);
    set(1, METHOD_TFTP, PHONES, 1000, 60);
    set(2, METHOD_LOAD_SERVER, PHONES, 100, 0);
    says(3, "Sharing is 2.0 times as fast as TFTP and takes a sixth of the bytes over the WAN; a "
            "load server is 10.0 times as fast as TFTP and takes none of the bytes.");
}
END_TEST

START_TEST(without_tftp_the_first_is_compared_with)
{
    set(0, METHOD_LOAD_SERVER, PHONES, 100, 0);
    set(1, METHOD_PFS, PHONES, 500, 10);
    says(2,
         "Sharing takes 5.0 times as long as a load server and takes 10.0 MB over the WAN, where "
         "that takes none.");
    ck_assert(isnan(methods_bytes(&runs[1].summary, &runs[0].summary)));
}
END_TEST

START_TEST(phones_that_are_not_back)
{
    set(0, METHOD_TFTP, 0, 0, 60);
    set(1, METHOD_PFS, 0, 0, 10);
    says(2, "No phone is back by sharing, nor by TFTP.");
    set(1, METHOD_PFS, PHONES, 500, 10);
    says(2, "By sharing 40 of 40 phones are back, by TFTP 0.");
    ck_assert(isnan(methods_speed(&runs[1].summary, &runs[0].summary)));
    set(0, METHOD_TFTP, 39, 1000, 60);
    says(2, "By sharing 40 of 40 phones are back, by TFTP 39.");
    set(1, METHOD_PFS, 39, 500, 10);
    says(2,
         "Sharing is 2.0 times as fast as TFTP and takes a sixth of the bytes over the WAN, with "
         "39 of 40 phones back.");
}
END_TEST

START_TEST(what_makes_no_difference)
{
    set(0, METHOD_TFTP, PHONES, 1000, 60);
    set(1, METHOD_PFS, PHONES, 1000, 60);
    runs[1].summary.fingerprint = runs[0].summary.fingerprint;
    says(2, "Sharing makes no difference to TFTP here.");
}
END_TEST

START_TEST(what_is_impossible)
{
    set(0, METHOD_TFTP, PHONES, 1000, 60);
    set(1, METHOD_LOAD_SERVER, PHONES, 100, 0);
    set(2, METHOD_PFS, PHONES, 500, 10);
    runs[1].possible = false;
    says(3, "Sharing is 2.0 times as fast as TFTP and takes a sixth of the bytes over the WAN.");
    runs[2].possible = false;
    says(3, "Only TFTP is possible here, and there is nothing to compare it with.");
    runs[0].possible = false;
    runs[2].possible = true;
    says(3, "Only sharing is possible here, and there is nothing to compare it with.");
}
END_TEST

static void add(TCase *t)
{
    tcase_add_test(t, time_and_bytes);
    tcase_add_test(t, all_three_against_tftp_wherever_it_stands);
    tcase_add_test(t, without_tftp_the_first_is_compared_with);
    tcase_add_test(t, phones_that_are_not_back);
    tcase_add_test(t, what_makes_no_difference);
    tcase_add_test(t, what_is_impossible);
}

int main(void)
{
    return run_tests("methods", add);
}
