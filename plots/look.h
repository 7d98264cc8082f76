/* How large a picture is, in which font, and in which formats: --size, --font and --format. */
#ifndef PLOTS_LOOK_H
#define PLOTS_LOOK_H

#include "base/error.h"

enum { LOOK_FORMATS = 4 };

struct look {
    const char *formats[LOOK_FORMATS + 1]; /* "png"; NULL at the end */
    const char *options[3]; /* of the scripts (arguments.gp): size and font, where given; NULL at
                             * the end */
    unsigned width, height; /* in pixels; of pdf and eps in points, 72 an inch */
    double font_size;       /* of the text at the axes */
    char *texts[2];         /* what `options` are */
};

/* Of texts as a person gives them, each of which may be NULL: "800x500", "Liberation Sans,12",
 * "png,svg,pdf,eps" (some of them). Without a size a picture has 1280x860; without a font it has
 * Liberation Sans, as large as suits the size; without formats it is PNG and SVG. A font that a
 * picture's own language could misread is refused. Negative: one line says what would be right, and
 * there is nothing to be freed. */
int look_read(struct look *l, const char *size, const char *font, const char *formats,
              struct error *e);
void look_fini(struct look *l);

#endif
