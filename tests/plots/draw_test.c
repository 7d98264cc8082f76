/* The programs that draw: what they say, how they end, and errors that say what to do. */
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/plots/drawing.h"

START_TEST(gnuplots_message_is_passed_on)
{
    ck_assert_int_lt(draw_text("nonsense\n"), 0);
    ck_assert_ptr_nonnull(strstr(e.text, "gnuplot says: "));
    ck_assert_ptr_nonnull(strstr(e.text, "nonsense"));
    ck_assert_int_lt(draw_text("exit status 3\n"), 0);
    ck_assert_ptr_nonnull(strstr(e.text, "without saying why"));
    ck_assert_int_lt(draw_text("x = 1\n"), 0);
    ck_assert_ptr_nonnull(strstr(e.text, "has drawn nothing"));
    ck_assert_int_eq(files_in(charts), 0);
}
END_TEST

/* Many kilobytes of messages must not block it. */
START_TEST(talkative_script_does_not_hang)
{
    ck_assert_int_lt(draw_text("do for [i = 1:20000] { print 'message', i }\n"
                               "exit status 1\n"),
                     0);
    ck_assert_ptr_nonnull(strstr(e.text, "gnuplot says: message 1"));
}
END_TEST

/* A program of the name in the folder, the first in PATH. */
static void put_program(const char *name, const char *text)
{
    put(name, text);
    char *path = mem_printf("%s/%s", folder, name);
    ck_assert_int_eq(chmod(path, 0755), 0);
    free(path);
    path = mem_printf("%s:/usr/local/bin:/usr/bin:/bin", folder);
    setenv("PATH", path, 1);
    free(path);
}

/* Its status decides, and whether there is a picture. */
START_TEST(warnings_are_no_failure)
{
    put_program("gnuplot", "#!/bin/sh\n"
                           "echo 'warning: iconv failed to convert degree sign' >&2\n"
                           "echo picture >\"$5\"\n");
    ck_assert_msg(draw("figure1") == 0, "%s", e.text);
    expect_file(charts, "figure1.png", "picture\n");
    put_program("gnuplot", "#!/bin/sh\necho warning: there is nothing >&2\n");
    ck_assert_int_lt(draw("figure1"), 0);
    ck_assert_ptr_nonnull(strstr(e.text, "gnuplot has drawn nothing"));
    put_program("gnuplot", "#!/bin/sh\necho picture >\"$5\"\nkill -KILL $$\n");
    ck_assert_int_lt(draw("figure1"), 0);
    ck_assert_ptr_nonnull(strstr(e.text, "gnuplot was ended by a signal: Killed"));
    expect_file(charts, "figure1.png", "picture\n");
    ck_assert_int_eq(files_in(charts), 2);
}
END_TEST

/* What a user has set for his own sessions does not change the pictures. */
START_TEST(programs_have_an_environment_of_their_own)
{
    put_program("gnuplot", "#!/bin/sh\nenv >\"$5\"\n");
    setenv("GNUPLOT_LIB", "/nowhere", 1);
    setenv("LC_NUMERIC", "de_DE.UTF-8", 1);
    setenv("FONTCONFIG_PATH", "/some/fonts", 1);
    ck_assert_msg(draw("figure1") == 0, "%s", e.text);
    char *seen = file_contents(charts, "figure1.svg", NULL);
    ck_assert_ptr_nonnull(strstr(seen, "LC_ALL=C.UTF-8\n"));
    ck_assert_ptr_nonnull(strstr(seen, "FONTCONFIG_PATH=/some/fonts\n"));
    ck_assert_ptr_null(strstr(seen, "GNUPLOT_LIB"));
    ck_assert_ptr_null(strstr(seen, "LC_NUMERIC"));
    free(seen);
}
END_TEST

/* A gnuplot that says that it has begun, with a child, and never ends; both hold the pipe open, as
 * whoever draws does: when all of them are gone, the pipe is hung up, and nothing waits for it. */
static void open_pipe_to_hanging_gnuplot(int ends[2])
{
    char *path = mem_printf("%s/pipe", folder);
    ck_assert_int_eq(mkfifo(path, 0600), 0);
    ends[0] = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
    ends[1] = open(path, O_WRONLY | O_CLOEXEC);
    ck_assert(ends[0] >= 0 && ends[1] >= 0);
    char *text = mem_printf("#!/bin/sh\ntrap '' HUP INT QUIT TERM\nexec 9>'%s'\n"
                            "echo half a picture >\"$5\"\necho begun >&9\n"
                            "while :; do sleep 1000; done\n",
                            path);
    put_program("gnuplot", text);
    free(text);
    free(path);
}

static const int endings[] = {SIGHUP, SIGINT, SIGQUIT, SIGTERM};

static void draw_until_ended(int ending)
{
    signal(ending, SIG_DFL); /* check has a handler of its own */
    put_curves();
    draw("figure1");
    fprintf(stderr, "drawing ended by itself: %s\n", e.text);
    _exit(0); /* not reached: the signal has its effect when nothing is half done */
}

enum { LONG_MS = 60000 }; /* longer than any machine takes: who waits in vain fails */

START_TEST(signals_end_a_program_that_hangs)
{
    int ends[2];
    open_pipe_to_hanging_gnuplot(ends);
    const pid_t drawing = fork();
    if (drawing == 0)
        draw_until_ended(endings[_i]);
    close(ends[1]);
    char text[16] = "";
    struct pollfd begun = {.fd = ends[0], .events = POLLIN};
    ck_assert_int_eq(poll(&begun, 1, LONG_MS), 1);
    ck_assert_int_eq(read(ends[0], text, sizeof text), 6);
    kill(drawing, endings[_i]);
    int status;
    ck_assert_int_eq(waitpid(drawing, &status, 0), drawing);
    ck_assert(WIFSIGNALED(status) && WTERMSIG(status) == endings[_i]);
    ck_assert_int_eq(files_in(charts), 0);
    begun.events = 0; /* hung up: nobody is left who could write */
    ck_assert_int_eq(poll(&begun, 1, LONG_MS), 1);
    ck_assert_int_eq(begun.revents, POLLHUP);
    close(ends[0]);
}
END_TEST

/* nohup, or a shell's background: the signal does nothing, here either. */
START_TEST(ignored_signals_end_nothing)
{
    put_program("gnuplot", "#!/bin/sh\nkill -HUP $PPID\necho picture >\"$5\"\n");
    signal(SIGHUP, SIG_IGN);
    ck_assert_msg(draw("figure1") == 0, "%s", e.text);
    ck_assert_int_eq(files_in(charts), 2);
}
END_TEST

START_TEST(missing_gnuplot_names_its_package)
{
    put_curves();
    setenv("PATH", folder, 1);
    ck_assert_int_lt(draw("figure1"), 0);
    ck_assert_ptr_nonnull(strstr(e.text, "apt-get install gnuplot-nox"));
    setenv("PATH", "/usr/local/bin:/usr/bin:/bin", 1);
    ck_assert_int_eq(files_in(charts), 0);
}
END_TEST

static int draw_graph(const char *text)
{
    put("g.dot", text);
    char *path = mem_printf("%s/g.dot", folder);
    const int result = graph_draw(path, charts, "g", &e);
    free(path);
    return result;
}

START_TEST(graphs_are_drawn_with_text)
{
    ck_assert_msg(
        draw_graph("digraph { fontname=\"Liberation Sans\"; a -> b [label=\"1.5–2.5\"] }") == 0,
        "%s", e.text);
    ck_assert_int_eq(files_in(charts), 2);
    char *svg = file_contents(charts, "g.svg", NULL), *png = file_contents(charts, "g.png", NULL);
    ck_assert_ptr_nonnull(strstr(svg, "1.5–2.5"));
    ck_assert_mem_eq(png, "\x89PNG\r\n\x1a\n", 8);
    free(png);
    free(svg);
}
END_TEST

START_TEST(dots_message_is_passed_on)
{
    ck_assert_int_lt(draw_graph("digraph { a -> }\n"), 0);
    ck_assert_ptr_nonnull(strstr(e.text, "g.dot: dot says: "));
    ck_assert_ptr_nonnull(strstr(e.text, "syntax error"));
    ck_assert_int_eq(files_in(charts), 0);
}
END_TEST

START_TEST(missing_dot_names_its_package)
{
    setenv("PATH", folder, 1);
    ck_assert_int_lt(draw_graph("digraph { a }\n"), 0);
    ck_assert_ptr_nonnull(strstr(e.text, "dot is not installed"));
    ck_assert_ptr_nonnull(strstr(e.text, "apt-get install graphviz"));
    setenv("PATH", "/usr/local/bin:/usr/bin:/bin", 1);
    ck_assert_int_eq(files_in(charts), 0);
}
END_TEST

START_TEST(missing_graph_is_named)
{
    ck_assert_int_lt(graph_draw("/nowhere/g.dot", charts, "g", &e), 0);
    ck_assert_ptr_nonnull(strstr(e.text, "/nowhere/g.dot: cannot be read"));
}
END_TEST

static void put_svg(void)
{
    put("a.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"20\" height=\"10\"/>\n");
}

static int draw_svg(void)
{
    char *path = mem_printf("%s/a.svg", folder);
    const int result = svg_draw(path, charts, "a", &e);
    free(path);
    return result;
}

START_TEST(svg_files_are_drawn_as_png)
{
    put_svg();
    ck_assert_msg(draw_svg() == 0, "%s", e.text);
    char *png = file_contents(charts, "a.png", NULL);
    ck_assert_mem_eq(png, "\x89PNG\r\n\x1a\n", 8);
    ck_assert_uint_eq(big_endian((unsigned char *)png + 16), 20);
    free(png);
    put("a.svg", "<svg");
    ck_assert_int_lt(draw_svg(), 0);
    ck_assert_ptr_nonnull(strstr(e.text, "a.svg: rsvg-convert says: "));
    ck_assert_int_eq(files_in(charts), 1);
}
END_TEST

START_TEST(missing_rsvg_names_its_package)
{
    put_svg();
    setenv("PATH", folder, 1);
    ck_assert_int_lt(draw_svg(), 0);
    ck_assert_ptr_nonnull(strstr(e.text, "apt-get install librsvg2-bin"));
    setenv("PATH", "/usr/local/bin:/usr/bin:/bin", 1);
    ck_assert_int_eq(files_in(charts), 0);
}
END_TEST

static void add(TCase *t)
{
    tcase_add_checked_fixture(t, setup, teardown);
    tcase_set_timeout(t, 60);
    tcase_add_test(t, missing_gnuplot_names_its_package);
    tcase_add_test(t, missing_dot_names_its_package);
    tcase_add_test(t, missing_graph_is_named);
    tcase_add_test(t, missing_rsvg_names_its_package);
    tcase_add_test(t, warnings_are_no_failure);
    tcase_add_test(t, programs_have_an_environment_of_their_own);
    tcase_add_loop_test(t, signals_end_a_program_that_hangs, 0, sizeof endings / sizeof *endings);
    tcase_add_test(t, ignored_signals_end_nothing);
    if (!can_draw())
        return;
    tcase_add_test(t, gnuplots_message_is_passed_on);
    tcase_add_test(t, talkative_script_does_not_hang);
    tcase_add_test(t, graphs_are_drawn_with_text);
    tcase_add_test(t, dots_message_is_passed_on);
    tcase_add_test(t, svg_files_are_drawn_as_png);
}

int main(void)
{
    return run_drawing_tests("draw", add);
}
