/* Two CSV files of any bytes, firmware and models, either are a catalogue or are refused with one
 * line; in a catalogue everything is found by its name, and sizes add up. */
#include "models/catalogue/catalogue.h"
#include "tests/fuzz/folder.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_load(const struct catalogue *c, const struct firmware_load *load)
{
    uint64_t bytes = 0;
    CHECK(catalogue_load(c, load->name) == load && load->file_count > 0);
    for (size_t i = 0; i < load->file_count; i++) {
        CHECK(firmware_load_has(load, load->files[i].name));
        bytes += load->files[i].bytes;
    }
    CHECK(bytes == load->bytes);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const names[] = {"firmware.csv", "models.csv", NULL};
    struct catalogue c;
    struct error e = {""};
    folder_fill(names, data, size);
    if (catalogue_read(&c, folder_files[0], folder_files[1], &e) < 0) {
        CHECK(e.text[0] && !strchr(e.text, '\n'));
        return 0;
    }
    for (size_t i = 0; i < c.load_count; i++)
        check_load(&c, &c.loads[i]);
    for (size_t i = 0; i < c.model_count; i++) {
        CHECK(catalogue_model(&c, c.models[i].name) == &c.models[i]);
        CHECK(firmware_load_fits(c.models[i].load, &c.models[i]));
    }
    catalogue_free(&c);
    return 0;
}
