# The body of a chart of many runs (study_chart.h): a line or bars for each of `lines`, with intervals. Its
# settings, which pfsim writes in front, say all that is not in the data, dir/<table>: line, x, runs,
# left_out, mean, low, high, and texts. Not to be run by itself.

data = dir."/".table
array hues[8] = [0x0072b2, 0xd55e00, 0x009e73, 0xcc79a7, 0xe69f00, 0x56b4e9, 0x5a5a5a, 0x000000]
array marks[12] = [5, 7, 9, 13, 11, 4, 6, 8, 12, 10, 1, 3]
channel(c, s) = int(255 - s * (255 - c) + 0.5)
mixed(rgb, s) = (channel(rgb / 65536, s) * 65536) + (channel(rgb / 256 % 256, s) * 256) + channel(rgb % 256, s)
hue(i) = hues[(line_colour[i] - 1) % 8 + 1]
tint(i) = mixed(hue(i), line_strength[i])
mark(i) = marks[(line_colour[i] - 1) % 12 + 1]
dash(c) = c > 8 ? 2 : 1
# Lines and marks are as large as suits the size.
suits = width < 1280 ? (width < 500 ? 0.4 : width / 1280.0) : 1
thick = suits * (lines > colours ? 1.5 : 2.5)
large = suits * (scattered ? 0.4 : lines > colours ? 0.8 : 1.2)

title_lines = own_title ne "" ? 1 : heading_lines
unset title
set label 98 headline(heading) at screen 0.5, screen 1 center offset 0,-1.3 font font_large noenhanced
set label 99 notes at screen 0.5, screen 1 center offset 0,-1.2 - 1.35 * title_lines
set tmargin 1.6 + 1.35 * title_lines + 0.8 * note_lines
unset bmargin
unset lmargin
set xlabel x_label noenhanced offset 0,0.3
set ylabel y_label noenhanced offset -0.5,0
set xrange [x_from:x_to]
set yrange [y_from:y_to]
if (x_log) { set logscale x }
if (y_log) { set logscale y }
if (x_tics ne "") { eval "set xtics (".x_tics.")" }
if (y_tics ne "") { eval "set ytics (".y_tics.")" }
unset mxtics
unset mytics
if (y_from < 0) { set xzeroaxis linecolor rgb grey }
if (words) {
    set xtics () noenhanced
    do for [i = 1:words] { set xtics add (word_text[i] i) }
    if (words_turned) { set xtics rotate by 45 right font font_small; set lmargin 13 }
}

# The key is outside, where it covers nothing; many lines are listed at the side.
set key noautotitle bmargin center horizontal
if (colours > 6) { set key rmargin top vertical font font_small samplen 2 spacing 1.15; unset rmargin }
if (colours == 1 && !with_left_out) { unset key }
with_title = colours > 6 && by_title ne ""

# Bars stand side by side, and so do points above names; else a point is at its x.
breadth = 0.8 / lines
beside(i) = words ? (i - (lines + 1) / 2.0) * breadth : 0
on(i) = column("line") == i
x_of(i) = on(i) && (!y_log || column("runs") == 0 || column("mean") > 0) ? column("x") / x_unit + beside(i) : NaN
y_of(name) = column(name) / y_unit
low = 0
y_low(i) = (low = y_of("low"), low > y_from ? low : y_from)
# Where runs were left out; at the bottom where none is left.
bottom = y_log ? y_from * (y_to / y_from) ** 0.02 : y_from + 0.02 * (y_to - y_from)
lost_y(i) = column("left_out") == 0 ? NaN : column("runs") > 0 && (!y_log || column("mean") > 0) ? y_of("mean") : bottom

# A title in front of a for that has nothing to do would count as a key all the same, and make another row of them.
plot for [i = 1:with_boxes * lines] data using (x_of(i)):(y_of("mean")):(breadth * 0.92) with boxes \
        fillcolor rgb tint(i) fillstyle solid 0.85 border linecolor rgb hue(i) linewidth suits, \
     for [i = 1:(words || scattered ? 0 : lines)] data using (x_of(i)):(y_of("mean")) with lines \
        linecolor rgb tint(i) linewidth thick dashtype dash(line_colour[i]), \
     for [i = 1:with_intervals * lines] data using (x_of(i)):(y_low(i)):(0):(y_of("high") - low) \
        with vectors heads size graph 0.006,90 linecolor rgb (with_boxes ? 0x000000 : tint(i)) linewidth 1.5 * suits, \
     for [i = 1:(with_boxes ? 0 : lines)] data using (x_of(i)):(y_of("mean")) with points \
        linecolor rgb tint(i) linewidth 2 * suits pointtype (scattered ? 7 : mark(i)) pointsize large, \
     for [i = 1:with_left_out * lines] data using (x_of(i)):(lost_y(i)) with points \
        linecolor rgb 0x000000 linewidth 2 * suits pointtype 2 pointsize 2 * large, \
     for [k = 1:with_title] keyentry with lines linecolor rgb 0xffffff title with_title ? by_title.":" : "", \
     for [c = 1:(colours > 1 ? colours : 0) * with_boxes] keyentry with boxes \
        fillcolor rgb hues[(c - 1) % 8 + 1] fillstyle solid 0.85 title with_boxes ? by_text[c] : "", \
     for [c = 1:(colours > 1 ? colours : 0) * !with_boxes] keyentry with linespoints \
        linecolor rgb hues[(c - 1) % 8 + 1] linewidth 2.5 * suits dashtype dash(c) \
        pointtype marks[(c - 1) % 12 + 1] pointsize large title with_boxes ? "" : by_text[c], \
     for [k = 1:with_left_out] keyentry with points \
        linecolor rgb 0x000000 linewidth 2 * suits pointtype 2 pointsize 2 * large title with_left_out ? "runs left out" : ""
