# Upgrade time against the number of phones, from a load server on the phones' LAN.
#
#   gnuplot -c plots/lan.gp DIR OUT [png|svg]
#
# Reads DIR/lan.csv (model, phones, upgrade_time_s, ...).

dir = ARG1
out = ARG2
term = ARG3 eq "" ? out[strlen(out) - 2:] : ARG3
here = ARG0[1:strlen(ARG0) - strlen("lan.gp")]
load here."style.gp"

simulated = dir."/lan.csv"
stats simulated using (collect(stringcolumn("model")), column("upgrade_time_s")) name "T" nooutput
stats simulated using "phones" name "N" nooutput
most = T_max
step = time_step(most)

set title "Upgrade time from a load server on the LAN"
set xlabel "Number of phones"
set ylabel "Upgrade time of the last phone (".time_unit(most, step).")"
set xrange [0:N_max * 1.04]
set yrange [0:time_above(most * 1.15, step)]
set ytics step
set format y time_format(most, step) time
unset mytics
array colour[4] = [blue, red, green, purple]
array mark[4] = [5, 7, 9, 13]

plot for [i = 1:words(texts)] simulated \
        using (stringcolumn("model") eq word(texts, i) ? column("phones") : NaN):"upgrade_time_s" \
        with linespoints linewidth 2.5 pointtype mark[(i - 1) % 4 + 1] pointsize 1.3 \
        linecolor rgb colour[(i - 1) % 4 + 1] title word(texts, i).", simulated"

load here."fonts.gp"
