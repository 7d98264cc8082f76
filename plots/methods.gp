# The body of figure3.gp and figure4.gp: upgrade time against the number of phones, by TFTP and by PFS,
# for each phone model. Reads dir/<figure>.csv (model, method, phones, upgrade_time_s, ...) and the
# published points, dir/<figure>-published.csv (label, method, phones, upgrade_time_s), if there are
# any. Not to be run by itself.

simulated = dir."/".figure.".csv"
published = dir."/".figure."-published.csv"
stats simulated using (collect(stringcolumn("model")), column("upgrade_time_s")) name "T" nooutput
stats simulated using "phones" name "N" nooutput
most = T_max
has_published = int(system("test -f '".published."' && echo 1 || echo 0"))
if (has_published) {
    stats published using "upgrade_time_s" name "P" nooutput
    most = T_max > P_max ? T_max : P_max
}
if (!has_published) {
    published = simulated
}
step = time_step(most)

set title "Upgrade time by TFTP and by Peer Firmware Sharing"
set xlabel "Number of phones"
set ylabel "Upgrade time of the last phone (".time_unit(most, step).")"
set xrange [0:N_max * 1.04]
set yrange [0:time_above(most * 1.04, step)]
set ytics step
set format y time_format(most, step) time
unset mytics
array colour[4] = [blue, red, green, purple]
array filled[4] = [5, 7, 9, 13]
array hollow[4] = [4, 6, 8, 12]
is(method, i) = stringcolumn("model") eq word(texts, i) && stringcolumn("method") eq method

plot for [i = 1:words(texts)] simulated \
        using (is("tftp", i) ? column("phones") : NaN):"upgrade_time_s" \
        with linespoints linewidth 2.5 pointtype filled[(i - 1) % 4 + 1] pointsize 1.3 \
        linecolor rgb colour[(i - 1) % 4 + 1] title word(texts, i).", TFTP, simulated", \
     for [i = 1:words(texts)] simulated \
        using (is("pfs", i) ? column("phones") : NaN):"upgrade_time_s" \
        with linespoints linewidth 2.5 dashtype 2 pointtype hollow[(i - 1) % 4 + 1] pointsize 1.5 \
        linecolor rgb colour[(i - 1) % 4 + 1] title word(texts, i).", PFS, simulated", \
     for [k = 1:has_published] published using "phones":"upgrade_time_s" \
        with points pointtype 6 pointsize 3.2 linewidth 3 linecolor rgb black title "published"
