# The WAN over time: how busy the lines are, packets that wait, packets that are dropped.
#
#   gnuplot -c plots/wan.gp DIR OUT [OPTION]...       options: arguments.gp
#
# Reads DIR/wan.csv (site, direction, time_s, interval_s, utilisation, mean_queue, drops) and DIR/links.csv
# (wan, to, from, direction, rate_bps, wire_bytes). Of one site, or with site=NAME, both directions; of a
# fleet the direction to the phones: the busiest line of each moment, and the mean of all lines. Of a whole
# run also the head end's, which is no site's. What never occurs, a queue or drops, is left out. Of long runs
# about 600 points, which are averages.

array given[ARGC]
do for [i = 1:ARGC] { given[i] = value("ARG".i) }
here = ARG0[1:strlen(ARG0) - strlen("wan.gp")]
load here."arguments.gp"
load here."style.gp"

series = dir."/wan.csv"
links = dir."/links.csv"

# Each file is read twice, however many links there are. First: which sites, and until when.
picked(name) = name ne "" && (site eq "" || name eq site)
stats series using (picked(stringcolumn("site")) ? (collect(stringcolumn("site")), \
                    column("time_s") + column("interval_s")) : NaN) name "T" nooutput
if (!exists("T_records") || T_records == 0) {
    print "there is no WAN link of the site '".site."' in ".series
    exit status 1
}
fleet = texts_count > 1
end = T_max
width_s = ceil(end / 600.0)
bins = int(ceil(end / (1.0 * width_s)))

# Then all is added up in one pass: line 1 is to the phones, or the busiest line of a fleet; 2 is from the
# phones, or the mean of the fleet's lines.
array busy1[bins]
array busy2[bins]
array queue1[bins]
array queue2[bins]
array busy3[bins]
array queue3[bins]
array drops[bins]
do for [i = 1:bins] { busy1[i] = 0; busy2[i] = 0; queue1[i] = 0; queue2[i] = 0; drops[i] = 0 }
do for [i = 1:bins] { busy3[i] = 0; queue3[i] = 0 }
head_ends = 0
greater(a, b) = a > b ? a : b
# A row's share of its bin: where bins are longer, an average.
share(length) = length < width_s ? length / (1.0 * width_s) : 1
add_one(b, up, u, q, d, f) = up ? (busy2[b] = busy2[b] + u * f, queue2[b] = queue2[b] + q * f) : \
                                  (busy1[b] = busy1[b] + u * f, queue1[b] = queue1[b] + q * f)
add_many(b, up, u, q, f) = up ? 0 : (busy1[b] = greater(busy1[b], u), queue1[b] = greater(queue1[b], q), \
                                     busy2[b] = busy2[b] + u * f / texts_count, \
                                     queue2[b] = queue2[b] + q * f / texts_count)
# The head end's, to the sites; it may be in use a little longer than they are.
add_head(b, u, q, f) = b > bins ? 0 : (busy3[b] = busy3[b] + u * f, queue3[b] = queue3[b] + q * f)
head(b, length) = (head_ends = 1, drops[b > bins ? bins : b] = drops[b > bins ? bins : b] + column("drops"), \
    stringcolumn("direction") eq "up" ? 0 : \
    add_head(b, column("utilisation"), column("mean_queue"), share(length)), 0)
bin(t) = int(t / width_s) + 1
add(b, up, length) = (drops[b] = drops[b] + column("drops"), fleet ? \
    add_many(b, up, column("utilisation"), column("mean_queue"), share(length)) : \
    add_one(b, up, column("utilisation"), column("mean_queue"), 0, share(length)), 0)
stats series using (picked(stringcolumn("site")) ? add(bin(column("time_s")), \
                    stringcolumn("direction") eq "up", column("interval_s")) : \
                    site eq "" && stringcolumn("site") eq "" ? \
                    head(bin(column("time_s")), column("interval_s")) : 0) nooutput

queue_most = 0
drops_most = 0
do for [i = 1:bins] {
    queue_most = greater(greater(queue_most, queue3[i]), greater(queue1[i], queue2[i]))
    drops[i] = drops[i] / (1.0 * width_s)
    drops_most = greater(drops_most, drops[i])
}

# The rate and the bytes, for the small print.
is_link(direction, name) = stringcolumn("wan") eq "yes" && stringcolumn("direction") eq direction && \
                           picked(name)
# A line that has a delay only has no number there.
number(what) = stringcolumn(what) eq "unlimited" ? rate_unlimited : column(what)
down(what) = is_link("down", stringcolumn("to")) ? number(what) : NaN
up(what) = is_link("up", stringcolumn("from")) ? number(what) : NaN
stats links using (down("rate_bps")) name "D" nooutput
stats links using (down("wire_bytes")) name "DB" nooutput
stats links using (up("rate_bps")) name "U" nooutput
stats links using (up("wire_bytes")) name "UB" nooutput
rates(low, high) = low == high ? rate_text(low) : rate_text(low)." to ".rate_text(high)
small_print = rates(D_min, D_max)." to the phones, which carried ".bytes_text(DB_sum)."; ". \
              rates(U_min, U_max)." from them, ".bytes_text(UB_sum). \
              (width_s > 1 ? sprintf("; each point is of %d s", width_s) : "")

used = 0
do for [i = 1:bins] { used = used || busy1[i] > 0 || busy2[i] > 0 || busy3[i] > 0 }
with_queue = queue_most >= 0.5
with_drops = drops_most > 0
panels = 1 + with_queue + with_drops
top = 1 - 120.0 / height
bottom = 100.0 / height
gap = 30.0 / height
panel = (top - bottom - gap * (panels - 1)) / panels
panel_top(i) = top - (i - 1) * (panel + gap)
middle(i) = (i - 1) * width_s
set xrange [0:end]
step = time_step(end)
set xtics step
set format x ""
unset mxtics
first_name = fleet ? "the busiest line" : "to the phones"
second_name = fleet ? "all lines, on average" : "from the phones"
second_dash = fleet ? 1 : 2
# A third curve, or nothing: what is plotted `for` no number at all is plotted once.
head_line = "with steps linewidth 2.5 linecolor rgb green"
head_busy = head_ends ? ", busy3 using (middle($1)):(100 * $2) ".head_line." title 'the head end'" : ""
head_queue = head_ends ? ", queue3 using (middle($1)):2 ".head_line : ""
label_time = "Time since the start (".time_unit(end, step).")"
set ylabel font font_small
set ytics font font_small

unset datafile columnheaders
set datafile separator whitespace
set multiplot
set tmargin at screen panel_top(1)
set bmargin at screen panel_top(1) - panel
set title headline(fleet ? sprintf("%d WAN lines, to the phones", texts_count) : "The WAN of “".texts[1]."”")
set label 99 small_print
set ylabel "Utilisation (%)"
set yrange [0:104]
set ytics 20
set key at screen 0.98, screen top + 2.0 / height right bottom horizontal maxrows 1 font font_small samplen 3
set label 99 at screen 0.5, screen 1 - 76.0 / height center offset 0,0
set title offset 0,0.9
idle = greater(D_max, U_max) >= rate_unlimited ? "a line of unlimited rate is never busy" : "not used"
if (!used) { set label 98 idle at graph 0.5, 0.5 center }
if (panels == 1) { eval "set format x ".time_format(end, step); set xlabel label_time }
plot busy1 using (middle($1)):(100 * $2) with steps linewidth 2.5 linecolor rgb blue \
        title first_name, \
     busy2 using (middle($1)):(100 * $2) with steps linewidth 2.5 dashtype second_dash linecolor rgb red \
        title second_name @head_busy
unset title
unset label 99
unset key

if (with_queue) {
    set tmargin at screen panel_top(2)
    set bmargin at screen panel_top(2) - panel
    set ylabel "Packets waiting"
    set yrange [0:queue_most * 1.1]
    set ytics autofreq
    if (!with_drops) { eval "set format x ".time_format(end, step); set xlabel label_time }
    plot queue1 using (middle($1)):2 with steps linewidth 2.5 linecolor rgb blue, \
         queue2 using (middle($1)):2 with steps linewidth 2.5 dashtype second_dash linecolor rgb red \
         @head_queue
}
if (with_drops) {
    set tmargin at screen panel_top(panels)
    set bmargin at screen panel_top(panels) - panel
    set ylabel "Dropped (1/s)"
    set yrange [0:drops_most * 1.1]
    set ytics autofreq
    eval "set format x ".time_format(end, step)
    set xlabel label_time
    plot drops using (middle($1)):2 with steps linewidth 2 linecolor rgb purple
}
unset multiplot

load here."fonts.gp"
