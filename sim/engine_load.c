/* The table of the core's functions for the ns-3 module, and where the module is looked for. */
#include "sim/engine_load.h"

#include <dlfcn.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/memory.h"
#include "base/program.h"
#include "sim/ns3/module.h"

static struct engine_core core = {
    .version = ENGINE_CORE_VERSION,
    .native = &native_engine,
    .check_failed = check_failed,
    .error_set = error_set,
    .mem_calloc = mem_calloc,
    .event_queue_init = event_queue_init,
    .event_queue_fini = event_queue_fini,
    .event_queue_next = event_queue_next,
    .event_queue_run = event_queue_run,
    .event_queue_stop = event_queue_stop,
    .timer_set = timer_set,
    .timer_cancel = timer_cancel,
    .link_overhead = link_overhead,
    .observer_list_add = observer_list_add,
    .packet_digest = packet_digest,
    .packet_fragment_digest = packet_fragment_digest,
    .fault_streams_init = fault_streams_init,
    .fault_draw = fault_draw,
};

#define MODULE "ns3_engine.so"

/* The module in the folder, or NULL. `found`: it is there, and can it not be loaded, that is what
 * to tell. */
static void *open_in(const char *folder, const char *below, bool *found)
{
    char *path = mem_printf("%s%s/" MODULE, folder, below);
    void *module = NULL;
    if (access(path, R_OK) == 0) {
        *found = true;
        module = dlopen(path, RTLD_NOW | RTLD_LOCAL);
    }
    free(path);
    return module;
}

/* libtool keeps what it has built in a folder of its own, beside the program; installed, wherever
 * that is, they are in bin and lib/pfsim. */
static void *open_near_program(bool *found)
{
    static const char *const places[] = {"/.libs", "/../lib/pfsim"};
    char *folder = program_folder();
    void *module = NULL;
    for (size_t i = 0; folder && !*found && i < sizeof places / sizeof *places; i++)
        module = open_in(folder, places[i], found);
    free(folder);
    return module;
}

static void *open_module(struct error *e)
{
    const char *folder = getenv("PFSIM_ENGINES");
    const bool named = folder && *folder;
    bool found = false;
    void *module = NULL;
    if (named) {
        module = open_in(folder, "", &found);
    } else {
        module = open_near_program(&found);
        if (!found)
            module = open_in(PKGLIBDIR, "", &found);
    }
    if (found && !module)
        error_set(e, "the engine ns3 cannot be loaded: %s", dlerror());
    else if (!found && named)
        error_set(e, "there is no %s/" MODULE ": PFSIM_ENGINES has to name the engines' folder",
                  folder);
    else if (!found)
        error_set(e, "the engine ns3 is not installed (" PKGLIBDIR "/" MODULE "): on Debian "
                     "apt-get install libns3-dev libsqlite3-dev g++, then configure and build "
                     "pfsim again");
    return module;
}

/* ns-3 would end with a C++ exception that nobody catches, also while it is loaded. The name is
 * that of std::set_new_handler, which every C++ library of GNU's has. */
static void end_without_memory(void)
{
    void *library = dlopen("libstdc++.so.6", RTLD_NOW | RTLD_GLOBAL);
    void *(*set_new_handler)(void (*)(void)) = NULL;
    if (library)
        *(void **)&set_new_handler = dlsym(library, "_ZSt15set_new_handlerPFvvE");
    if (set_new_handler)
        set_new_handler(mem_exhausted);
}

/* It stays loaded: ns-3's static objects do not like to go. */
static const struct engine *load_ns3(struct error *e)
{
    static const struct engine *loaded;
    if (loaded)
        return loaded;
    end_without_memory();
    void *module = open_module(e);
    if (!module)
        return NULL;
    engine_module_fn *load = NULL;
    *(void **)&load = dlsym(module, ENGINE_MODULE_SYMBOL);
    core.check_context = &check_context;
    loaded = load ? load(&core) : NULL;
    if (!loaded)
        error_set(e, "the engine ns3 that is installed belongs to another version of pfsim; "
                     "build and install both together");
    return loaded;
}

const char *const engine_names[] = {"native", "ns3", NULL};

const struct engine *engine_load(const char *name, struct error *e)
{
    if (strcmp(name, native_engine.name) == 0)
        return &native_engine;
    if (strcmp(name, "ns3") == 0)
        return load_ns3(e);
    error_set(e, "there is no engine '%s'; use 'native' or 'ns3'", name);
    return NULL;
}
