/* measure REPORT COMMAND [ARGUMENT]...: runs a command and writes one line to the file REPORT: the
 * processor time it used (user and system together, in seconds) and the most memory it had in use
 * (kB). Its output passes through. Exits as the command does, with 128 + N when signal N ended it,
 * and with 127 when it cannot be run. */
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <sysexits.h>
#include <unistd.h>

static double seconds(struct timeval t)
{
    return (double)t.tv_sec + (double)t.tv_usec * 1e-6;
}

static void execute(char **command)
{
    execvp(*command, command);
    perror(*command);
    _exit(127);
}

int main(int argc, char **argv)
{
    if (argc < 3) {
        fprintf(stderr, "usage: %s REPORT COMMAND [ARGUMENT]...\n", argv[0]);
        return EX_USAGE;
    }
    const pid_t child = fork();
    if (child == 0)
        execute(argv + 2);
    int status;
    struct rusage used;
    if (child < 0 || wait4(child, &status, 0, &used) < 0) {
        perror(argv[0]);
        return EX_OSERR;
    }
    FILE *report = fopen(argv[1], "w");
    if (!report) {
        perror(argv[1]);
        return EX_CANTCREAT;
    }
    fprintf(report, "%.6f %ld\n", seconds(used.ru_utime) + seconds(used.ru_stime), used.ru_maxrss);
    if (fclose(report) != 0) {
        perror(argv[1]);
        return EX_IOERR;
    }
    return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}
