/* Any text is windows of the week, which are the same when they are written and read again, and
 * whose openings follow each other also where clocks are changed; or it is refused with one line.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "base/memory.h"
#include "planner/window.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const struct zone *fuzz_zone(void)
{
    static struct zones *zones;
    struct error e;
    if (!zones)
        zones = zones_new();
    const struct zone *paris = zone_find(zones, "Europe/Paris", &e);
    CHECK(paris != NULL);
    return paris;
}

static void check_text(const struct windows *w)
{
    struct windows again;
    struct error e;
    char *text = windows_text(w);
    CHECK(windows_read(&again, text, &e) == 0 && again.count == w->count);
    for (size_t i = 0; i < w->count; i++)
        CHECK(again.list[i].weekday == w->list[i].weekday &&
              again.list[i].begin == w->list[i].begin && again.list[i].end == w->list[i].end);
    windows_fini(&again);
    free(text);
}

/* A week around the change in spring of 2026, and one around that in autumn. */
static void check_openings(const struct windows *w)
{
    static const struct date starts[] = {{2026, 3, 26}, {2026, 10, 22}};
    for (size_t s = 0; s < 2; s++) {
        struct openings o;
        const date_day start = date_of(starts[s]);
        windows_openings(&o, w, fuzz_zone(), start, start + 6);
        for (size_t i = 0; i < o.count; i++)
            CHECK(o.list[i].open < o.list[i].close &&
                  (i == 0 || o.list[i - 1].close < o.list[i].open));
        for (size_t i = 1; i < o.part_count; i++)
            CHECK(o.parts[i - 1].close <= o.parts[i].open && o.parts[i].day <= start + 6);
        openings_fini(&o);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *text = mem_calloc(size + 1, 1);
    struct windows w;
    struct error e = {""};
    if (size)
        memcpy(text, data, size);
    if (windows_read(&w, text, &e) == 0) {
        check_text(&w);
        check_openings(&w);
        windows_fini(&w);
    } else {
        CHECK(e.text[0] && !strchr(e.text, '\n'));
    }
    free(text);
    return 0;
}
