/* A scenario file of any bytes either loads or is refused with one line; what loads, is written as
 * a file that loads again and is written the same. A first line "#-s OPTION" is given as an option.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "base/memory.h"
#include "scenarios/scenario.h"
#include "tests/library.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The option that the first line has, or NULL. Free it. */
static char *first_line_option(const char *bytes, size_t size)
{
    static const char front[] = "#-s ";
    const size_t skipped = sizeof front - 1;
    if (size < skipped || memcmp(bytes, front, skipped))
        return NULL;
    const char *newline = memchr(bytes, '\n', size);
    const size_t end = newline ? (size_t)(newline - bytes) : size;
    return mem_printf("%.*s", (int)(end - skipped), bytes + skipped);
}

static char *write_text(const struct scenario *s, bool explain, size_t *length)
{
    char *text = NULL;
    FILE *out = open_memstream(&text, length);
    scenario_write(s, out, explain);
    fclose(out);
    return text;
}

static void check_written(const struct scenario *s, bool explain)
{
    struct scenario again;
    struct error e;
    size_t length, given_length, again_length;
    char *text = write_text(s, false, &length), *given = write_text(s, explain, &given_length);
    CHECK(scenario_load_text(&again, "written.yaml", given, given_length, NULL, 0, source_library(),
                             &e) == 0);
    char *again_text = write_text(&again, false, &again_length);
    CHECK(length == again_length && !memcmp(text, again_text, length));
    scenario_free(&again);
    free(text);
    free(given);
    free(again_text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct scenario s;
    struct error e = {""};
    char *option = first_line_option((const char *)data, size);
    const char *const options[] = {option};
    if (scenario_load_text(&s, "fuzz.yaml", (const char *)data, size, options, option ? 1 : 0,
                           source_library(), &e) < 0) {
        CHECK(e.text[0] && !strchr(e.text, '\n'));
    } else {
        check_written(&s, size % 2);
        scenario_free(&s);
    }
    free(option);
    return 0;
}
