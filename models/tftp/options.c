/* Options to text and back, and whether an OACK answers what was asked; which values are granted
 * is the sender's matter. */
#include "models/tftp/options.h"

#include "models/tftp/text.h"

struct definition {
    enum tftp_option option;
    const char *name;
    uint64_t least, most;
};

static const struct definition definitions[] = {
    {TFTP_OPTION_BLKSIZE, "blksize", TFTP_BLKSIZE_MIN, TFTP_BLKSIZE_MAX},
    {TFTP_OPTION_TIMEOUT, "timeout", 1, 255},
    {TFTP_OPTION_TSIZE, "tsize", 0, UINT64_MAX},
    {TFTP_OPTION_WINDOWSIZE, "windowsize", 1, TFTP_WINDOWSIZE_MAX},
};

enum { DEFINITIONS = sizeof definitions / sizeof definitions[0] };

static const struct definition *find(const char *name)
{
    for (int i = 0; i < DEFINITIONS; i++)
        if (tftp_text_equal(definitions[i].name, name))
            return &definitions[i];
    return NULL;
}

static void assign(struct tftp_options *o, enum tftp_option option, uint64_t value)
{
    switch (option) {
    case TFTP_OPTION_BLKSIZE:
        o->blksize = (uint16_t)value;
        break;
    case TFTP_OPTION_TIMEOUT:
        o->timeout = (uint8_t)value;
        break;
    case TFTP_OPTION_TSIZE:
        o->tsize = value;
        break;
    case TFTP_OPTION_WINDOWSIZE:
        o->windowsize = (uint16_t)value;
        break;
    }
    o->valid |= (uint8_t)option;
}

static void decode_one(struct tftp_options *o, const char *name, const char *text)
{
    const struct definition *definition = find(name);
    if (definition == NULL) {
        o->unknown = true;
        return;
    }
    if ((o->seen & definition->option) != 0)
        return;
    o->seen |= (uint8_t)definition->option;
    uint64_t value;
    if (tftp_text_number(text, &value) && value >= definition->least && value <= definition->most)
        assign(o, definition->option, value);
}

void tftp_options_decode(struct tftp_options *o, const uint8_t *bytes, size_t length)
{
    *o = (struct tftp_options){.seen = 0};
    struct tftp_reader r = {bytes, bytes + length};
    for (;;) {
        const char *name = tftp_reader_string(&r);
        if (name == NULL || *name == 0)
            return;
        const char *value = tftp_reader_string(&r);
        if (value == NULL)
            return;
        decode_one(o, name, value);
    }
}

bool tftp_options_answer(const struct tftp_options *asked, const struct tftp_options *answer)
{
    if (answer->unknown || answer->seen != answer->valid || (answer->seen & ~asked->valid) != 0)
        return false;
    if ((answer->valid & TFTP_OPTION_BLKSIZE) != 0 && answer->blksize > asked->blksize)
        return false;
    if ((answer->valid & TFTP_OPTION_WINDOWSIZE) != 0 && answer->windowsize > asked->windowsize)
        return false;
    return (answer->valid & TFTP_OPTION_TIMEOUT) == 0 || answer->timeout == asked->timeout;
}

static uint64_t value_of(const struct tftp_options *o, enum tftp_option option)
{
    switch (option) {
    case TFTP_OPTION_BLKSIZE:
        return o->blksize;
    case TFTP_OPTION_TIMEOUT:
        return o->timeout;
    case TFTP_OPTION_TSIZE:
        return o->tsize;
    case TFTP_OPTION_WINDOWSIZE:
        return o->windowsize;
    }
    return 0;
}

void tftp_options_encode(const struct tftp_options *o, struct tftp_writer *w)
{
    for (int i = 0; i < DEFINITIONS; i++) {
        if ((o->valid & definitions[i].option) == 0)
            continue;
        tftp_writer_string(w, definitions[i].name);
        tftp_writer_number(w, value_of(o, definitions[i].option));
    }
}
