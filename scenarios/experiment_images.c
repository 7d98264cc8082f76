/* The content of the files that an experiment's phones are to get. */
#include <stdlib.h>

#include "base/memory.h"
#include "scenarios/experiment_private.h"

static void add_load(struct image_store *store, const struct firmware_load *load)
{
    for (size_t i = 0; i < store->load_count; i++)
        if (store->loads[i] == load)
            return;
    image_store_add(store, load);
}

void experiment_add_loads(struct experiment *x)
{
    const struct scenario *s = x->scenario;
    for (size_t i = 0; i < s->site_count; i++)
        for (size_t j = 0; j < s->sites[i].subnet_count; j++) {
            const struct scenario_subnet *subnet = &s->sites[i].subnets[j];
            for (size_t g = 0; g < subnet->phones_count; g++)
                for (size_t k = 0; k < subnet->phones[g].load_count; k++) {
                    x->images.digests |= subnet->phones[g].shares;
                    add_load(&x->images, subnet->phones[g].loads[k]);
                }
        }
}

const struct image *const *experiment_images(struct experiment *x, const struct firmware_load *load)
{
    for (size_t i = 0; i < x->load_count; i++)
        if (x->loads[i].load == load)
            return x->loads[i].images;
    x->loads = mem_resize(x->loads, x->load_count + 1, sizeof *x->loads);
    struct load_images *added = &x->loads[x->load_count++];
    added->load = load;
    added->images = mem_calloc(load->file_count, sizeof *added->images);
    for (size_t f = 0; f < load->file_count; f++)
        added->images[f] = image_of(&x->images, &load->files[f], false);
    return added->images;
}

const struct image *experiment_profile(struct experiment *x)
{
    static char name[] = PROFILE_NAME;
    x->profile = (struct firmware_file){.name = name, .bytes = x->scenario->mpp.profile};
    return image_of(&x->images, &x->profile, false);
}

void experiment_images_init(struct experiment *x, const struct scenario *s)
{
    x->scenario = s;
    image_store_init(&x->images, library_shelf(s->library));
}

void experiment_images_fini(struct experiment *x)
{
    for (size_t i = 0; i < x->load_count; i++)
        free(x->loads[i].images);
    free(x->loads);
    image_store_fini(&x->images);
}

void experiment_prepare(const struct scenario *s)
{
    struct experiment x = {.scenario = NULL};
    experiment_images_init(&x, s);
    experiment_add_loads(&x);
    for (size_t i = 0; i < x.images.load_count; i++) {
        const struct firmware_load *load = x.images.loads[i];
        const struct image *const *images = experiment_images(&x, load);
        for (size_t f = 0; x.images.digests && f < load->file_count; f++)
            image_digest(images[f]);
    }
    experiment_images_fini(&x);
}
