# Utilisation and queue of a WAN link over time, in both directions.
#
#   gnuplot -c plots/wan.gp DIR OUT [png|svg]
#
# Reads DIR/wan.csv (link, direction, time_s, utilisation, mean_queue, max_queue, drops) and shows
# its first link; long runs as averages, with about 600 points.

dir = ARG1
out = ARG2
term = ARG3 eq "" ? out[strlen(out) - 2:] : ARG3
here = ARG0[1:strlen(ARG0) - strlen("wan.gp")]
load here."style.gp"

series = dir."/wan.csv"
stats series using (first(stringcolumn("link")), column("time_s")) name "T" nooutput
stats series using "mean_queue" name "Q" nooutput
end = T_max + 1
width = ceil(end / 600.0)
at(t) = floor(t / width) * width
point(name) = (stringcolumn("link") eq first_text && stringcolumn("direction") eq name) ? \
              at(column("time_s")) : NaN

set xrange [0:end]
step = time_step(end)
set xtics step
set format x time_format(end, step) time
unset mxtics
shown = width > 1 ? sprintf(" (averages over %d s)", width) : ""

set multiplot layout 2,1
set tmargin 5
set bmargin 2.5
set title first_text.shown noenhanced offset 0,1.2
set ylabel "Utilisation of the line (%)"
set yrange [0:104]
set ytics 20
set key at graph 1, 1.04 right bottom horizontal maxrows 1
plot series using (point("down")):(100 * column("utilisation")) smooth unique \
        with lines linewidth 2.5 linecolor rgb blue title "to the phones", \
     series using (point("up")):(100 * column("utilisation")) smooth unique \
        with lines linewidth 2.5 dashtype 2 linecolor rgb red title "from the phones"

unset title
unset key
set bmargin 4.5
set tmargin 1.5
set xlabel "Time since the start (".time_unit(end, step).")"
set ylabel "Packets waiting (mean)"
set yrange [0:Q_max < 1 ? 1 : Q_max * 1.15]
set ytics autofreq
plot series using (point("down")):"mean_queue" smooth unique \
        with lines linewidth 2.5 linecolor rgb blue, \
     series using (point("up")):"mean_queue" smooth unique \
        with lines linewidth 2.5 dashtype 2 linecolor rgb red
unset multiplot

load here."fonts.gp"
