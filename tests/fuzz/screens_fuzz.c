/* Three tables of any bytes either give the phones' screens or are refused with one line. Screens
 * print as lines of visible text, draw as SVG without control characters, and show up to 100 %. */
#include "results/screens.h"
#include "tests/fuzz/folder.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

typedef void printer(FILE *file, const struct screens *s, bool kilobytes);

static void check_printed(printer *print, const struct screens *s, bool kilobytes)
{
    char *text = NULL;
    size_t length;
    FILE *out = open_memstream(&text, &length);
    print(out, s, kilobytes);
    fclose(out);
    for (size_t i = 0; i < length; i++)
        CHECK(text[i] == '\n' || ((unsigned char)text[i] >= ' ' && text[i] != 0x7f));
    free(text);
}

static void check_screen(const struct screen *s)
{
    CHECK(screen_status(s));
    const struct text share = screen_progress(s, false);
    CHECK(!strchr(share.text, '%') || (s->counting && s->total && atoi(share.text) <= 100));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const names[] = {"phones.csv", "timeline.csv", "progress.csv", NULL};
    struct screens s;
    struct error e = {""};
    folder_fill(names, data, size);
    if (screens_read(&s, folder_path, 300 * SECONDS, &e) < 0) {
        CHECK(e.text[0] && !strchr(e.text, '\n'));
        return 0;
    }
    for (size_t i = 0; i < s.count; i++)
        check_screen(&s.list[i]);
    check_printed(screens_print, &s, size % 2);
    check_printed(screens_svg, &s, size % 2);
    screens_free(&s);
    return 0;
}
