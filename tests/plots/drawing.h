/* What the tests of charts have in common: a folder with tables, and drawing from it. */
#ifndef TESTS_PLOTS_DRAWING_H
#define TESTS_PLOTS_DRAWING_H

#include "plots/draw.h"
#include "tests/support.h"

static char *folder, *charts;
static const char *option; /* of the script */
static struct error e;

static inline void setup(void)
{
    option = NULL;
    folder = fresh_folder();
    charts = mem_printf("%s/charts", folder);
}

static inline void teardown(void)
{
    free(charts);
    remove_folder(folder);
}

static inline void put(const char *name, const char *text)
{
    char *path = mem_printf("%s/%s", folder, name);
    FILE *file = fopen(path, "w");
    fputs(text, file);
    fclose(file);
    free(path);
}

static inline int draw_script(const char *script, const char *name)
{
    static const char *const tables[] = {"phones.csv", "timeline.csv", "wan.csv", "links.csv",
                                         NULL};
    const char *const options[] = {option, NULL};
    const struct plot plot = {.script = script,
                              .data = folder,
                              .tables = file_exists(folder, "links.csv") ? tables : NULL,
                              .options = option ? options : NULL,
                              .output = charts,
                              .name = name};
    return plot_draw(&plot, &e);
}

static inline int draw(const char *name)
{
    const char *srcdir = getenv("srcdir");
    char *script = mem_printf("%s/plots/%s.gp", srcdir ? srcdir : ".", name);
    const int result = draw_script(script, name);
    free(script);
    return result;
}

/* A script of the test's own, in the folder. */
static inline int draw_text(const char *text)
{
    put("own.gp", text);
    char *script = mem_printf("%s/own.gp", folder);
    const int result = draw_script(script, "own");
    free(script);
    return result;
}

static inline void put_curves(void)
{
    put("figure1.csv", "model,method,phones,all_back_s,wan_rate_bps,load_bytes,extra\n"
                       "CP-7962,tftp,40,5600,384000,7100000,x\n"
                       "CP-7965,tftp,1,480,384000,7200000,x\n"
                       "CP-7962,tftp,1,420,384000,7100000,x\n"
                       "CP-7965,tftp,40,6390,384000,7200000,x\n");
    put("figure1-published.csv", "label,phones,upgrade_time_s\n\"one, two\",40,6400\n");
    put("figure4.csv", "model,method,phones,all_back_s,wan_rate_bps,load_bytes\n"
                       "CP-8961,tftp,40,9000,384000,7100000\nCP-8961,pfs,1,500,384000,7100000\n"
                       "CP-8961,tftp,1,480,384000,7100000\nCP-8961,pfs,40,510,384000,7100000\n");
    put("lan.csv", "model,method,phones,all_back_s,wan_rate_bps,load_bytes\n"
                   "CP-7965,load-server,1,97.5,384000,7200000\n"
                   "CP-7965,load-server,40,98.25,384000,7200000\n");
}

/* Of a call to the site "branch" before, during and after its upgrade, which is heard there, of 500
 * packets, as (3 x 100 + 2 x 400) / 500 = 2.2; and of one to "unrated", of a codec without
 * ratings. */
static inline void put_calls(void)
{
    put("spurts.csv",
        "site,direction,upgrade,started_s,ended_s,packets,lost_network,lost_late,"
        "lost_buffer,mouth_to_ear_s,mos\n"
        "branch,down,before,0,2,100,0,0,0,0.1,4\nbranch,up,before,0,2,100,0,0,0,0.1,4\n"
        "branch,down,during,3,5,100,10,20,30,0.2,3\nbranch,down,during,5,9,400,0,0,0,0.1,2\n"
        "branch,up,during,3,5,100,0,0,0,0.1,4\nbranch,up,after,10,12,100,0,0,0,0.1,1\n"
        "unrated,down,during,3,5,100,5,1,0,0.2,\n");
}

/* Where a point of a chart is, from the left and from above. */
struct place {
    double x, y;
};

/* The n-th of the chart's points; at 0, 0: there is none. */
static inline struct place place_of_point(const char *svg, int n)
{
    struct place p;
    double size;
    for (const char *at = strstr(svg, "translate("); at; at = strstr(at + 1, "translate("))
        if (sscanf(at, "translate(%lf,%lf) scale(%lf", &p.x, &p.y, &size) == 3 && n-- == 0)
            return p;
    return (struct place){0, 0};
}

static inline uint32_t big_endian(const unsigned char *b)
{
    return (uint32_t)b[0] << 24 | (uint32_t)b[1] << 16 | (uint32_t)b[2] << 8 | b[3];
}

static inline bool can_draw(void)
{
    return system("gnuplot --version >/dev/null 2>&1 && dot -V >/dev/null 2>&1 && "
                  "rsvg-convert --version >/dev/null 2>&1") == 0;
}

/* What main returns. */
static inline int run_drawing_tests(const char *name, void (*add)(TCase *))
{
    const int result = run_tests(name, add);
    if (result == EXIT_SUCCESS && !can_draw()) {
        fputs(
            "SKIPPED: gnuplot, dot or rsvg-convert is not installed, so nothing was drawn: apt-get "
            "install gnuplot-nox graphviz librsvg2-bin\n",
            stderr);
        return EXIT_SKIPPED;
    }
    return result;
}

#endif
