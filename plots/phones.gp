# How many of a run's phones are back within a time.
#
#   gnuplot -c plots/phones.gp DIR OUT [OPTION]...       options: arguments.gp
#
# Reads DIR/phones.csv (id, site, reset_s, ended_s, upgrade_time_s); with site=NAME those of one site.
# Counted from the first reset; where the resets are spread, also from each phone's own. Phones that have
# not completed are left out, and counted in the title.

array given[ARGC]
do for [i = 1:ARGC] { given[i] = value("ARG".i) }
here = ARG0[1:strlen(ARG0) - strlen("phones.gp")]
load here."arguments.gp"
load here."style.gp"

phones = dir."/phones.csv"
here_is(name) = site eq "" || name eq site
of_site(x) = here_is(stringcolumn("site")) ? x : NaN
back(x) = stringcolumn("upgrade_time_s") eq "" ? NaN : x
stats phones using (of_site(column("id"))) name "ALL" nooutput
stats phones using (of_site(column("reset_s"))) name "R" nooutput
stats phones using (of_site(back(column("ended_s")))) name "E" nooutput
stats phones using (of_site(column("upgrade_time_s"))) name "T" nooutput
failed = ALL_records - T_records
spread = R_max - R_min
all_back = E_max - R_min
apart = spread > 0.01 * all_back
step = time_step(all_back > T_max ? all_back - (T_min < E_min - R_min ? T_min : E_min - R_min) : T_max - T_min)
lowest = T_min < E_min - R_min ? T_min : E_min - R_min
highest = all_back > T_max ? all_back : T_max
low = time_below(lowest - 0.2 * step, step)
low = low < 0 ? 0 : low
high = time_above(highest + 0.2 * step, step)

set title headline((site eq "" ? "" : "“".site."”: ").sprintf("%d phone%s back", T_records, T_records == 1 ? "" : "s"). \
                   (failed > 0 ? sprintf(", %d not upgraded", failed) : ""))
set label 99 (failed > 0 ? "last one back after " : "all back after ").clock(all_back)."; slowest phone ".clock(T_max)
set xlabel "Time (".time_unit(high, step).")"
set ylabel "Phones back within this time"
set xrange [low:high]
set yrange [0:T_records * 1.08 + 0.2]
if (T_records < 8) { set ytics 1 }
set xtics step
eval "set format x ".time_format(high, step)
unset mxtics
set key left top
set arrow 1 from E_median - R_min, graph 0 to E_median - R_min, graph 1 nohead dashtype 3 linewidth 2 \
    linecolor rgb grey back
set label 1 "median" at E_median - R_min, graph 0.03 left offset 0.6,0 textcolor rgb grey

# A row without a value would begin the sum anew.
is_back(time) = time ne "" && here_is(stringcolumn("site"))
set table $first separator comma
plot phones using (column("ended_s") - R_min):(1) with table if (is_back(stringcolumn("upgrade_time_s")))
set table $own separator comma
plot phones using "upgrade_time_s":(1) with table if (is_back(stringcolumn("upgrade_time_s")))
unset table
unset datafile columnheaders
mark_size = T_records > 200 ? 0 : 0.9
plot $first using 1:2 smooth cumulative with steps linewidth 3 linecolor rgb blue title "since the first reset", \
     $first using 1:2 smooth cumulative with points pointtype 7 pointsize mark_size linecolor rgb blue notitle, \
     for [k = 1:apart] $own using 1:2 smooth cumulative with steps linewidth 3 dashtype 2 \
        linecolor rgb red title "since its own reset"

load here."fonts.gp"
