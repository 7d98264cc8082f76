# How the upgrade times of a run's phones are distributed: how many phones needed no more than that.
#
#   gnuplot -c plots/phones.gp DIR OUT [png|svg]
#
# Reads DIR/phones.csv (phone, upgrade_time_s, ...); phones that have not completed are left out,
# and counted in the title.

dir = ARG1
out = ARG2
term = ARG3 eq "" ? out[strlen(out) - 2:] : ARG3
here = ARG0[1:strlen(ARG0) - strlen("phones.gp")]
load here."style.gp"

phones = dir."/phones.csv"
stats phones using "id" name "ALL" nooutput
stats phones using "upgrade_time_s" name "T" nooutput
step = time_step(T_max - T_min)
low = time_below(T_min - 0.2 * step, step)
high = time_above(T_max + 0.2 * step, step)
failed = ALL_records - T_records

set title sprintf("Upgrade times of %d phone%s%s", T_records, T_records == 1 ? "" : "s", \
                  failed > 0 ? sprintf(" (%d did not complete)", failed) : "")
set xlabel "Upgrade time (".time_unit(high, step).")"
set ylabel "Phones that needed no more"
set xrange [low:high]
set yrange [0:T_records * 1.08 + 1]
if (T_records < 8) { set ytics 1 }
set xtics step
set format x time_format(high, step) time
unset mxtics
unset key
set arrow 1 from T_median, graph 0 to T_median, graph 1 nohead dashtype 2 linewidth 2 \
    linecolor rgb orange
set label 1 "median" at T_median, graph 0.96 right offset -0.8,0 textcolor rgb grey

plot phones using "upgrade_time_s":(1) smooth cumulative with steps linewidth 3 linecolor rgb blue, \
     phones using "upgrade_time_s":(1) smooth cumulative \
        with points pointtype 7 pointsize 0.9 linecolor rgb blue

load here."fonts.gp"
