/* The project's own catalogue, and catalogues that are refused. */
#include "models/catalogue/catalogue.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define FIRMWARE "load,model_family,file,bytes,provenance\n"
#define MODELS "model,series,pfs,background,transport,load,provenance\n"

static void write_file(char *path, const char *text)
{
    const int file = mkstemp(path);
    ck_assert_int_ge(file, 0);
    ck_assert_int_eq(write(file, text, strlen(text)), (ssize_t)strlen(text));
    close(file);
}

/* Reads a catalogue of these texts. The folder and the random part of paths are cut off. */
static int read_texts(struct catalogue *c, const char *firmware, const char *models,
                      struct error *e)
{
    char firmware_path[] = "/tmp/firmwareXXXXXX", models_path[] = "/tmp/modelsXXXXXX";
    write_file(firmware_path, firmware);
    write_file(models_path, models);
    e->text[0] = '\0';
    const int status = catalogue_read(c, firmware_path, models_path, e);
    unlink(firmware_path);
    unlink(models_path);
    const char *paths[] = {firmware_path, models_path};
    for (int i = 0; i < 2; i++) {
        const size_t length = strlen(paths[i]);
        if (!strncmp(e->text, paths[i], length))
            memmove(e->text, e->text + length, strlen(e->text + length) + 1);
    }
    return status;
}

START_TEST(the_projects_own_is_read)
{
    struct catalogue c;
    struct error e = {""};
    const char *folder = getenv("srcdir") ? getenv("srcdir") : ".";
    char *firmware = NULL, *models = NULL;
    ck_assert_int_gt(asprintf(&firmware, "%s/models/catalogue/firmware.csv", folder), 0);
    ck_assert_int_gt(asprintf(&models, "%s/models/catalogue/models.csv", folder), 0);
    ck_assert_msg(catalogue_read(&c, firmware, models, &e) == 0, "%s", e.text);

    const struct firmware_load *load = catalogue_load(&c, "whitepaper-7965");
    ck_assert_ptr_nonnull(load);
    ck_assert_uint_eq(load->file_count, 6);
    ck_assert_str_eq(load->files[0].name, "SCCP45.8-5.loads");
    ck_assert_uint_eq(load->bytes, 7100000);
    ck_assert_ptr_null(catalogue_load(&c, "whitepaper"));

    const struct phone_model *phone = catalogue_model(&c, "CP-7965");
    ck_assert_ptr_nonnull(phone);
    ck_assert_str_eq(phone->name, "CP-7965G");
    ck_assert_ptr_eq(phone, catalogue_model(&c, "CP-7965G"));
    ck_assert_ptr_eq(phone, catalogue_model(&c, "7965"));
    ck_assert_ptr_eq(phone, catalogue_model(&c, "7965g"));
    ck_assert_ptr_eq(phone, catalogue_model(&c, "cp-7965"));
    ck_assert_ptr_null(catalogue_model(&c, "965"));
    ck_assert_ptr_null(catalogue_model(&c, "796"));
    ck_assert_ptr_null(catalogue_model(&c, "CP-"));
    ck_assert_ptr_null(catalogue_model(&c, "CP-7965GG"));
    ck_assert_ptr_null(catalogue_model(&c, ""));
    ck_assert_ptr_eq(phone->load, load);
    ck_assert_int_eq(phone->pfs, PFS_YES);
    ck_assert(!phone->background);
    ck_assert_int_eq(phone->transport, TRANSPORT_TFTP);
    ck_assert_ptr_null(catalogue_model(&c, "CP-796"));

    ck_assert(catalogue_model(&c, "CP-9971")->background);
    ck_assert_int_eq(catalogue_model(&c, "CP-8941")->pfs, PFS_ASSUMED);
    for (size_t i = 0; i < c.model_count; i++)
        ck_assert_str_ne(c.models[i].provenance, "");
    catalogue_free(&c);
    free(firmware);
    free(models);
}
END_TEST

/* Models whose names are others' with letters left out. */
START_TEST(the_model_with_the_fewest_letters_more_is_meant)
{
    struct catalogue c;
    struct error e;
    ck_assert_int_eq(read_texts(&c, FIRMWARE "l,s,f,1,x\n",
                                MODELS "CP-1G,s,no,no,tftp,l,x\nCP-1,s,no,no,tftp,l,x\n"
                                       "CP-2G,s,no,no,tftp,l,x\n2,s,no,no,tftp,l,x\n",
                                &e),
                     0);
    ck_assert_str_eq(catalogue_model(&c, "1")->name, "CP-1");
    ck_assert_str_eq(catalogue_model(&c, "1g")->name, "CP-1G");
    ck_assert_str_eq(catalogue_model(&c, "CP-1")->name, "CP-1");
    ck_assert_str_eq(catalogue_model(&c, "2")->name, "2");
    ck_assert_str_eq(catalogue_model(&c, "2G")->name, "CP-2G");
    catalogue_free(&c);
}
END_TEST

START_TEST(loads_fit_by_series)
{
    char family[] = "7945 7965", series[] = "7965";
    struct firmware_load load = {.family = family};
    struct phone_model model = {.series = series};
    ck_assert(firmware_load_fits(&load, &model));
    strcpy(series, "7945");
    ck_assert(firmware_load_fits(&load, &model));
    strcpy(series, "796");
    ck_assert(!firmware_load_fits(&load, &model));
    strcpy(series, "");
    ck_assert(!firmware_load_fits(&load, &model));
}
END_TEST

struct refused {
    const char *firmware, *models, *message;
};

#define LOAD FIRMWARE "l,7965,l.loads,1,x\n"

static const struct refused refused[] = {
    {FIRMWARE "l,s,f,1.5,x\n", MODELS,
     ":2: '1.5' is no size; give whole bytes from 0 to 1099511627776"},
    {FIRMWARE "l,s,f,,x\n", MODELS, ":2: '' is no size; give whole bytes from 0 to 1099511627776"},
    {FIRMWARE "l,s,f,-1,x\n", MODELS,
     ":2: '-1' is no size; give whole bytes from 0 to 1099511627776"},
    {FIRMWARE "l,s,f,1099511627777,x\n", MODELS,
     ":2: '1099511627777' is no size; give whole bytes from 0 to 1099511627776"},
    {FIRMWARE "l,s,f,99999999999999999999999999,x\n", MODELS,
     ":2: '99999999999999999999999999' is no size; give whole bytes from 0 to 1099511627776"},
    {FIRMWARE "a,s,f,1,x\nb,s,f,1,x\na,s,g,1,x\n", MODELS,
     ":4: load 'a' has rows further up; keep its rows together"},
    {FIRMWARE "a,s,f,1,x\na,s,f,1,x\n", MODELS,
     ":3: file 'f' is there twice in load 'a'; name it once"},
    {FIRMWARE "a,s,f,1,x\na,t,g,1,x\n", MODELS,
     ":3: model_family 't' differs from 's' of the load's first row"},
    {FIRMWARE ",s,f,1,x\n", MODELS, ":2: the load is empty; give its name"},
    {FIRMWARE "a,s,\"f\ng\",1,x\n", MODELS, ":2: the file has unprintable characters; use ASCII"},
    {LOAD, MODELS "p,7965,no,no,tftp,l,x\np,7965,no,no,tftp,l,x\n",
     ":3: model 'p' is there twice; name it once"},
    {LOAD, MODELS "p,7965,perhaps,no,tftp,l,x\n",
     ":2: pfs 'perhaps' is unknown; give one of: no, yes, assumed"},
    {LOAD, MODELS "p,7965,no,2,tftp,l,x\n", ":2: background '2' is unknown; give one of: no, yes"},
    {LOAD, MODELS "p,7965,no,no,mail,l,x\n",
     ":2: transport 'mail' is unknown; give one of: tftp, http then tftp, tftp or http by the "
     "upgrade rule"},
    {LOAD, MODELS "p,7965,no,no,tftp,m,x\n",
     ":2: load 'm' is not in the firmware file; add it there"},
    {LOAD, MODELS "p,7942,no,no,tftp,l,x\n",
     ":2: load 'l' is for series 7965, not for 7942; name another"},
    {LOAD, MODELS "p,79 65,no,no,tftp,l,x\n", ":2: series '79 65' has a blank; it is one word"},
    {LOAD, "model\n",
     ":1: the header is not what it should be: "
     "model,series,pfs,background,transport,load,provenance"},
};

START_TEST(bad_catalogues_are_refused)
{
    struct catalogue c;
    struct error e;
    ck_assert_int_lt(read_texts(&c, refused[_i].firmware, refused[_i].models, &e), 0);
    ck_assert_str_eq(e.text, refused[_i].message);
}
END_TEST

START_TEST(long_names_are_refused)
{
    struct catalogue c;
    struct error e;
    char text[400] = FIRMWARE "l,s,";
    const size_t front = strlen(text);
    memset(text + front, 'f', 255);
    strcpy(text + front + 255, ",1,x\n");
    ck_assert_int_eq(read_texts(&c, text, MODELS, &e), 0);
    catalogue_free(&c);
    strcpy(text + front + 255, "f,1,x\n");
    ck_assert_int_lt(read_texts(&c, text, MODELS, &e), 0);
    ck_assert_str_eq(e.text, ":2: the file has over 255 bytes; shorten it");
}
END_TEST

START_TEST(sizes_reach_the_limit)
{
    struct catalogue c;
    struct error e;
    ck_assert_int_eq(read_texts(&c, FIRMWARE "l,s,f,1099511627776,x\nl,s,g,0,x\n", MODELS, &e), 0);
    ck_assert_uint_eq(c.loads[0].bytes, 1099511627776);
    ck_assert_uint_eq(c.loads[0].file_count, 2);
    catalogue_free(&c);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("catalogue");
    TCase *t = tcase_create("catalogue");
    tcase_add_test(t, the_projects_own_is_read);
    tcase_add_test(t, the_model_with_the_fewest_letters_more_is_meant);
    tcase_add_test(t, loads_fit_by_series);
    tcase_add_loop_test(t, bad_catalogues_are_refused, 0, (int)(sizeof refused / sizeof *refused));
    tcase_add_test(t, long_names_are_refused);
    tcase_add_test(t, sizes_reach_the_limit);
    suite_add_tcase(suite, t);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    const int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
