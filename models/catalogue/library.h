/* What many runs of one process share: catalogues, each read once, and the content of firmware
 * files, each made once. It is made before worker processes are forked, which then have what their
 * parent has read and made; every process has its own from there on.
 *
 * What it hands out never changes, and depends on nothing but its key: of a catalogue the paths of
 * its files and their content, of a firmware file its name and size, and what it lists. */
#ifndef MODELS_CATALOGUE_LIBRARY_H
#define MODELS_CATALOGUE_LIBRARY_H

#include "models/catalogue/catalogue.h"
#include "models/catalogue/shelf.h"

struct library;

/* `folder` has the project's data: models/catalogue/, and beside it scenarios/, results/ and
 * plots/. Nothing is read yet. */
struct library *library_new(const char *folder);
/* After all that has been borrowed was returned. NULL is ignored. */
void library_free(struct library *library);
const char *library_folder(const struct library *library);

/* The catalogue of both files; NULL: of the project's own of those names. They are looked at each
 * time: other content is another catalogue, and the one before stays as it is for whoever has it.
 * NULL with the error of catalogue_read filled in. Return it. */
const struct catalogue *library_borrow(struct library *library, const char *firmware_path,
                                       const char *models_path, struct error *e);
/* Gives it back; it is kept for the next one who asks, within bounds. NULL is ignored. */
void library_return(struct library *library, const struct catalogue *catalogue);
/* How many catalogues it has that nobody uses. */
size_t library_kept(const struct library *library);
/* The SHA-256 of what is in both files of a borrowed catalogue, in 64 hexadecimal digits: the same
 * for equal content, wherever it is. */
const char *library_digest(const struct catalogue *catalogue);

/* The content of files, for image_store_init: 128 MiB of it stay when no run has it. */
struct shelf *library_shelf(const struct library *library);

#endif
