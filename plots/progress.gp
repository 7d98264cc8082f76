# Each phone's progress over time: one bar a phone, one colour a file. Hatched: it waits for a parent
# or a server; full: it receives; pale: it has the file, and serves its children.
#
#   gnuplot -c plots/progress.gp DIR OUT [png|svg]
#
# Reads DIR/timeline.csv (id, phone, state, number, file, doing, begin_s, end_s). Of more than 250
# phones every second, third, ... is shown. Files are told apart by their number: where phones have
# several loads, the first, second, ... file of each has the same colour.

dir = ARG1
out = ARG2
term = ARG3 eq "" ? out[strlen(out) - 2:] : ARG3
here = ARG0[1:strlen(ARG0) - strlen("progress.gp")]

# As many bars as there are phones, but at most 250; up to 48 have room for a name.
timeline = dir."/timeline.csv"
set datafile separator ","
set datafile columnheaders
stats timeline using "id" name "ID" nooutput
phones = int(ID_max) + 1
every = int(ceil(phones / 250.0))
bars = int(ceil(phones / (1.0 * every)))
rows = bars < 5 ? 5 : bars
height = bars <= 5 ? 560 : bars <= 24 ? 860 : bars <= 48 ? 428 + 18 * bars : 1200
load here."style.gp"

number(text) = text eq "" ? 0 : int(text)
named(n, file) = n > 0 ? collect(sprintf("%d:%s", n, file)) : 0
over(state) = state eq "upgraded" || state eq "failed"
stats timeline using (named(number(stringcolumn("number")), stringcolumn("file")), column("id")) \
    name "ALL" nooutput
stats timeline using (over(stringcolumn("state")) ? column("begin_s") : column("end_s")) \
    name "T" nooutput
stats timeline using (number(stringcolumn("number"))) name "N" nooutput

files = N_max > 8 ? 8 : int(N_max)
# The names of files, by number; of several loads there are several.
files_of(n) = sum [i = 1:words(texts)] (number_of(i) == n)
number_of(i) = int(word(texts, i)[1:strstrt(word(texts, i), ":") - 1])
name_of(i) = word(texts, i)[strstrt(word(texts, i), ":") + 1:]
title_of(n) = (at = 0, sum [i = 1:words(texts)] (number_of(i) == n && at == 0 ? (at = i, 0) : 0), \
               at == 0 || files_of(n) > 1 ? sprintf("file %d of its load", n) : name_of(at))

# 0xRRGGBB; with 0xAA in front of it, so much of what is behind shows through.
array colour[8] = [0x0072b2, 0xd55e00, 0x009e73, 0xcc79a7, 0xe69f00, 0x56b4e9, 0x5a5a5a, 0x000000]
colour_of(n) = colour[(n + 7) % 8 + 1]
bar_colour(pale) = pale * 16777216 + colour_of(number(stringcolumn("number")))

shown(id) = int(id) % every == 0
row(id) = int(id) / every
rests(state) = state eq "booting" || state eq "writing" || state eq "checking" || \
               state eq "restarting"
# The row of a bar for what the phone does with a file, or for its state when there is none.
doing(what) = shown(column("id")) && stringcolumn("doing") eq what ? row(column("id")) : NaN
is(condition) = shown(column("id")) && stringcolumn("number") eq "" && condition ? \
                row(column("id")) : NaN
# Bars are so high, above and below their middle.
thick = bars > 60 ? 0.5 : 0.4
thin = 0.4 * thick
low(height) = row(column("id")) - height
high(height) = row(column("id")) + height

step = time_step(T_max)
set title sprintf("Progress of %d phone%s%s", phones, phones == 1 ? "" : "s", \
                  every == 1 ? "" : sprintf(" (one of %d is shown)", every))
set xlabel "Time since the start (".time_unit(T_max, step).")"
set xrange [0:T_max * 1.01]
set xtics step
set format x time_format(T_max, step) time
unset mxtics
set yrange [rows - 0.3:-0.7]
set grid noytics front
set tics out
unset ytics
if (bars > 48) {
    set ylabel "Phones, in the order of the scenario"
    set lmargin 6
} else {
    set lmargin 19
}
name_row(id) = bars <= 48 && shown(id) && column("begin_s") == 0 ? row(id) : NaN
set key at screen 0.5, screen 0.005 center bottom horizontal Left reverse samplen 2 spacing 1.15 \
    width 2 maxcols 2 noenhanced font ",14"
# Lines of text are 24 pixels high here, and the legend needs `files` of them.
lines = files > 5 ? files : 5
set tmargin at screen 1 - 90.0 / height
set bmargin at screen (100.0 + 24 * lines) / height
set style fill solid noborder

plot timeline using (0):(name_row(column("id"))):"phone" with labels right offset -0.6,0 noenhanced \
        font ",".(bars > 30 ? 11 : 14) notitle, \
     timeline using "begin_s":(is(rests(stringcolumn("state")))):"begin_s":"end_s": \
        (low(thick)):(high(thick)) \
        with boxxyerror fillstyle solid linecolor rgb "#bdbdbd" notitle, \
     timeline using "begin_s":(doing("waiting")):"begin_s":"end_s":(low(thick)):(high(thick)): \
        (bar_colour(0)) with boxxyerror fillstyle pattern 5 linecolor rgb variable notitle, \
     timeline using "begin_s":(doing("serving")):"begin_s":"end_s":(low(thick)):(high(thick)): \
        (bar_colour(170)) with boxxyerror fillstyle solid linecolor rgb variable notitle, \
     timeline using "begin_s":(doing("receiving")):"begin_s":"end_s":(low(thick)):(high(thick)): \
        (bar_colour(0)) with boxxyerror fillstyle solid linecolor rgb variable notitle, \
     timeline using "begin_s":(is(stringcolumn("state") eq "unplugged")):"begin_s":"end_s": \
        (low(thin)):(high(thin)) \
        with boxxyerror fillstyle solid linecolor rgb "#000000" notitle, \
     timeline using "begin_s":(is(stringcolumn("state") eq "failed")):"begin_s":"end_s": \
        (low(thin)):(high(thin)) \
        with boxxyerror fillstyle solid linecolor rgb "#c00000" notitle, \
     for [n = 1:files] keyentry with boxes fillstyle solid linecolor rgb colour_of(n) \
        title title_of(n), \
     keyentry with boxes fillstyle pattern 5 linecolor rgb "#404040" title "waits for it", \
     keyentry with boxes fillstyle solid linecolor rgb "#c0c0d8" title "has it (pale)", \
     keyentry with boxes fillstyle solid linecolor rgb "#bdbdbd" \
        title "starts, writes, checks, restarts", \
     keyentry with boxes fillstyle solid linecolor rgb "#000000" title "unplugged", \
     keyentry with boxes fillstyle solid linecolor rgb "#c00000" title "not upgraded"

load here."fonts.gp"
