/* What a signal does: it ends the program, but not before what was written aside is removed; or,
 * where a command catches it, the run. */
#include <signal.h>
#include <stddef.h>

#include "base/output.h"
#include "cli/cli.h"

static volatile sig_atomic_t signals_interrupted;

/* With the effect that it would have had, as the shell sees it. */
static void signals_die(int number)
{
    output_discard_all();
    signal(number, SIG_DFL);
    raise(number);
}

static void signals_note(int number)
{
    if (signals_interrupted)
        signals_die(number);
    signals_interrupted = 1;
}

/* What is ignored stays so, under nohup say. */
static void signals_catch(int number, void (*handler)(int))
{
    struct sigaction action = {.sa_handler = handler, .sa_flags = SA_NODEFER}, before;
    if (sigaction(number, NULL, &before) == 0 && before.sa_handler != SIG_IGN)
        sigaction(number, &action, NULL);
}

void cli_clean_up_at_signals(void)
{
    static const int deadly[] = {SIGHUP, SIGINT, SIGQUIT, SIGABRT, SIGPIPE, SIGTERM, SIGXCPU};
    for (size_t i = 0; i < sizeof deadly / sizeof *deadly; i++)
        signals_catch(deadly[i], signals_die);
    signal(SIGXFSZ, SIG_IGN); /* a file that may not grow is a write that fails */
}

void cli_catch_interrupts(void)
{
    signals_catch(SIGHUP, signals_note);
    signals_catch(SIGINT, signals_note);
    signals_catch(SIGTERM, signals_note);
}

bool cli_interrupted(void)
{
    return signals_interrupted;
}
