/* Frames: layout, limits, and any split of the stream. */
#include "models/pfs/frame.h"
#include "tests/support.h"

static char log_text[4000];

static void note(const struct pfs_frame *f)
{
    char *at = log_text + strlen(log_text);
    switch (f->kind) {
    case PFS_FRAME_JOIN:
        sprintf(at, "JOIN %x %x %.*s %.*s;", f->xid, f->strength, f->model.length, f->model.bytes,
                f->file.length, f->file.bytes);
        break;
    case PFS_FRAME_ACCEPT:
        sprintf(at, "ACCEPT %u;", f->depth);
        break;
    case PFS_FRAME_REDIRECT:
        sprintf(at, "REDIRECT %x;", f->address);
        break;
    case PFS_FRAME_SUBTREE:
        sprintf(at, "SUBTREE %u;", f->count);
        break;
    case PFS_FRAME_PROGRESS:
        sprintf(at, "PROGRESS %u %llu %llu;", f->hop, (unsigned long long)f->done,
                (unsigned long long)f->total);
        break;
    case PFS_FRAME_XFRCMD:
        sprintf(at, "XFRCMD;");
        break;
    case PFS_FRAME_FILE:
        sprintf(at, "FILE %llu %02x;", (unsigned long long)f->size, f->digest[31]);
        break;
    case PFS_FRAME_DATA:
        sprintf(at, "%.*s", (int)f->data_length, f->data);
        break;
    case PFS_FRAME_DONE:
        sprintf(at, "DONE %u;", f->status);
        break;
    case PFS_FRAME_ABORT:
        sprintf(at, "ABORT %u;", f->reason);
        break;
    }
}

/* Decodes `bytes` in pieces of at most `piece`. */
static enum pfs_decode decode_all(const uint8_t *bytes, uint32_t length, uint32_t piece)
{
    struct pfs_frame_decoder d;
    struct pfs_frame f;
    enum pfs_decode what = PFS_DECODE_MORE;
    pfs_frame_decoder_init(&d);
    log_text[0] = 0;
    while (length != 0 && what != PFS_DECODE_ERROR) {
        uint32_t given = length < piece ? length : piece, taken;
        while (given != 0 && what != PFS_DECODE_ERROR) {
            what = pfs_frame_decode(&d, bytes, given, &taken, &f);
            ck_assert(taken >= 1 && taken <= given);
            if (what == PFS_DECODE_FRAME)
                note(&f);
            bytes += taken;
            given -= taken;
            length -= taken;
        }
    }
    return what;
}

static uint32_t all_kinds(uint8_t *out)
{
    struct pfs_frame f = {.xid = 0xa1,
                          .strength = 0xb2,
                          .model = pfs_text_of("CP"),
                          .file = pfs_text_of("file"),
                          .depth = 3,
                          .address = 0x0a000001,
                          .count = 12,
                          .hop = 2,
                          .done = 1ull << 40,
                          .total = 1ull << 41,
                          .size = 1ull << 33,
                          .digest = {[31] = 0xee},
                          .status = PFS_DONE_REJECTED,
                          .reason = PFS_ABORT_STALLED};
    uint32_t length = 0;
    f.map = pfs_map(f.model, f.file);
    for (f.kind = PFS_FRAME_JOIN; f.kind <= PFS_FRAME_ABORT; f.kind++) {
        f.data_length = 5;
        length += pfs_frame_encode(out + length, &f);
        if (f.kind == PFS_FRAME_DATA) {
            memcpy(out + length, "bytes", 5);
            length += 5;
        }
    }
    return length;
}

START_TEST(layouts)
{
    uint8_t out[PFS_FRAME_MAX];
    struct pfs_frame f = {.kind = PFS_FRAME_PROGRESS, .hop = 1, .done = 2, .total = 3};
    const uint8_t progress[] = {0, 0, 0, 18, 5, 1, 0, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 3};
    ck_assert_uint_eq(pfs_frame_encode(out, &f), sizeof progress);
    ck_assert_mem_eq(out, progress, sizeof progress);
    f = (struct pfs_frame){.kind = PFS_FRAME_DATA, .data_length = PFS_FRAME_DATA_MAX};
    const uint8_t data[] = {0, 1, 0, 1, 8};
    ck_assert_uint_eq(pfs_frame_encode(out, &f), sizeof data);
    ck_assert_mem_eq(out, data, sizeof data);
}
END_TEST

START_TEST(any_split_gives_the_same)
{
    uint8_t bytes[1000];
    const uint32_t length = all_kinds(bytes);
    for (uint32_t piece = 1; piece <= length; piece++) {
        ck_assert_int_eq(decode_all(bytes, length, piece), PFS_DECODE_FRAME);
        ck_assert_str_eq(log_text,
                         "JOIN a1 b2 CP file;ACCEPT 3;REDIRECT a000001;SUBTREE 12;"
                         "PROGRESS 2 1099511627776 2199023255552;XFRCMD;FILE 8589934592 ee;"
                         "bytesDONE 1;ABORT 4;");
    }
}
END_TEST

static void expect_refused(const uint8_t *bytes, uint32_t length)
{
    ck_assert_int_eq(decode_all(bytes, length, length), PFS_DECODE_ERROR);
    ck_assert_str_eq(log_text, "");
    ck_assert_int_eq(decode_all(bytes, length, 1), PFS_DECODE_ERROR);
}
#define REFUSED(...)                                                                               \
    do {                                                                                           \
        const uint8_t bytes_[] = {__VA_ARGS__};                                                    \
        expect_refused(bytes_, sizeof bytes_);                                                     \
    } while (0)

START_TEST(what_is_not_well_formed_breaks_the_stream)
{
    REFUSED(0, 0, 0, 0, 1); /* not even a kind */
    REFUSED(0, 0, 0, 1, 0); /* kinds that there are not */
    REFUSED(0, 0, 0, 1, 11);
    REFUSED(0, 0, 0, 1, 2);       /* ACCEPT too short, */
    REFUSED(0, 0, 0, 3, 2, 1, 1); /* too long */
    REFUSED(0, 0, 0, 1, 8);       /* DATA without any */
    REFUSED(0, 1, 0, 17, 8);      /* longer than 64 KiB + 16 */
    REFUSED(0xff, 0xff, 0xff, 0xff, 8);
    REFUSED(0, 0, 0, 2, 9, 2);  /* DONE that is neither */
    REFUSED(0, 0, 0, 2, 10, 0); /* ABORT for no known reason */
    REFUSED(0, 0, 0, 2, 10, 6);
    REFUSED(0, 0, 3, 0, 1); /* JOIN with longer texts than there can be */
    REFUSED(0, 0, 0, 15, 1, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1, 1, 0); /* text over the end */
    REFUSED(0, 0, 0, 15, 1, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0); /* a map of other texts */
}
END_TEST

START_TEST(the_longest_data_is_64_kib_and_15_bytes)
{
    static uint8_t bytes[4 + PFS_FRAME_LENGTH_MAX] = {0, 1, 0, 16, 8};
    struct pfs_frame_decoder d;
    struct pfs_frame f;
    uint32_t taken;
    pfs_frame_decoder_init(&d);
    ck_assert_int_eq(pfs_frame_decode(&d, bytes, sizeof bytes, &taken, &f), PFS_DECODE_FRAME);
    ck_assert_uint_eq(taken, sizeof bytes);
    ck_assert_uint_eq(f.data_length, PFS_FRAME_DATA_MAX + 15);
}
END_TEST

START_TEST(a_broken_stream_stays_broken)
{
    struct pfs_frame_decoder d;
    struct pfs_frame f;
    uint32_t taken;
    pfs_frame_decoder_init(&d);
    const uint8_t bad[] = {0, 0, 0, 0, 0}, good[] = {0, 0, 0, 1, 6};
    ck_assert_int_eq(pfs_frame_decode(&d, bad, sizeof bad, &taken, &f), PFS_DECODE_ERROR);
    ck_assert_int_eq(pfs_frame_decode(&d, good, sizeof good, &taken, &f), PFS_DECODE_ERROR);
    ck_assert_uint_eq(taken, sizeof good);
}
END_TEST

static void add(TCase *t)
{
    tcase_add_test(t, layouts);
    tcase_add_test(t, any_split_gives_the_same);
    tcase_add_test(t, what_is_not_well_formed_breaks_the_stream);
    tcase_add_test(t, the_longest_data_is_64_kib_and_15_bytes);
    tcase_add_test(t, a_broken_stream_stays_broken);
}

int main(void)
{
    return run_tests("frame", add);
}
