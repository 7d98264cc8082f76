/* The charts: drawn by the real scripts, with text in them. */
#include "plots/run_charts.h"

#include "tests/plots/drawing.h"

static void put_run(void)
{
    put("wan.csv", "link,site,direction,time_s,interval_s,utilisation,mean_queue,max_queue,drops\n"
                   "wan branch,branch,down,0,1,1,9.5,10,3\nwan branch,branch,down,1,1,0.5,2,4,0\n"
                   "wan branch,branch,up,0,1,0.1,0,0,0\nwan branch,branch,up,1,1,0.1,0,0,0\n"
                   "wan other,other,down,0,1,0.7,0,0,0\nwan other,other,down,1,1,0.7,0,0,0\n"
                   "wan other,other,up,0,1,0.7,0,0,0\n");
    put("links.csv", "link,wan,direction,from,to,wire_bytes,rate_bps\n"
                     "wan branch,yes,down,head,branch,2500000,384000\n"
                     "wan branch,yes,up,branch,head,60000,384000\n"
                     "wan other,yes,down,head,other,1000000,2000000\n"
                     "wan other,yes,up,other,head,70000,2000000\n");
    put("timeline.csv", "id,phone,state,number,file,doing,begin_s,end_s,site\n"
                        "0,SEP0,waiting,,,,0,1,branch\n0,SEP0,booting,,,,1,2,branch\n"
                        "0,SEP0,fetching,1,a.loads,waiting,2,10,branch\n"
                        "0,SEP0,fetching,1,a.loads,receiving,10,30,branch\n"
                        "0,SEP0,fetching,1,a.loads,serving,30,40,branch\n"
                        "0,SEP0,upgraded,,,,40,60,branch\n"
                        "1,SEP1,waiting,,,,0,1,branch\n"
                        "1,SEP1,fetching,1,b.loads,waiting,1,10,branch\n"
                        "1,SEP1,fetching,2,c d.sbn,receiving,10,20,branch\n"
                        "1,SEP1,unplugged,,,,20,30,branch\n1,SEP1,failed,,,,30,60,branch\n"
                        "2,SEP2,upgraded,,,,0,60,other\n");
    put("phones.csv", "id,phone,site,subnet,model,reset_s,ended_s,upgrade_time_s\n"
                      "0,SEP0,branch,10.1.0.0/24,M1,1,40,39\n1,SEP1,branch,10.1.0.0/24,M1,1,30,\n"
                      "2,SEP2,other,10.2.0.0/24,M2,5,65.75,60.75\n");
}

static void put_data(void)
{
    put_curves();
    put_run();
    put_calls();
}

/* What a chart says, and what it does not, as nothing of it occurs. */
static const struct {
    const char *name, *option;
    const char *texts[9];
    const char *absent[4];
} figures[] = {
    {"figure1",
     NULL,
     {"Number of phones", "All phones back after (hours:minutes)", "CP-7962, TFTP, simulated",
      "CP-7965, TFTP, simulated", "published", ">1:40<",
      "384 kbps on the WAN, 7.1 MB to 7.2 MB a phone"},
     {"up to 5 phones"}},
    {"figure4",
     "title=A title {/:Bold of} one's_own",
     {"CP-8961, TFTP, simulated", "CP-8961, PFS, simulated", "up to 5 phones",
      "A title {/:Bold of} one's_own", "384 kbps on the WAN, 7.1 MB a phone"},
     {">published</text>"}},
    {"lan",
     NULL,
     {"Number of phones", "All phones back after (seconds)", ">100<", "load server"},
     {NULL}},
    {"calls",
     "site=branch",
     {"Calls to “branch”", "during the upgrade MOS 2.2 to the site, 4.0 from it; 6 talk spurts<",
      "to the site", "from the site", "Opinion (MOS)", "Mouth to ear (ms)", "Not heard (%)",
      "Time since the start (seconds)"},
     {"nobody talked", "not rated"}},
    {"calls",
     NULL,
     {"Calls<", "during the upgrade MOS 2.2 to the site, 4.0 from it; 7 talk spurts<", ">60<"},
     {"nobody talked", "not rated"}},
    {"calls",
     "site=unrated",
     {"Calls to “unrated”", "the codec is not rated", ">1 talk spurt<", "Not heard (%)"},
     {"during the upgrade", "nobody talked"}},
    {"calls", "site=other", {"Calls to “other”", "nobody talked"}, {"Not heard"}},
    {"wan",
     "site=branch",
     {"WAN of “branch”", "Utilisation (%)", "Packets waiting", "Dropped (1/s)",
      "Time since the start (seconds)", "to the phones", "from the phones",
      "384 kbps to the phones, which carried 2.5 MB; 384 kbps from them, 60 kB"},
     {"the busiest line"}},
    {"wan",
     "site=other",
     {"WAN of “other”", "2 Mbps to the phones", "Utilisation (%)"},
     {"Packets waiting", "Dropped"}},
    {"wan",
     NULL,
     {"2 WAN lines, to the phones", "the busiest line", "all lines, on average",
      "384 kbps to 2 Mbps to the phones"},
     {NULL}},
    {"phones",
     NULL,
     {"2 phones back, 1 not upgraded", "Time (seconds)", "Phones back within this time", "median",
      "since the first reset", "since its own reset",
      "last one back after 1:05 min; slowest phone 1:01 min"},
     {">-"}},
    {"phones",
     "site=branch",
     {"“branch”: 1 phone back, 1 not upgraded", "last one back after 39.0 s",
      "since the first reset"},
     {">since its own reset</text>"}},
    {"sites",
     NULL,
     {"Progress of 2 sites, 1 phone not upgraded", "branch (1 of 2)", ">other<", "first phone back",
      "median", "all back"},
     {NULL}},
    {"progress",
     NULL,
     {"Progress of 3 phones", "Time since the start (seconds)", ">SEP1<", "file 1 of its load",
      "c d.sbn", "unplugged", "not upgraded", "waits for it"},
     {NULL}},
    {"progress",
     "site=other",
     {"“other”: Progress of 1 phone", ">SEP2<"},
     {"SEP0", ">unplugged</text>", ">waits for it</text>"}},
};

enum { FIGURES = sizeof figures / sizeof *figures };

START_TEST(scripts_draw_png_and_svg_with_text)
{
    put_data();
    option = figures[_i].option;
    ck_assert_msg(draw(figures[_i].name) == 0, "%s", e.text);
    ck_assert_int_eq(files_in(charts), 2);
    char *name = mem_printf("charts/%s.svg", figures[_i].name);
    char *svg = file_contents(folder, name, NULL);
    for (int i = 0; i < 9 && figures[_i].texts[i]; i++)
        ck_assert_msg(strstr(svg, figures[_i].texts[i]) != NULL, "no '%s' in %s",
                      figures[_i].texts[i], name);
    for (int i = 0; i < 4 && figures[_i].absent[i]; i++)
        ck_assert_msg(strstr(svg, figures[_i].absent[i]) == NULL, "'%s' in %s",
                      figures[_i].absent[i], name);
    free(svg);
    free(name);
}
END_TEST

/* One that is not upgraded, between two that are back, does not make the sum begin anew. */
START_TEST(phones_that_are_back_add_up)
{
    put_data();
    ck_assert_msg(draw("phones") == 0, "%s", e.text);
    char *svg = file_contents(charts, "phones.svg", NULL);
    ck_assert_double_gt(place_of_point(svg, 1).y, 0);
    ck_assert_double_lt(place_of_point(svg, 1).y, place_of_point(svg, 0).y);
    free(svg);
}
END_TEST

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

/* 1000 phones: one of four is shown, and the charts stay small enough to look at. */
START_TEST(progress_of_many_phones_is_thinned_out)
{
    char *text;
    size_t size;
    FILE *file = open_memstream(&text, &size);
    fputs("id,phone,state,number,file,doing,begin_s,end_s,site\n", file);
    for (int i = 0; i < 1000; i++)
        fprintf(file,
                "%d,P%d,fetching,1,a,waiting,0,9,s\n%d,P%d,fetching,1,a,receiving,9,12,s\n"
                "%d,P%d,upgraded,,,,12,20,s\n",
                i, i, i, i, i, i);
    fclose(file);
    put("timeline.csv", text);
    free(text);
    file = open_memstream(&text, &size);
    fputs("id,phone,site,subnet,model,reset_s,ended_s,upgrade_time_s\n", file);
    for (int i = 0; i < 1000; i++)
        fprintf(file, "%d,P%d,s,10.1.0.0/16,M%d,0,12,12\n", i, i, i / 250);
    fclose(file);
    put("phones.csv", text);
    free(text);
    ck_assert_msg(draw("progress") == 0, "%s", e.text);
    size_t length;
    char *svg = file_contents(charts, "progress.svg", &length);
    ck_assert_ptr_nonnull(strstr(svg, "Progress of 1000 phones (one of 4 is shown)"));
    ck_assert_ptr_nonnull(strstr(svg, "M3, 10.1.0.0/16")); /* instead of names */
    ck_assert_ptr_null(strstr(svg, "P750"));
    ck_assert_uint_lt(length, 1000000);
    free(svg);
}
END_TEST

static void put_graph_and_scripts(void)
{
    put_data();
    put("hierarchy-01-a.dot", "digraph { a -> b }\n");
    put("hierarchy-02-b.dot", "digraph { c }\n");
    put("notes.dot", "no graph at all\n");
}

static size_t told, told_of;

static void note_picture(void *user, size_t number, size_t count)
{
    (void)user;
    ck_assert_uint_eq(number, ++told);
    told_of = count;
}

static void draw_run(const char *site, size_t number, bool completed)
{
    const char *srcdir = getenv("srcdir");
    char *scripts = mem_printf("%s/plots", srcdir ? srcdir : ".");
    told = 0;
    const struct run_charts c = {.scripts = scripts,
                                 .folder = folder,
                                 .site = site,
                                 .site_number = number,
                                 .sites = 2,
                                 .completed = completed,
                                 .progress = note_picture};
    ck_assert_msg(run_charts_draw(&c, &e) == 0, "%s", e.text);
    free(scripts);
}

START_TEST(charts_of_a_run)
{
    put_graph_and_scripts();
    const int before = files_in(folder);
    draw_run(NULL, 0, true);
    ck_assert_int_eq(files_in(folder), before + 14); /* five charts and two graphs */
    ck_assert_uint_eq(told, 7);
    ck_assert_uint_eq(told_of, 7);
    ck_assert(file_exists(folder, "calls.png"));
    ck_assert(file_exists(folder, "hierarchy-02-b.svg"));
    ck_assert(file_exists(folder, "progress.png"));
    ck_assert(file_exists(folder, "sites.png"));
}
END_TEST

START_TEST(charts_of_a_site)
{
    put_graph_and_scripts();
    const int before = files_in(folder);
    draw_run("branch", 1, true);
    ck_assert_int_eq(files_in(folder), before + 8);
    ck_assert(file_exists(folder, "site-1-progress.png"));
    ck_assert(file_exists(folder, "site-1-calls.png"));
    draw_run("other", 2, false);
    ck_assert_int_eq(files_in(folder), before + 14);
    ck_assert(!file_exists(folder, "site-2-phones.png"));
}
END_TEST

START_TEST(odd_folder_names_are_taken_as_they_are)
{
    char *odd =
        mem_printf("%s/it's a \"folder\", $(touch pwned) `touch pwned`'; touch pwned; '", folder);
    const char *srcdir = getenv("srcdir");
    char *script = mem_printf("%s/plots/figure4.gp", srcdir ? srcdir : ".");
    ck_assert_int_eq(mkdir(odd, 0777), 0);
    char *own = folder;
    folder = odd;
    put_curves();
    folder = own;
    const struct plot plot = {.script = script, .data = odd, .output = odd, .name = "it's <drawn>"};
    ck_assert_msg(plot_draw(&plot, &e) == 0, "%s", e.text);
    ck_assert(file_exists(odd, "it's <drawn>.png"));
    ck_assert_int_eq(files_in(folder), 1);
    ck_assert(!file_exists(".", "pwned"));
    free(script);
    free(odd);
}
END_TEST

/* A name is text, whatever is in it: CSV and SVG have their own ways of writing it. */
#define HOSTILE "#a\\n\\q'`touch pwned`@{x}^2_3 %s <script>&$(touch pwned)"

START_TEST(names_are_data)
{
    static const char
        name[] = HOSTILE "\"\"q\"\", ,",
        in_svg[] = "#a\\n\\q'`touch pwned`@{x}^2_3 %s &lt;script>&amp;$(touch pwned)\"q\", ,";
    char *text = mem_printf("id,phone,site,subnet,model,reset_s,ended_s,upgrade_time_s\n"
                            "0,\"%s\",\"%s\",s,m,1,40,39\n1,\"x\",\"x\",s,m,1,40,39\n",
                            name, name);
    put_data();
    put("phones.csv", text);
    free(text);
    text = mem_printf("id,phone,state,number,file,doing,begin_s,end_s,site\n"
                      "0,\"%s\",fetching,1,\"%s\",receiving,0,30,\"%s\"\n",
                      name, name, name);
    put("timeline.csv", text);
    free(text);
    static const char *const scripts[] = {"progress", "sites"};
    for (int i = 0; i < 2; i++) {
        ck_assert_msg(draw(scripts[i]) == 0, "%s", e.text);
        char *file = mem_printf("%s.svg", scripts[i]), *svg = file_contents(charts, file, NULL);
        ck_assert_msg(strstr(svg, in_svg) != NULL, "%.200s",
                      strstr(svg, "#a") ? strstr(svg, "#a") : "none");
        free(svg);
        free(file);
    }
    ck_assert(!file_exists(".", "pwned"));
    option = "site=" HOSTILE "\"q\", ,";
    ck_assert_msg(draw("phones") == 0, "%s", e.text);
    char *svg = file_contents(charts, "phones.svg", NULL);
    ck_assert_msg(strstr(svg, in_svg) != NULL, "%.200s",
                  strstr(svg, "#a") ? strstr(svg, "#a") : "none");
    ck_assert_ptr_nonnull(strstr(svg, ": 1 phone back"));
    free(svg);
    ck_assert(!file_exists(".", "pwned"));
}
END_TEST

static int run_script(const char *name, const char *out, const char *more)
{
    const char *srcdir = getenv("srcdir");
    char *command = mem_printf("gnuplot -d -c '%s/plots/%s.gp' '%s' '%s/%s' %s 2>'%s/said'",
                               srcdir ? srcdir : ".", name, folder, folder, out, more, folder);
    const int status = system(command);
    free(command);
    return status;
}

/* Of a second tenths are shown, each once. */
START_TEST(a_line_that_is_not_used_says_so)
{
    put_data();
    put("wan.csv", "link,site,direction,time_s,interval_s,utilisation,mean_queue,max_queue,drops\n"
                   "wan branch,branch,down,0,1,0,0,0,0\nwan branch,branch,up,0,1,0,0,0,0\n");
    ck_assert_int_eq(run_script("wan", "a.svg", ""), 0);
    char *svg = file_contents(folder, "a.svg", NULL);
    static const char *const texts[] = {"not used", "0.9<", "1.0<"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        ck_assert_msg(strstr(svg, texts[i]) != NULL, "no '%s'", texts[i]);
    ck_assert_ptr_null(strstr(svg, "00.9"));
    free(svg);
}
END_TEST

/* It is no site's: of one site it is not shown, and it is none of the lines that are counted. */
START_TEST(the_head_end_has_a_curve_of_its_own)
{
    put_data();
    char *csv = file_contents(folder, "wan.csv", NULL);
    char *more = mem_printf("%shead end,,down,0,1,0.9,12,15,2\nhead end,,down,1,1,0.9,12,15,0\n"
                            "head end,,down,2,1,0.9,12,15,0\nhead end,,up,0,1,0.9,99,99,0\n",
                            csv);
    put("wan.csv", more);
    free(csv);
    free(more);
    ck_assert_int_eq(run_script("wan", "a.svg", ""), 0);
    ck_assert_int_eq(run_script("wan", "b.svg", "site=branch"), 0);
    char *all = file_contents(folder, "a.svg", NULL), *one = file_contents(folder, "b.svg", NULL);
    ck_assert_ptr_nonnull(strstr(all, "the head end"));
    ck_assert_ptr_nonnull(strstr(all, "2 WAN lines, to the phones"));
    ck_assert_ptr_nonnull(strstr(all, ">12<")); /* the scale of the queue */
    ck_assert_ptr_null(strstr(one, "the head end"));
    free(all);
    free(one);
}
END_TEST

START_TEST(a_line_of_unlimited_rate_says_so)
{
    put_data();
    put("wan.csv", "link,site,direction,time_s,interval_s,utilisation,mean_queue,max_queue,drops\n"
                   "wan branch,branch,down,0,1,0,0,0,0\nwan branch,branch,up,0,1,0,0,0,0\n");
    put("links.csv", "link,wan,direction,from,to,wire_bytes,rate_bps\n"
                     "wan branch,yes,down,head,branch,2500000,unlimited\n"
                     "wan branch,yes,up,branch,head,60000,384000\n");
    ck_assert_int_eq(run_script("wan", "a.svg", ""), 0);
    char *svg = file_contents(folder, "a.svg", NULL);
    ck_assert_ptr_nonnull(strstr(svg, "a line of unlimited rate is never busy"));
    ck_assert_ptr_nonnull(strstr(svg, "unlimited to the phones, which carried 2.5 MB; 384 kbps"));
    free(svg);
}
END_TEST

/* By hand: the format is that of the file's name, or as it is told. */
START_TEST(scripts_have_options)
{
    static const struct {
        const char *out, *more, *begins;
    } files[] = {{"a.pdf", "", "%PDF-"},
                 {"a.eps", "", "%!PS-Adobe-3.0 EPSF"},
                 {"a.tmp", "pdf", "%PDF-"},
                 {"a.svg", "size=640x480 font=Serif,10", "<?xml"}};
    put_data();
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        ck_assert_int_eq(run_script("wan", files[i].out, files[i].more), 0);
        char *begins = file_contents(folder, files[i].out, NULL);
        ck_assert_msg(strncmp(begins, files[i].begins, strlen(files[i].begins)) == 0, "%s: %.20s",
                      files[i].out, begins);
        free(begins);
    }
    char *svg = file_contents(folder, "a.svg", NULL);
    ck_assert_ptr_nonnull(strstr(svg, "viewBox=\"0 0 640 480\""));
    ck_assert_ptr_nonnull(strstr(svg, "Serif"));
    free(svg);
    ck_assert_int_ne(run_script("wan", "a.gif", ""), 0);
    char *said = file_contents(folder, "said", NULL);
    ck_assert_str_eq(said, "the format 'gif' is not known: png, svg, pdf or eps\n");
    free(said);
    ck_assert_int_ne(run_script("wan", "a.svg", "size=wide"), 0);
    ck_assert_int_ne(run_script("wan", "a.svg", "site=nowhere"), 0);
}
END_TEST

START_TEST(curves_have_points_of_ones_own)
{
    put_data();
    put("own.csv", "phones,upgrade_time_s\n20,30000\n");
    char *more = mem_printf("points='%s/own.csv'", folder);
    ck_assert_int_eq(run_script("figure1", "a.svg", more), 0);
    char *svg = file_contents(folder, "a.svg", NULL);
    ck_assert_ptr_nonnull(strstr(svg, "measured"));
    ck_assert_ptr_nonnull(strstr(svg, ">8:00<")); /* up to 30,000 s */
    free(svg);
    free(more);
}
END_TEST

/* The same rows in another order give the same picture. */
START_TEST(order_of_rows_does_not_matter)
{
    char *svg[2];
    for (int i = 0; i < 2; i++) {
        put("lan.csv", i ? "model,method,phones,all_back_s,wan_rate_bps,load_bytes\n"
                           "A,load-server,1,90,1000,1\nA,load-server,20,95,1000,1\n"
                           "A,load-server,40,98,1000,1\n"
                         : "model,method,phones,all_back_s,wan_rate_bps,load_bytes\n"
                           "A,load-server,40,98,1000,1\nA,load-server,1,90,1000,1\n"
                           "A,load-server,20,95,1000,1\n");
        ck_assert_msg(draw("lan") == 0, "%s", e.text);
        char *text = file_contents(charts, "lan.svg", NULL);
        svg[i] = mem_strdup(strstr(text, "<path stroke='rgb(  0, 114, 178)'"));
        *strchr(svg[i], '>') = '\0'; /* the line */
        free(text);
    }
    ck_assert_str_eq(svg[0], svg[1]);
    free(svg[0]);
    free(svg[1]);
}
END_TEST

static void add(TCase *t)
{
    tcase_add_checked_fixture(t, setup, teardown);
    tcase_set_timeout(t, 60);
    if (!can_draw())
        return;
    tcase_add_loop_test(t, scripts_draw_png_and_svg_with_text, 0, FIGURES);
    tcase_add_test(t, phones_that_are_back_add_up);
    tcase_add_test(t, png_is_large_enough);
    tcase_add_test(t, equal_data_give_equal_charts);
    tcase_add_test(t, png_shows_its_text);
    tcase_add_test(t, missing_fonts_are_an_error);
    tcase_add_test(t, missing_data_is_named);
    tcase_add_test(t, progress_of_many_phones_is_thinned_out);
    tcase_add_test(t, charts_of_a_run);
    tcase_add_test(t, charts_of_a_site);
    tcase_add_test(t, odd_folder_names_are_taken_as_they_are);
    tcase_add_test(t, names_are_data);
    tcase_add_test(t, scripts_have_options);
    tcase_add_test(t, a_line_that_is_not_used_says_so);
    tcase_add_test(t, a_line_of_unlimited_rate_says_so);
    tcase_add_test(t, the_head_end_has_a_curve_of_its_own);
    tcase_add_test(t, curves_have_points_of_ones_own);
    tcase_add_test(t, order_of_rows_does_not_matter);
}

int main(void)
{
    return run_drawing_tests("charts", add);
}
