/* What phones did when: small_sharing.h's run, and phones that pause or are pulled out. */
#include "results/timeline.h"

#include "results/tables.h"
#include "tests/results/small_sharing.h"
#include "tests/support.h"

static struct record r;
static struct observer o;

static void setup(void)
{
    record_init(&r, (struct record_options){.files = true});
    o = record_observer(&r);
}

static void teardown(void)
{
    record_fini(&r);
}

/* One line a stretch: "state number file doing begin-end", in tenths of a second. */
static void take(void *user, const struct stretch *s)
{
    fprintf(user, "%u: %s %u %s %s %d-%d\n", (unsigned)s->phone->id, s->state, (unsigned)s->number,
            s->file ? s->file : "-", stretch_doing_names[s->doing], (int)(s->begin / TENTHS),
            (int)(s->end / TENTHS));
}

static void expect_timeline(const char *wanted)
{
    char *text;
    size_t size;
    FILE *file = open_memstream(&text, &size);
    timeline_make(&r, take, file);
    fclose(file);
    ck_assert_str_eq(text, wanted);
    free(text);
}

START_TEST(phones_wait_receive_and_serve)
{
    small_sharing(&o);
    expect_timeline("0: waiting 0 -  0-5\n"
                    "0: booting 0 -  5-15\n"
                    "0: fetching 1 a.loads waiting 15-30\n"
                    "0: fetching 1 a.loads receiving 30-40\n"
                    "0: fetching 1 a.loads serving 40-65\n"
                    "0: fetching 2 b.sbn waiting 65-91\n"
                    "0: fetching 2 b.sbn receiving 91-93\n"
                    "0: fetching 2 b.sbn serving 93-100\n"
                    "0: restarting 0 -  100-130\n"
                    "0: upgraded 0 -  130-150\n"
                    "1: waiting 0 -  0-5\n"
                    "1: booting 0 -  5-15\n"
                    "1: fetching 1 a.loads waiting 15-41\n"
                    "1: fetching 1 a.loads receiving 41-42\n"
                    "1: fetching 1 a.loads serving 42-65\n"
                    "1: fetching 2 b.sbn waiting 65-80\n"
                    "1: fetching 2 b.sbn receiving 80-90\n"
                    "1: fetching 2 b.sbn serving 90-100\n"
                    "1: restarting 0 -  100-130\n"
                    "1: upgraded 0 -  130-150\n"
                    "2: waiting 0 -  0-5\n"
                    "2: booting 0 -  5-15\n"
                    "2: fetching 1 a.loads waiting 15-43\n"
                    "2: fetching 1 a.loads receiving 43-44\n"
                    "2: fetching 1 a.loads serving 44-65\n"
                    "2: fetching 2 b.sbn waiting 65-79\n"
                    "2: fetching 2 b.sbn receiving 79-110\n"
                    "2: restarting 0 -  110-140\n"
                    "2: upgraded 0 -  140-150\n");
}
END_TEST

START_TEST(phone_that_pauses_waits)
{
    o.phone_added(&r, &small_phones[0]);
    small_change(&o, 0, "fetching", false, 0);
    share_progress(&o, 0, "a.loads", 0, true, false, 0);
    small_change(&o, 0, "pausing", false, 10);
    small_change(&o, 0, "fetching", false, 30);
    o.run_ended(&r, 40 * TENTHS);
    expect_timeline("0: fetching 1 a.loads receiving 0-10\n"
                    "0: pausing 1 a.loads waiting 10-30\n"
                    "0: fetching 1 a.loads receiving 30-40\n");
}
END_TEST

START_TEST(phone_that_is_pulled_out_begins_with_the_first_file)
{
    o.phone_added(&r, &small_phones[0]);
    small_change(&o, 0, "fetching", false, 0);
    share_progress(&o, 0, "a.loads", SHARED_A, false, true, 0);
    share_progress(&o, 0, "b.sbn", 0, false, true, 5);
    small_change(&o, 0, "unplugged", false, 10);
    small_change(&o, 0, "booting", false, 20);
    small_change(&o, 0, "fetching", false, 25);
    share_progress(&o, 0, "a.loads", 0, false, true, 26);
    o.run_ended(&r, 30 * TENTHS);
    expect_timeline("0: fetching 1 a.loads serving 0-5\n"
                    "0: fetching 2 b.sbn waiting 5-10\n"
                    "0: unplugged 0 -  10-20\n"
                    "0: booting 0 -  20-25\n"
                    "0: fetching 0 -  25-26\n"
                    "0: fetching 1 a.loads waiting 26-30\n");
}
END_TEST

START_TEST(last_stretch_may_be_empty)
{
    o.phone_added(&r, &small_phones[0]);
    small_change(&o, 0, "booting", false, 5);
    small_end(&o, 0, true, NULL, 20);
    o.run_ended(&r, 20 * TENTHS);
    expect_timeline("0: waiting 0 -  0-5\n0: booting 0 -  5-20\n0: upgraded 0 -  20-20\n");
}
END_TEST

START_TEST(nothing_was_recorded)
{
    record_fini(&r);
    record_init(&r, (struct record_options){0});
    o = record_observer(&r);
    small_sharing(&o);
    expect_timeline("");
}
END_TEST

static void expect_table(void (*write)(FILE *, const struct record *), const char *begins,
                         const char *row)
{
    char *text;
    size_t size;
    FILE *file = open_memstream(&text, &size);
    write(file, &r);
    fclose(file);
    ck_assert_msg(strncmp(text, begins, strlen(begins)) == 0, "%s", text);
    ck_assert_msg(strstr(text, row) != NULL, "%s", text);
    free(text);
}

START_TEST(tables)
{
    small_sharing(&o);
    expect_table(table_timeline,
                 "id,phone,state,number,file,doing,begin_s,end_s,site,load\n"
                 "0,phone-0,waiting,,,,0.000000000,0.500000000,branch,\n",
                 "\n1,phone-1,fetching,2,b.sbn,receiving,8.000000000,9.000000000,branch,\n");
    expect_table(table_progress,
                 "phone,file,time_s,bytes,total,receiving,peers,load\n"
                 "phone-0,a.loads,1.500000000,0,1000,no,yes,l\n"
                 "phone-0,a.loads,3.000000000,0,1000,yes,yes,l\n",
                 "\nphone-2,b.sbn,7.900000000,0,2000,yes,no,l\n");
}
END_TEST

static void add(TCase *t)
{
    tcase_add_checked_fixture(t, setup, teardown);
    tcase_add_test(t, phones_wait_receive_and_serve);
    tcase_add_test(t, phone_that_pauses_waits);
    tcase_add_test(t, phone_that_is_pulled_out_begins_with_the_first_file);
    tcase_add_test(t, last_stretch_may_be_empty);
    tcase_add_test(t, nothing_was_recorded);
    tcase_add_test(t, tables);
}

int main(void)
{
    return run_tests("timeline", add);
}
