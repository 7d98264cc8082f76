/* --size, --font, --format and --log, of commands that draw. */
#ifndef CLI_LOOK_H
#define CLI_LOOK_H

#include "cli/command.h"
#include "plots/axis.h"
#include "plots/look.h"

struct look_options {
    const char *size, *font, *format, *log;
};

/* Their rows; `type` has a struct look_options named `look`; `log` says what --log does. */
#define PICTURE_ROWS(type)                                                                         \
    OPTION_ROW(TEXT, 0, "size", "WIDTHxHEIGHT", type, look.size,                                   \
               "of the charts, in pixels, of pdf and eps in points of 1/72 inch; default: "        \
               "1280x860"),                                                                        \
        OPTION_ROW(                                                                                \
            TEXT, 0, "font", "FONT", type, look.font,                                              \
            "of the charts, as in 'Liberation Sans,12'; default: Liberation Sans, as large "       \
            "as suits the size"),                                                                  \
        OPTION_ROW(TEXT, 0, "format", "FORMATS", type, look.format,                                \
                   "of the charts: png, svg, pdf, eps, separated by commas; default: png,svg")
#define LOOK_ROWS(type, log_text)                                                                  \
    PICTURE_ROWS(type), OPTION_ROW(TEXT, 0, "log", "AXES", type, look.log, log_text)

#endif
