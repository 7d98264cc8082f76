/* A list of sites of any bytes, and a scenario that they share, either are a fleet or are refused
 * with at most twenty lines; in a fleet each site's scenario loads by each method that it can have,
 * or is refused with one line, and so does the text that is written of it. */
#include "planner/fleet.h"
#include "tests/fuzz/folder.h"
#include "tests/library.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { SITES_LOADED = 3 };

static void check_faults(struct fleet_faults *faults)
{
    CHECK(faults->count && faults->shown_count && faults->shown_count <= faults->count);
    for (size_t i = 0; i < faults->shown_count; i++)
        CHECK(faults->shown[i].text[0] && !strchr(faults->shown[i].text, '\n'));
    fleet_faults_fini(faults);
}

static void check_site(const struct fleet *f, const struct fleet_site *site, enum method m)
{
    struct scenario s;
    struct error e = {""};
    char *text = fleet_text(f, site, m);
    const int status = fleet_load(f, site, m, &s, &e);
    CHECK(status == 0 || (e.text[0] && !strchr(e.text, '\n')));
    if (status == 0)
        scenario_free(&s);
    CHECK(scenario_load_text(&s, "site.yaml", text, strlen(text), NULL, 0, source_library(), &e) ==
          status);
    if (status == 0)
        scenario_free(&s);
    free(text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const names[] = {"sites.csv", "like.yaml", NULL};
    struct fleet f;
    struct fleet_faults faults;
    folder_fill(names, data, size);
    const bool like = size && memmem(data, size, "\n--\n", 4);
    const struct fleet_options o = {.like = like ? folder_files[1] : NULL,
                                    .catalogues = source_library()};
    if (fleet_read(&f, folder_files[0], &o, &faults) < 0) {
        check_faults(&faults);
        return 0;
    }
    CHECK(f.count && f.kind_count && f.kind_count <= f.count);
    for (size_t i = 0; i < f.count && i < SITES_LOADED; i++)
        for (unsigned m = METHOD_TFTP; m <= METHOD_PFS; m++)
            if (!fleet_cannot(&f.sites[i], (enum method)m))
                check_site(&f, &f.sites[i], (enum method)m);
    fleet_free(&f);
    return 0;
}
