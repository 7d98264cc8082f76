/* The console: a lone root prints what a real one did, at the same times. The log is that of the
 * feature note (results/pfs-root-timeline.csv). Masked: what each run draws or is given (XID, map,
 * strength, H, address, descriptor). */
#include "tests/models/pfs/timeline.h"

enum { LINES_MAX = 40, TOLERANCE = 3000 /* microseconds */ };

struct line {
    int64_t at; /* microseconds since listening */
    char level[8], text[PFS_LOG_MAX];
};

/* Replaces what follows `mark`, up to a blank, by a star. */
static void mask(char *text, const char *mark)
{
    char *at = strstr(text, mark);
    if (at == NULL)
        return;
    at += strlen(mark);
    size_t length = strcspn(at, " ");
    ck_assert_uint_gt(length, 0);
    *at = '*';
    memmove(at + 1, at + length, strlen(at + length) + 1);
}

static void mask_all(char *text)
{
    static const char *const marks[] = {"XID", "map=", "strength=", "H=", "ROOT=", "+++ fd="};
    for (size_t i = 0; i < sizeof marks / sizeof marks[0]; i++)
        mask(text, marks[i]);
}

static int read_published(struct line *lines)
{
    const char *folder = getenv("srcdir");
    char *text = file_contents(folder ? folder : ".", "results/pfs-root-timeline.csv", NULL);
    int count = 0;
    for (char *row = strchr(text, '\n') + 1; row[0] != 0; row = strchr(row, '\n') + 1) {
        double milliseconds;
        struct line *l = &lines[count++];
        ck_assert_int_le(count, LINES_MAX);
        ck_assert_int_eq(sscanf(row, "%lf,%7[^,],%199[^\r\n]", &milliseconds, l->level, l->text),
                         3);
        l->at = (int64_t)(milliseconds * 1000 + 0.5);
    }
    free(text);
    return count;
}

static int gather(struct phone *ph, struct line *lines, int count, sim_time now)
{
    struct pfs_action a;
    while (pfs_peer_next(&ph->peer, &a, now))
        if (a.kind == PFS_ACTION_LOG) {
            struct line *l = &lines[count++];
            ck_assert_int_le(count, LINES_MAX);
            l->at = now / MICROSECONDS;
            strcpy(l->level, a.level);
            strcpy(l->text, a.text);
        }
    return count;
}

static struct phone *lone_phone(const char *model, const char *file)
{
    static struct phone ph;
    phone_init(&ph);
    ph.identity.model = model;
    ph.identity.address = 0x0a6a7544;
    pfs_peer_init(&ph.peer, &ph.config, &ph.identity, draw_same, &ph);
    pfs_peer_start(&ph.peer, &(struct pfs_file){.name = file}, 0);
    return &ph;
}

/* Until it downloads. */
static int run_alone(struct phone *ph, struct line *lines)
{
    int count = gather(ph, lines, 0, 0);
    while (ph->peer.state != PFS_ROOT_TRANSFER) {
        const sim_time now = pfs_peer_deadline(&ph->peer);
        pfs_peer_expire(&ph->peer, now);
        count = gather(ph, lines, count, now);
    }
    return count;
}

START_TEST(a_lone_root_prints_the_published_log_within_3_ms)
{
    struct line wanted[LINES_MAX], printed[LINES_MAX];
    const int count = read_published(wanted);
    ck_assert_int_eq(count, 26);
    struct phone *ph = lone_phone("CP-7961G", "SCCP41.9-4-2SR2-2S.loads");
    ck_assert_int_eq(run_alone(ph, printed), count);
    for (int i = 0; i < count; i++) {
        mask_all(wanted[i].text);
        mask_all(printed[i].text);
        ck_assert_str_eq(printed[i].text, wanted[i].text);
        ck_assert_str_eq(printed[i].level, wanted[i].level);
        ck_assert_int_le(llabs(printed[i].at - wanted[i].at), TOLERANCE);
    }
}
END_TEST

START_TEST(numbers_have_the_published_form)
{
    struct line printed[LINES_MAX];
    struct phone *ph = lone_phone("CP-7961G", "f.loads");
    ph->draw = 0x0a0b0c0d;
    run_alone(ph, printed);
    char claim[PFS_LOG_MAX];
    sprintf(claim, "XID0A0B0C0D TxBdcst ClaimRoot(tent): map=%08x strength=05058606", ph->peer.map);
    ck_assert_str_eq(printed[4].text, claim);
    ck_assert_str_eq(printed[24].text, "@@@HROOT:XID0A0B0C0D H=05a636c6 m=CP-7961G "
                                       "ROOT=10.106.117.68 /dnld/f.loads");
}
END_TEST

START_TEST(other_slots)
{
    struct line printed[LINES_MAX];
    struct phone ph;
    phone_init(&ph);
    ph.config.children = 3;
    pfs_peer_init(&ph.peer, &ph.config, &ph.identity, draw_same, &ph);
    pfs_peer_start(&ph.peer, &(struct pfs_file){.name = "f"}, 0);
    ck_assert_int_eq(run_alone(&ph, printed), 26);
    ck_assert_str_eq(printed[2].text, "|parent=-1><fd[0]=-1 fd[1]=-1 fd[2]=-1 FULL=0");
}
END_TEST

START_TEST(another_slots_line)
{
    struct line printed[LINES_MAX];
    struct phone ph;
    phone_init(&ph);
    ph.identity.slots = "|slots";
    pfs_peer_init(&ph.peer, &ph.config, &ph.identity, draw_same, &ph);
    pfs_peer_start(&ph.peer, &(struct pfs_file){.name = "f"}, 0);
    ck_assert_int_eq(run_alone(&ph, printed), 26);
    ck_assert_str_eq(printed[2].text, "|slots");
}
END_TEST

START_TEST(a_line_that_is_too_long_is_cut)
{
    char name[PFS_TEXT_MAX + 1];
    struct line printed[LINES_MAX];
    memset(name, 'x', PFS_TEXT_MAX);
    name[PFS_TEXT_MAX] = 0;
    ck_assert_int_eq(run_alone(lone_phone("M", name), printed), 26);
    ck_assert_uint_eq(strlen(printed[24].text), PFS_LOG_MAX - 1);
}
END_TEST

START_TEST(a_child_prints_its_way)
{
    struct phone ph;
    phone_init(&ph);
    RUN(&ph, TO_LISTEN);
    ph.logs = ph.quiet = true;
    RUN(&ph, {100, "9: claim 5 50", "'XID00000005 RxBdcst ClaimRoot: awaiting ROOT=10.0.0.9'", 850},
        {200, "9: ad 5 50 confirmed", "'XID00000005 Tx Join to 10.0.0.9'; connect a 9", 2200},
        {201, "a connected", "a<JOIN 5", 10201},
        {202, "a REDIRECT 8",
         "'XID00000005 Rx Redirect to 10.0.0.8'; 'XID00000005 Tx Join to 10.0.0.8'; "
         "connect b 8; close a",
         2202},
        {203, "b connected", "b<JOIN 5", 10203},
        {204, "b ACCEPT 2", "'@@@HCHILD:XID00000005 depth=2 m=M PARENT=10.0.0.8 /dnld/f'", 5204},
        {300, "c accepted 7", "", 5204},
        {300, "c JOIN",
         "'XID00000005 Rx Join: accepted child 10.0.0.7 fd[0]'; b<SUBTREE 1; c<ACCEPT 3; "
         "c<PROGRESS 2 0 0",
         1300},
        {400, "b XFRCMD", "'XID00000005 Rx XfrCmd'; c<XFRCMD", 1300},
        {400, "b FILE 100",
         "'XID00000005 Receiving /dnld/f from 10.0.0.8: 100 bytes'; c<PROGRESS 0 0 100", 1300},
        {410, "b DATA 9", "deliver 0+9", 1300},
        {411, "b DATA 1", "deliver 9+1; 'XID00000005 /dnld/f 10%'", 1300},
        {412, "b DATA 25", "deliver 10+25; 'XID00000005 /dnld/f 30%'", 1300},
        {413, "b DATA 65", "deliver 35+65; check; c<PROGRESS 0 100 100", 1300},
        {413, "good",
         "'XID00000005 File done /dnld/f: 100 bytes'; b<DONE kept; c<FILE 100; c<DATA 0+100", 5204},
        {500, "c DONE kept",
         "'XID00000005 Served child 10.0.0.7'; 'XID00000005 Hierarchy done /dnld/f'; done; "
         "close b; close c",
         NEVER});
}
END_TEST

START_TEST(losses_are_printed)
{
    struct phone ph;
    phone_init(&ph);
    RUN(&ph, TO_CHILD);
    ph.logs = ph.quiet = true;
    ph.peer.rejoins_left = 0;
    RUN(&ph,
        {200, "a lost",
         "'XID00000005 Lost parent 10.0.0.9: connection lost'; 'XID00000005 Falling back to TFTP "
         "for /dnld/f: connection lost'; fall back: connection lost",
         NEVER});
}
END_TEST

/* A root with two children, of whom the one that is served goes and the other one is lost. */
START_TEST(a_child_that_is_served_is_not_lost_when_it_goes)
{
    struct phone ph;
    phone_init(&ph);
    RUN(&ph, TO_ROOT, {11778, "tick", "[receiving]; download", NEVER},
        {12000, "a accepted 9", "", 27000},
        {12000, "a JOIN", "a<ACCEPT 1; a<XFRCMD; a<PROGRESS 0 0 100", 13000},
        {12000, "b accepted 8", "", 13000},
        {12000, "b JOIN", "b<ACCEPT 1; b<XFRCMD; b<PROGRESS 0 0 100", 13000},
        {12500, "downloaded 100", "[has file]; a<FILE 100; b<FILE 100; a<DATA 0+100; b<DATA 0+100",
         27000});
    ph.logs = ph.quiet = true;
    RUN(&ph, {13000, "a DONE kept", "'XID000000C8 Served child 10.0.0.9'", 27000},
        {13001, "a lost", "", 27000},
        {13002, "b lost",
         "'XID000000C8 Lost child 10.0.0.8: connection lost'; withdraw 200; 'XID000000C8 Hierarchy "
         "done /dnld/f'; done",
         NEVER});
}
END_TEST

/* A root's server may say late how long the file is. */
START_TEST(tenths_are_printed_once_the_size_is_known)
{
    struct phone ph;
    phone_init(&ph);
    RUN(&ph, TO_ROOT, {11778, "tick", "[receiving]; download", NEVER});
    ph.logs = ph.quiet = true;
    RUN(&ph, {12000, "progress 10 0", "", NEVER},
        {12001, "progress 20 100", "'XID000000C8 /dnld/f 20%'", NEVER},
        {12002, "progress 29 100", "", NEVER});
}
END_TEST

static void add(TCase *t)
{
    tcase_add_test(t, a_lone_root_prints_the_published_log_within_3_ms);
    tcase_add_test(t, numbers_have_the_published_form);
    tcase_add_test(t, other_slots);
    tcase_add_test(t, another_slots_line);
    tcase_add_test(t, a_line_that_is_too_long_is_cut);
    tcase_add_test(t, a_child_prints_its_way);
    tcase_add_test(t, tenths_are_printed_once_the_size_is_known);
    tcase_add_test(t, losses_are_printed);
    tcase_add_test(t, a_child_that_is_served_is_not_lost_when_it_goes);
}

int main(void)
{
    return run_tests("log", add);
}
