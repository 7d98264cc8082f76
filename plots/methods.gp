# The body of figure1.gp, figure3.gp, figure4.gp and lan.gp: upgrade time against the number of phones,
# a line for each phone model and method. Reads dir/<figure>.csv (model, method, phones, all_back_s,
# wan_rate_bps, load_bytes; rows in any order), and with has_published dir/<figure>-published.csv
# (phones, upgrade_time_s). Where there are several methods and many phones, the corner in which the
# lines cross is drawn again, larger. Not to be run by itself.

simulated = dir."/".figure.".csv"
published = dir."/".figure."-published.csv"
has_published = has_published && with_published
if (own_here) { points = dir."/".figure."-own.csv" }

# A line is told by its model and method, models by their place in `texts`.
LINES = 32
array line_model[LINES]
array line_method[LINES]
lines = 0
line_of(model, method) = (at = 0, lines == 0 ? 0 : sum [line_i = 1:lines] \
    (line_model[line_i] eq model && line_method[line_i] eq method ? (at = line_i, 0) : 0), at)
note_line(model, method) = line_of(model, method) > 0 || lines == LINES ? 0 : \
    (lines = lines + 1, line_model[lines] = model, line_method[lines] = method, collect(model))
stats simulated using (note_line(stringcolumn("model"), stringcolumn("method")), \
                       column("all_back_s")) name "T" nooutput
stats simulated using "phones" name "N" nooutput
stats simulated using "wan_rate_bps" name "R" nooutput
stats simulated using "load_bytes" name "B" nooutput
most = T_max
if (has_published) { stats published using "upgrade_time_s" name "P" nooutput; most = P_max > most ? P_max : most }
least = T_min
farthest = N_max
with_own = points ne ""
# Points of one's own are told by their labels, where they have some.
array own_label[LINES]
own_label[1] = ""
owns = 0
own_of(label) = (at = 0, owns == 0 ? 0 : sum [own_i = 1:owns] (own_label[own_i] eq label ? (at = own_i, 0) : 0), at)
note_own(label) = own_of(label) > 0 || owns == LINES ? 0 : (owns = owns + 1, own_label[owns] = label, 0)
if (with_own) {
    stats points using "upgrade_time_s" name "O" nooutput
    most = O_max > most ? O_max : most
    least = O_min < least ? O_min : least
    stats points using "phones" name "Q" nooutput
    farthest = Q_max > farthest ? Q_max : farthest
    if (own_here) { stats points using (note_own(stringcolumn("label"))) nooutput } else { ok = note_own("measured") }
}
step = time_step(most)
few = 5
stats simulated using (column("phones") <= few ? column("all_back_s") : NaN) name "F" nooutput

methods = 0
do for [i = 2:lines] { methods = methods || line_method[i] ne line_method[1] }
method_text(m) = m eq "tftp" ? "TFTP" : m eq "pfs" ? "PFS" : m eq "load-server" ? "load server" : m
line_text(i) = line_model[i].", ".method_text(line_method[i]).", simulated"
# Lines that coincide: the first is broad, those on it are narrower.
# Lines and marks are as large as suits the size.
suits = width < 1280 ? (width < 500 ? 0.4 : width / 1280.0) : 1
breadth(i) = suits * (2.5 + 3 * (texts_count - place_of(line_model[i])) * (texts_count < 5))
mark_size(i) = suits * (1.2 + 0.45 * (texts_count - place_of(line_model[i])) * (texts_count < 5))
hue(i) = (place_of(line_model[i]) - 1) % 8 + 1
array filled[4] = [5, 7, 9, 13]
array hollow[4] = [4, 6, 8, 12]
mark(i) = line_method[i] eq "pfs" ? hollow[(hue(i) - 1) % 4 + 1] : filled[(hue(i) - 1) % 4 + 1]
dash(i) = line_method[i] eq "pfs" ? 2 : 1
on_line(i) = stringcolumn("model") eq line_model[i] && stringcolumn("method") eq line_method[i]

small_print = (R_min == R_max ? rate_text(R_min) : rate_text(R_min)." to ".rate_text(R_max)). \
    (wan ? " on the WAN, " : " on the WAN (not used for firmware), "). \
    (B_min == B_max ? bytes_text(B_min) : bytes_text(B_min)." to ".bytes_text(B_max))." a phone"
set label 99 small_print
set title headline(heading)
set xlabel "Number of phones"
set ylabel "All phones back after (".time_unit(most, step).")"
set xrange [0:farthest * 1.04]
set yrange [0:time_above(most * headroom, step)]
set ytics step
eval "set format y ".time_format(most, step)
if (log_x) {
    set logscale x
    set xrange [N_min / 1.1:farthest * 1.1]
    set xtics (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10000, 20000, 50000)
}
if (log_y) {
    set logscale y
    set ylabel "All phones back after"
    set format y "%g"
    set yrange [least / 1.3:most * 1.3]
    set ytics ("1 s" 1, "2 s" 2, "5 s" 5, "10 s" 10, "20 s" 20, "30 s" 30, "1 min" 60, "2 min" 120, "3 min" 180, "5 min" 300, \
               "7 min" 420, "10 min" 600, "15 min" 900, "20 min" 1200, "30 min" 1800, "45 min" 2700, "1 h" 3600, "2 h" 7200, "5 h" 18000, "10 h" 36000, \
               "1 d" 86400, "2 d" 172800, "5 d" 432000, "10 d" 864000)
}
unset mxtics
unset mytics
if (lines + with_formulas + has_published + owns > 8) { set key font font_small }
# The corner at the top is empty below curves that rise, on linear axes, and nowhere else.
if (owns || log_x || log_y) { set key bmargin center horizontal; unset bmargin; set xlabel offset 0,0.3 }

# By method, then by model, whatever the order of the rows.
method_place(m) = m eq "tftp" ? 1 : m eq "load-server" ? 2 : 3
weight(i) = 1000 * method_place(line_method[i]) + place_of(line_model[i])
do for [i = 2:lines] {
    do for [j = lines:i:-1] {
        if (weight(j) < weight(j - 1)) {
            text = line_model[j]; line_model[j] = line_model[j - 1]; line_model[j - 1] = text
            text = line_method[j]; line_method[j] = line_method[j - 1]; line_method[j - 1] = text
        }
    }
}

# A block of data for each line, which 'smooth unique' sorts by phones.
do for [i = 1:lines] {
    eval sprintf("set table $line_%d separator comma", i)
    plot simulated using "phones":"all_back_s" with table if (on_line(i))
    unset table
}
block(i) = sprintf("$line_%d", i)
# What the formulas say at the same points; a block is there in any case.
set print $formula_1
print "-1,0"
unset print
do for [i = 1:(with_formulas ? lines : 0)] {
    eval sprintf("set table $formula_%d separator comma", i)
    plot simulated using "phones":"formula_all_back_s" with table if (on_line(i))
    unset table
}
formula(i) = sprintf("$formula_%d", i)
# Points of others; the first is none, so that there is one.
set print $published
print "-1,0"
unset print
set table $published append separator comma
if (has_published) { plot published using "phones":"upgrade_time_s" with table }
unset table
# A block for each label; the first of its points is none, so that there is one.
do for [i = 1:(owns > 0 ? owns : 1)] {
    eval sprintf("set print $own_%d", i)
    print "-1,0"
    unset print
    if (i > owns) { continue }
    eval sprintf("set table $own_%d append separator comma", i)
    plot points using "phones":"upgrade_time_s" with table if (!own_here || stringcolumn("label") eq own_label[i])
    unset table
}
own(i) = sprintf("$own_%d", i)
array own_marks[6] = [2, 1, 3, 12, 10, 8]
own_mark(i) = own_marks[(i - 1) % 6 + 1]
unset datafile columnheaders

with_inset = methods && N_max >= 20 && N_min < few && !log_x && !log_y
if (with_inset) { set multiplot }
plot for [i = 1:lines] block(i) using 1:2 smooth unique with lines linetype hue(i) \
        linewidth breadth(i) dashtype dash(i) notitle, \
     for [i = 1:(with_formulas ? lines : 0)] formula(i) using 1:2 smooth unique with lines \
        linecolor rgb black linewidth 1.2 * suits notitle, \
     for [i = 1:lines] block(i) using 1:2 with points linetype hue(i) linewidth 2 * suits \
        pointtype mark(i) pointsize mark_size(i) notitle, \
     for [k = 1:has_published] $published using 1:2 \
        with points pointtype 6 pointsize 3.2 * suits linewidth 3 * suits linecolor rgb black notitle, \
     for [i = 1:owns] own(i) using 1:2 \
        with points pointtype own_mark(i) pointsize 1.8 * suits linewidth 3 * suits linecolor rgb black notitle, \
     for [i = 1:lines] keyentry with linespoints linetype hue(i) dashtype dash(i) linewidth 2 * suits \
        pointtype mark(i) pointsize mark_size(i) title line_text(i), \
     for [k = 1:with_formulas] keyentry with lines linecolor rgb black linewidth 1.2 * suits title "by formulas", \
     for [k = 1:has_published] keyentry \
        with points pointtype 6 pointsize 3.2 * suits linewidth 3 * suits linecolor rgb black title "published", \
     for [i = 1:owns] keyentry \
        with points pointtype own_mark(i) pointsize 1.8 * suits linewidth 3 * suits linecolor rgb black title own_label[i]

if (with_inset) {
    near = time_step(F_max)
    set title "up to 5 phones" font font_small offset 0,-0.6
    unset label 99
    unset key
    unset xlabel
    unset ylabel
    set border 15
    set object 1 rectangle from graph 0, graph 0 to graph 1, graph 1 behind fillcolor rgb "#ffffff" fillstyle solid
    set lmargin at screen 0.66
    set rmargin at screen 0.95
    set bmargin at screen 0.29
    set tmargin at screen 0.49
    set xrange [0.7:few + 0.3]
    set xtics 1 font font_small
    set yrange [time_below(F_min - 0.3 * near, near):time_above(F_max + 0.2 * near, near)]
    set ytics near font font_small
    eval "set format y ".time_format(F_max, near)
    plot for [i = 1:lines] block(i) using 1:2 smooth unique with lines linetype hue(i) \
            linewidth breadth(i) dashtype dash(i) notitle, \
         for [i = 1:lines] block(i) using 1:2 with points linetype hue(i) linewidth 2 * suits \
            pointtype mark(i) pointsize mark_size(i) notitle
    unset multiplot
}

load here."fonts.gp"
