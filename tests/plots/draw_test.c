/* The charts: drawn by the real scripts, with text in them, and errors that say what to do. */
#include "plots/draw.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "plots/run_charts.h"
#include "tests/support.h"

static char *folder, *charts;
static struct error e;

static void setup(void)
{
    folder = fresh_folder();
    charts = mem_printf("%s/charts", folder);
}

static void teardown(void)
{
    free(charts);
    remove_folder(folder);
}

static void put(const char *name, const char *text)
{
    char *path = mem_printf("%s/%s", folder, name);
    FILE *file = fopen(path, "w");
    fputs(text, file);
    fclose(file);
    free(path);
}

static int draw_script(const char *script, const char *name)
{
    return plot_draw(script, folder, charts, name, &e);
}

static int draw(const char *name)
{
    const char *srcdir = getenv("srcdir");
    char *script = mem_printf("%s/plots/%s.gp", srcdir ? srcdir : ".", name);
    const int result = draw_script(script, name);
    free(script);
    return result;
}

/* A script of the test's own, in the folder. */
static int draw_text(const char *text)
{
    put("own.gp", text);
    char *script = mem_printf("%s/own.gp", folder);
    const int result = draw_script(script, "own");
    free(script);
    return result;
}

static void put_data(void)
{
    put("figure1.csv", "model,phones,upgrade_time_s,extra\nCP-7962,1,420,x\nCP-7965,1,480,x\n"
                       "CP-7962,40,5600,x\nCP-7965,40,6390,x\n");
    put("figure1-published.csv", "label,phones,upgrade_time_s\n\"one, two\",40,6400\n");
    put("lan.csv", "model,phones,upgrade_time_s\nCP-7965,1,97.5\nCP-7965,40,98.25\n");
    put("wan.csv", "link,direction,time_s,utilisation,mean_queue,max_queue,drops\n"
                   "wan branch,down,0,1,9.5,10,3\nwan branch,down,1,0.5,2,4,0\n"
                   "wan branch,up,0,0.1,0,0,0\nwan branch,up,1,0.1,0,0,0\n"
                   "wan other,down,0,0.7,0,0,0\nwan other,down,1,0.7,0,0,0\n");
    put("timeline.csv", "id,phone,state,number,file,doing,begin_s,end_s\n"
                        "0,SEP0,waiting,,,,0,1\n0,SEP0,booting,,,,1,2\n"
                        "0,SEP0,fetching,1,a.loads,waiting,2,10\n"
                        "0,SEP0,fetching,1,a.loads,receiving,10,30\n"
                        "0,SEP0,fetching,1,a.loads,serving,30,40\n0,SEP0,upgraded,,,,40,60\n"
                        "1,SEP1,waiting,,,,0,1\n1,SEP1,fetching,1,b.loads,waiting,1,10\n"
                        "1,SEP1,fetching,2,c.sbn,receiving,10,20\n1,SEP1,unplugged,,,,20,30\n"
                        "1,SEP1,failed,,,,30,60\n");
    put("phones.csv", "id,phone,upgrade_time_s\n0,SEP0,61.5\n1,SEP1,\n2,SEP2,60.25\n3,SEP3,63\n");
}

static const struct {
    const char *name;
    const char *texts[6];
} figures[] = {
    {"figure1",
     {"Number of phones", "Upgrade time of the last phone (hours:minutes)", "CP-7962, simulated",
      "CP-7965, simulated", "published", ">1:40<"}},
    {"lan", {"Number of phones", "Upgrade time of the last phone (seconds)", ">100<"}},
    {"wan",
     {"wan branch", "Utilisation of the line (%)", "Packets waiting (mean)",
      "Time since the start (seconds)", "to the phones", "from the phones"}},
    {"phones",
     {"Upgrade times of 3 phones (1 did not complete)", "Upgrade time (seconds)",
      "Phones that needed no more", "median"}},
    {"progress",
     {"Progress of 2 phones", "Time since the start (seconds)", ">SEP1<", "file 1 of its load",
      "c.sbn", "unplugged"}},
};

enum { FIGURES = sizeof figures / sizeof *figures };

START_TEST(scripts_draw_png_and_svg_with_text)
{
    put_data();
    ck_assert_msg(draw(figures[_i].name) == 0, "%s", e.text);
    ck_assert_int_eq(files_in(charts), 2);
    char *name = mem_printf("charts/%s.svg", figures[_i].name);
    char *svg = file_contents(folder, name, NULL);
    for (int i = 0; i < 6 && figures[_i].texts[i]; i++)
        ck_assert_msg(strstr(svg, figures[_i].texts[i]) != NULL, "no '%s' in %s",
                      figures[_i].texts[i], name);
    free(svg);
    free(name);
}
END_TEST

static uint32_t big_endian(const unsigned char *b)
{
    return (uint32_t)b[0] << 24 | (uint32_t)b[1] << 16 | (uint32_t)b[2] << 8 | b[3];
}

START_TEST(png_is_large_enough)
{
    put_data();
    ck_assert_msg(draw("figure1") == 0, "%s", e.text);
    char *png = file_contents(charts, "figure1.png", NULL);
    ck_assert_mem_eq(png, "\x89PNG\r\n\x1a\n", 8);
    ck_assert_uint_ge(big_endian((unsigned char *)png + 16), 1200);
    ck_assert_uint_ge(big_endian((unsigned char *)png + 20), 800);
    free(png);
}
END_TEST

START_TEST(equal_data_give_equal_charts)
{
    put_data();
    ck_assert_int_eq(draw("figure1"), 0);
    size_t first_length, second_length;
    char *first = file_contents(charts, "figure1.png", &first_length);
    ck_assert_int_eq(draw("figure1"), 0);
    char *second = file_contents(charts, "figure1.png", &second_length);
    ck_assert_uint_eq(first_length, second_length);
    ck_assert_mem_eq(first, second, first_length);
    free(first);
    free(second);
}
END_TEST

/* Two PNGs that differ in a text only, at a fixed place: without fonts they would be the same. */
START_TEST(png_shows_its_text)
{
    char *png[2];
    size_t length[2];
    for (int i = 0; i < 2; i++) {
        char *script = mem_printf("set terminal pngcairo font 'Liberation Sans,18'\n"
                                  "if (ARG3 eq 'svg') {set terminal svg}\nset output ARG2\n"
                                  "set label 1 '%s' at screen 0.4, screen 0.5\nunset tics\n"
                                  "unset key\nplot x with dots\n",
                                  i ? "text" : "");
        ck_assert_msg(draw_text(script) == 0, "%s", e.text);
        png[i] = file_contents(charts, "own.png", &length[i]);
        free(script);
    }
    ck_assert_msg(length[0] != length[1] || memcmp(png[0], png[1], length[0]) != 0,
                  "there is no text in the PNG: apt-get install fonts-liberation");
    free(png[0]);
    free(png[1]);
}
END_TEST

START_TEST(missing_fonts_are_an_error)
{
    put_data();
    put("no-fonts.conf", "<fontconfig></fontconfig>\n");
    char *path = mem_printf("%s/no-fonts.conf", folder);
    setenv("FONTCONFIG_FILE", path, 1);
    free(path);
    ck_assert_int_lt(draw("figure1"), 0);
    ck_assert_ptr_nonnull(strstr(e.text, "apt-get install fonts-liberation"));
    ck_assert_int_eq(files_in(charts), 0);
}
END_TEST

START_TEST(missing_data_is_named)
{
    ck_assert_int_lt(draw("lan"), 0);
    ck_assert_ptr_nonnull(strstr(e.text, "lan.csv"));
    ck_assert_int_eq(files_in(charts), 0);
}
END_TEST

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

/* A gnuplot that says that it has begun, with a child, and never ends; both hold the pipe open. */
static int open_pipe_to_hanging_gnuplot(void)
{
    char *path = mem_printf("%s/pipe", folder);
    ck_assert_int_eq(mkfifo(path, 0600), 0);
    const int pipe = open(path, O_RDONLY | O_NONBLOCK);
    ck_assert_int_ge(pipe, 0);
    char *text = mem_printf("#!/bin/sh\ntrap '' HUP INT TERM\nexec 9>'%s'\n"
                            "echo half a picture >\"$5\"\necho begun >&9\n"
                            "while :; do sleep 1000; done\n",
                            path);
    put_program("gnuplot", text);
    free(text);
    free(path);
    return pipe;
}

static const int endings[] = {SIGHUP, SIGINT, SIGTERM};

static void draw_until_ended(int ending)
{
    signal(ending, SIG_DFL); /* check has a handler of its own */
    put_data();
    draw("figure1");
    _exit(0); /* not reached: the signal has its effect when nothing is half done */
}

START_TEST(signals_end_a_program_that_hangs)
{
    const int pipe = open_pipe_to_hanging_gnuplot();
    const pid_t drawing = fork();
    if (drawing == 0)
        draw_until_ended(endings[_i]);
    char text[16] = "";
    struct pollfd begun = {.fd = pipe, .events = POLLIN};
    ck_assert_int_eq(poll(&begun, 1, -1), 1);
    ck_assert_int_eq(read(pipe, text, sizeof text), 6);
    kill(drawing, endings[_i]);
    int status;
    ck_assert_int_eq(waitpid(drawing, &status, 0), drawing);
    ck_assert(WIFSIGNALED(status) && WTERMSIG(status) == endings[_i]);
    ck_assert_int_eq(files_in(charts), 0);
    begun.events = 0; /* hung up: nobody is left who could write */
    ck_assert_int_eq(poll(&begun, 1, -1), 1);
    ck_assert_int_eq(begun.revents, POLLHUP);
    close(pipe);
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
    put_data();
    setenv("PATH", folder, 1);
    ck_assert_int_lt(draw("figure1"), 0);
    ck_assert_ptr_nonnull(strstr(e.text, "apt-get install gnuplot-nox"));
    setenv("PATH", "/usr/local/bin:/usr/bin:/bin", 1);
    ck_assert_int_eq(files_in(charts), 0);
}
END_TEST

/* 1000 phones: one of four is shown, and the charts stay small enough to look at. */
START_TEST(progress_of_many_phones_is_thinned_out)
{
    char *text;
    size_t size;
    FILE *file = open_memstream(&text, &size);
    fputs("id,phone,state,number,file,doing,begin_s,end_s\n", file);
    for (int i = 0; i < 1000; i++)
        fprintf(file,
                "%d,P%d,fetching,1,a,waiting,0,9\n%d,P%d,fetching,1,a,receiving,9,12\n"
                "%d,P%d,upgraded,,,,12,20\n",
                i, i, i, i, i, i);
    fclose(file);
    put("timeline.csv", text);
    free(text);
    ck_assert_msg(draw("progress") == 0, "%s", e.text);
    size_t length;
    char *svg = file_contents(charts, "progress.svg", &length);
    ck_assert_ptr_nonnull(strstr(svg, "Progress of 1000 phones (one of 4 is shown)"));
    ck_assert_uint_lt(length, 1000000);
    free(svg);
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

static void put_graph_and_scripts(void)
{
    put_data();
    put("hierarchy-01-a.dot", "digraph { a -> b }\n");
    put("hierarchy-02-b.dot", "digraph { c }\n");
    put("notes.dot", "no graph at all\n");
}

START_TEST(charts_of_a_run)
{
    const char *srcdir = getenv("srcdir");
    char *scripts = mem_printf("%s/plots", srcdir ? srcdir : ".");
    put_graph_and_scripts();
    const int before = files_in(folder);
    ck_assert_msg(run_charts_draw(scripts, folder, true, &e) == 0, "%s", e.text);
    ck_assert_int_eq(files_in(folder), before + 10); /* wan, progress, phones and two graphs */
    ck_assert(file_exists(folder, "hierarchy-02-b.svg"));
    ck_assert(file_exists(folder, "progress.png"));
    free(scripts);
}
END_TEST

START_TEST(odd_folder_names_are_taken_as_they_are)
{
    char *odd = mem_printf("%s/it's a \"folder\", $(yes) `no`", folder);
    char *move = mem_printf("%s/lan.csv", odd);
    ck_assert_int_eq(mkdir(odd, 0777), 0);
    FILE *file = fopen(move, "w");
    fputs("model,phones,upgrade_time_s\nCP-7965,1,97.5\nCP-7965,40,98.25\n", file);
    fclose(file);
    const char *srcdir = getenv("srcdir");
    char *script = mem_printf("%s/plots/lan.gp", srcdir ? srcdir : ".");
    ck_assert_msg(plot_draw(script, odd, odd, "lan", &e) == 0, "%s", e.text);
    ck_assert_int_eq(files_in(folder), 1);
    free(script);
    free(move);
    free(odd);
}
END_TEST

static bool can_draw(void)
{
    return system("gnuplot --version >/dev/null 2>&1 && dot -V >/dev/null 2>&1") == 0;
}

static void add(TCase *t)
{
    tcase_add_checked_fixture(t, setup, teardown);
    tcase_set_timeout(t, 60);
    tcase_add_test(t, missing_gnuplot_names_its_package);
    tcase_add_test(t, missing_dot_names_its_package);
    tcase_add_test(t, missing_graph_is_named);
    tcase_add_test(t, warnings_are_no_failure);
    tcase_add_test(t, programs_have_an_environment_of_their_own);
    tcase_add_loop_test(t, signals_end_a_program_that_hangs, 0, sizeof endings / sizeof *endings);
    tcase_add_test(t, ignored_signals_end_nothing);
    if (!can_draw())
        return;
    tcase_add_loop_test(t, scripts_draw_png_and_svg_with_text, 0, FIGURES);
    tcase_add_test(t, png_is_large_enough);
    tcase_add_test(t, equal_data_give_equal_charts);
    tcase_add_test(t, png_shows_its_text);
    tcase_add_test(t, missing_fonts_are_an_error);
    tcase_add_test(t, missing_data_is_named);
    tcase_add_test(t, gnuplots_message_is_passed_on);
    tcase_add_test(t, talkative_script_does_not_hang);
    tcase_add_test(t, progress_of_many_phones_is_thinned_out);
    tcase_add_test(t, graphs_are_drawn_with_text);
    tcase_add_test(t, dots_message_is_passed_on);
    tcase_add_test(t, charts_of_a_run);
    tcase_add_test(t, odd_folder_names_are_taken_as_they_are);
}

int main(void)
{
    const int result = run_tests("draw", add);
    if (result == EXIT_SUCCESS && !can_draw()) {
        fputs("SKIPPED: gnuplot or dot is not installed, so nothing was drawn: apt-get install "
              "gnuplot-nox graphviz\n",
              stderr);
        return EXIT_SKIPPED;
    }
    return result;
}
