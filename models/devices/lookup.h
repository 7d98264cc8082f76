/* What a server has: asked by the TFTP server and the HTTP server alike. */
#ifndef MODELS_DEVICES_LOOKUP_H
#define MODELS_DEVICES_LOOKUP_H

#include "models/catalogue/image.h"

/* The file that a request's name stands for; NULL: the server does not have it. */
typedef const struct image *server_lookup_fn(void *user, const char *name);

#endif
