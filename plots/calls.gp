# Calls over time: what people think of them, how late speech is, and what is lost of it.
#
#   gnuplot -c plots/calls.gp DIR OUT [OPTION]...       options: arguments.gp
#
# Reads DIR/spurts.csv (site, direction, upgrade, started_s, ended_s, packets, lost_network, lost_late,
# lost_buffer, mouth_to_ear_s, mos): a mark a talk spurt, in the middle of its time; with site=NAME those of
# calls to one site. The upgrade, from the first spurt that is in it to the last, is shaded.

array given[ARGC]
do for [i = 1:ARGC] { given[i] = value("ARG".i) }
here = ARG0[1:strlen(ARG0) - strlen("calls.gp")]
load here."arguments.gp"
load here."style.gp"

spurts = dir."/spurts.csv"
here_is(name) = site eq "" || name eq site
of_site(x) = here_is(stringcolumn("site")) ? x : NaN
during(x) = here_is(stringcolumn("site")) && stringcolumn("upgrade") eq "during" ? x : NaN
stats spurts using (of_site(column("ended_s"))) name "N" nooutput
stats spurts using (during(column("started_s"))) name "U" nooutput
stats spurts using (during(column("ended_s"))) name "V" nooutput
stats spurts using (of_site(column("mouth_to_ear_s"))) name "D" nooutput
lost(x) = column("lost_network") + column("lost_late") + column("lost_buffer")
stats spurts using (of_site(100.0 * lost(0) / column("packets"))) name "L" nooutput
rated(x) = column("mos") > 0 ? x : NaN
is(name, x) = stringcolumn("direction") eq name ? x : NaN
stats spurts using (rated(is("down", during(column("mos") * column("packets"))))) name "DM" nooutput
stats spurts using (rated(is("down", during(column("packets"))))) name "DP" nooutput
stats spurts using (rated(is("up", during(column("mos") * column("packets"))))) name "UM" nooutput
stats spurts using (rated(is("up", during(column("packets"))))) name "UP" nooutput
stats spurts using (rated(of_site(column("mos")))) name "P" nooutput

if (!exists("N_records")) { N_records = 0 }
if (!exists("U_records")) { U_records = 0 }
if (!exists("P_records")) { P_records = 0 }
with_lost = N_records > 0 && L_max > 0
panels = 2 + with_lost
top = 1 - 120.0 / height
bottom = 100.0 / height
gap = 30.0 / height
panel = (top - bottom - gap * (panels - 1)) / panels
panel_top(i) = top - (i - 1) * (panel + gap)
end = N_records > 0 ? N_max : 1
step = time_step(end)
set xrange [0:end]
set xtics step
set format x ""
unset mxtics
set ylabel font font_small
set ytics font font_small
label_time = "Time since the start (".time_unit(end, step).")"
small_print = sprintf("%d talk spurt%s", N_records, N_records == 1 ? "" : "s")
if (exists("DP_records") && exists("UP_records") && DP_records > 0 && UP_records > 0) {
    small_print = sprintf("during the upgrade MOS %.1f to the site, %.1f from it; ", DM_sum / DP_sum, UM_sum / UP_sum).small_print
}
if (U_records > 0) {
    set object 1 rectangle from U_min, graph 0 to V_max, graph 1 fillcolor rgb "#f0f0f0" fillstyle solid noborder behind
}

# Rows of one direction, and of the site, as plain columns: middle, MOS, mouth to ear (ms), lost (%).
# One without a number is there before, so that nobody's silence is no error.
$down << EOD
NaN,NaN,NaN,NaN
EOD
$up << EOD
NaN,NaN,NaN,NaN
EOD
set table $down append separator comma
plot spurts using ((column("started_s") + column("ended_s")) / 2):(rated(column("mos"))): \
    (1000 * column("mouth_to_ear_s")):(100.0 * lost(0) / column("packets")) with table \
    if (here_is(stringcolumn("site")) && stringcolumn("direction") eq "down")
set table $up append separator comma
plot spurts using ((column("started_s") + column("ended_s")) / 2):(rated(column("mos"))): \
    (1000 * column("mouth_to_ear_s")):(100.0 * lost(0) / column("packets")) with table \
    if (here_is(stringcolumn("site")) && stringcolumn("direction") eq "up")
unset table
unset datafile columnheaders
marks = N_records > 1000 ? 0.4 : 0.8

set multiplot
set tmargin at screen panel_top(1)
set bmargin at screen panel_top(1) - panel
set title headline("Calls".(site eq "" ? "" : " to “".site."”")) offset 0,0.9
set label 99 small_print at screen 0.5, screen 1 - 76.0 / height center offset 0,0
set ylabel "Opinion (MOS)"
set yrange [1:4.6]
set ytics 1
set style textbox opaque noborder margins 0.4,0.2
do for [i = 1:3] {
    set arrow 10 + i from graph 0, first (i == 1 ? 4.0 : i == 2 ? 3.6 : 3.1) to graph 1, first (i == 1 ? 4.0 : i == 2 ? 3.6 : 3.1) \
        nohead dashtype 3 linecolor rgb grey back
}
set label 11 "satisfied" at graph 0.995, first 4.0 right offset 0,0.45 front boxed font font_tiny textcolor rgb grey
set label 12 "some dissatisfied" at graph 0.995, first 3.6 right offset 0,0.45 front boxed font font_tiny textcolor rgb grey
set label 13 "many dissatisfied" at graph 0.995, first 3.1 right offset 0,0.45 front boxed font font_tiny textcolor rgb grey
set key at screen 0.98, screen top + 2.0 / height right bottom horizontal maxrows 1 font font_small samplen 1
if (N_records == 0) { set label 98 "nobody talked" at graph 0.5, 0.5 center }
if (N_records > 0 && P_records == 0) { set label 98 "the codec is not rated" at graph 0.5, 0.5 center }
plot $down using 1:2 with points pointtype 7 pointsize marks linecolor rgb blue title "to the site", \
     $up using 1:2 with points pointtype 8 pointsize marks linecolor rgb red title "from the site"
unset title
unset label
unset arrow
unset key

set tmargin at screen panel_top(2)
set bmargin at screen panel_top(2) - panel
set ylabel "Mouth to ear (ms)"
set yrange [0:N_records > 0 ? 1100 * D_max : 1]
set ytics autofreq
if (!with_lost) { eval "set format x ".time_format(end, step); set xlabel label_time }
plot $down using 1:3 with points pointtype 7 pointsize marks linecolor rgb blue, \
     $up using 1:3 with points pointtype 8 pointsize marks linecolor rgb red
if (with_lost) {
    set tmargin at screen panel_top(3)
    set bmargin at screen panel_top(3) - panel
    set ylabel "Not heard (%)"
    set yrange [0:L_max * 1.1]
    eval "set format x ".time_format(end, step)
    set xlabel label_time
    plot $down using 1:4 with points pointtype 7 pointsize marks linecolor rgb blue, \
         $up using 1:4 with points pointtype 8 pointsize marks linecolor rgb red
}
unset multiplot

load here."fonts.gp"
