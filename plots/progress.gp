# Each phone's progress over time: one bar a phone, one colour a file. Hatched: it waits for a parent
# or a server; full: it receives; pale: it has the file, and serves its children.
#
#   gnuplot -c plots/progress.gp DIR OUT [OPTION]...       options: arguments.gp
#
# Reads DIR/timeline.csv (id, state, number, file, doing, begin_s, end_s) and DIR/phones.csv (id, phone, site,
# subnet, model); with site=NAME the phones of one site. Of more than 250 phones every second, third, ... is
# shown; where there is no room for the phones' names, their groups are named. Files are told apart by
# their number: where phones have several loads, the first, second, ... file of each has the same colour.

array given[ARGC]
do for [i = 1:ARGC] { given[i] = value("ARG".i) }
here = ARG0[1:strlen(ARG0) - strlen("progress.gp")]
load here."arguments.gp"

# As many bars as there are phones, but at most 250; up to 48 have room for a name.
timeline = dir."/timeline.csv"
phones = dir."/phones.csv"
set datafile separator ","
set datafile columnheaders
set datafile commentschars ""
here_is(name) = site eq "" || name eq site
stats phones using (here_is(stringcolumn("site")) ? column("id") : NaN) name "ID" nooutput
if (!exists("ID_records") || ID_records == 0) {
    print "there is no phone of the site '".site."' in ".phones
    exit status 1
}
first_id = int(ID_min)
count = int(ID_max) - first_id + 1
every = int(ceil(count / 250.0))
bars = int(ceil(count / (1.0 * every)))
rows = bars < 5 ? 5 : bars
if (width == 0) { height = bars <= 5 ? 560 : bars <= 24 ? 860 : bars <= 48 ? 428 + 18 * bars : 1200 }
load here."style.gp"
inside(id) = id >= first_id && id < first_id + count
shown(id) = inside(id) && (int(id) - first_id) % every == 0
row(id) = (int(id) - first_id) / every

# One pass over the timeline: what occurs, until when, the files' names by number (of several loads there
# are several). FILES colours; a file more has that of the first again.
FILES = 8
array file_name[FILES]
array file_names[FILES]
do for [i = 1:FILES] { file_name[i] = ""; file_names[i] = 0 }
files = 0
number(text) = text eq "" ? 0 : (int(text) - 1) % FILES + 1
note_file(n, name) = n == 0 || (file_names[n] > 0 && file_name[n] eq name) ? 0 : \
    (file_names[n] = file_names[n] + 1, file_name[n] = name, files = n > files ? n : files, 0)
rests(state) = state eq "booting" || state eq "writing" || state eq "checking" || \
    state eq "restarting" || state eq "starting over"
fails(state) = state eq "failed" || state eq "not upgraded"
over(state) = state eq "upgraded" || state eq "unchanged" || fails(state)
# 1 rests, 2 waits, 3 has it, 4 receives, 5 unplugged, 6 not upgraded; 0: no bar
kind(n, state, doing) = doing eq "waiting" ? 2 : doing eq "serving" ? 3 : doing eq "receiving" ? 4 : \
    n > 0 ? 0 : rests(state) ? 1 : state eq "unplugged" ? 5 : fails(state) ? 6 : 0
array occurs[6]
do for [i = 1:6] { occurs[i] = 0 }
note_kind(k) = k > 0 ? (occurs[k] = 1, 0) : 0
kind_here(unused) = kind(number(stringcolumn("number")), stringcolumn("state"), stringcolumn("doing"))
note(id) = inside(id) ? (note_file(number(stringcolumn("number")), stringcolumn("file")), \
                         note_kind(kind_here(0)), \
                         over(stringcolumn("state")) ? column("begin_s") : column("end_s")) : NaN
stats timeline using (note(column("id"))) name "T" nooutput
title_of(n) = file_names[n] == 1 ? file_name[n] : sprintf("file %d of its load", n)

# The bars: begin, end, row, kind, number of the file; the first is none, so that there is one.
set print $bars
print "0,0,-9,0,0"
unset print
set table $bars append separator comma
plot timeline using (column("begin_s")):(column("end_s")):(row(column("id"))):(kind_here(0)): \
        (number(stringcolumn("number"))) with table \
        if (shown(column("id")) && kind_here(0) > 0)
unset table

# Names of phones, or of the groups that follow one another: sites, or where there is one site, its subnets
# and models. A group whose name would lie on the one before has none.
# The label of a group is at its first row.
array group_name[250]
array group_row[250]
groups = 0
latest_group = ""
stats phones using (here_is(stringcolumn("site")) ? (collect(stringcolumn("site")), 1) : 0) nooutput
is_named = bars <= 48
group_of(unused) = is_named ? sprintf("%d", column("id")) : texts_count > 12 ? stringcolumn("site") : \
                   texts_count > 1 ? stringcolumn("site").", ".stringcolumn("model") : \
                   stringcolumn("model").", ".stringcolumn("subnet")
name_of(unused) = is_named ? stringcolumn("phone") : group_of(0)
room = is_named ? 1 : 16.0 / (height - 300.0) * bars
apart(id) = groups == 0 || row(id) - group_row[groups] >= room
note_group(id, name) = name eq latest_group ? 0 : (latest_group = name, apart(id) && groups < 250 ? \
    (groups = groups + 1, group_name[groups] = name_of(0), group_row[groups] = row(id), 0) : 0)
stats phones using (inside(column("id")) ? note_group(column("id"), group_of(0)) : 0) nooutput

# 0xRRGGBB; with 0xAA in front of it, so much of what is behind shows through.
array colour[8] = [0x0072b2, 0xd55e00, 0x009e73, 0xcc79a7, 0xe69f00, 0x56b4e9, 0x5a5a5a, 0x000000]
bar_colour(pale, n) = pale * 16777216 + (n > 0 ? colour[n] : 0)

step = time_step(T_max)
set title headline((site eq "" ? "" : "“".site."”: ").sprintf("Progress of %d phone%s", count, count == 1 ? "" : "s"). \
                   (every == 1 ? "" : sprintf(" (one of %d is shown)", every)))
set title offset 0,0.4
unset label 99
set xlabel "Time since the start (".time_unit(T_max, step).")"
set xrange [0:T_max > 0 ? T_max * 1.01 : 1]
set xtics step
eval "set format x ".time_format(T_max, step)
unset mxtics
set yrange [rows - 0.3:-0.7]
set grid noytics front
set tics out
unset ytics
set lmargin 19
names_font = sprintf("%s,%g", font_name, font_size * (bars > 30 ? 0.6 : is_named ? 0.78 : 0.65))
do for [i = 1:groups] {
    set label 100 + i group_name[i] at graph -0.01, first group_row[i] right noenhanced font names_font
    if (!is_named && group_row[i] > 0) {
        set arrow 100 + i from graph -0.01, first group_row[i] - 0.5 to graph 1, first group_row[i] - 0.5 \
            nohead linewidth 0.7 linecolor rgb grey front
    }
}
set key at screen 0.5, screen 0.005 center bottom horizontal Left reverse samplen 2 spacing 1.15 \
    width 2 maxcols 2 noenhanced font font_small
# Lines of text are 24 pixels high here; the legend has two columns.
other = 0
do for [i = 1:6] { other = other + (i == 4 ? 0 : occurs[i]) }
lines = files > other ? files : other
lines = lines < 3 && files + other > 2 ? 3 : lines
set tmargin at screen 1 - 90.0 / height
set bmargin at screen (100.0 + 24 * lines) / height
set style fill solid noborder
# Bars are so high, above and below their middle.
thick = bars > 60 ? 0.5 : 0.4
thin = 0.4 * thick
of_kind(k) = $4 == k ? $3 : NaN
array kind_title[6] = ["starts, writes, checks, restarts", "waits for it", "has it (pale)", "", "unplugged", "not upgraded"]
array kind_colour[6] = [0xbdbdbd, 0x404040, 0xc0c0d8, 0, 0x000000, 0xc00000]

unset datafile columnheaders
plot $bars using 1:(of_kind(1)):1:2:($3 - thick):($3 + thick) \
        with boxxyerror fillstyle solid linecolor rgb "#bdbdbd" notitle, \
     $bars using 1:(of_kind(2)):1:2:($3 - thick):($3 + thick):(bar_colour(0, $5)) \
        with boxxyerror fillstyle pattern 5 linecolor rgb variable notitle, \
     $bars using 1:(of_kind(3)):1:2:($3 - thick):($3 + thick):(bar_colour(170, $5)) \
        with boxxyerror fillstyle solid linecolor rgb variable notitle, \
     $bars using 1:(of_kind(4)):1:2:($3 - thick):($3 + thick):(bar_colour(0, $5)) \
        with boxxyerror fillstyle solid linecolor rgb variable notitle, \
     $bars using 1:(of_kind(5)):1:2:($3 - thin):($3 + thin) \
        with boxxyerror fillstyle solid linecolor rgb "#000000" notitle, \
     $bars using 1:(of_kind(6)):1:2:($3 - thin):($3 + thin) \
        with boxxyerror fillstyle solid linecolor rgb "#c00000" notitle, \
     for [n = 1:files] keyentry with boxes fillstyle solid linecolor rgb colour[n] title title_of(n), \
     for [k = 1:occurs[2]] keyentry with boxes fillstyle pattern 5 linecolor rgb "#404040" title kind_title[2], \
     for [k = 1:occurs[3]] keyentry with boxes fillstyle solid linecolor rgb "#c0c0d8" title kind_title[3], \
     for [k = 1:occurs[1]] keyentry with boxes fillstyle solid linecolor rgb "#bdbdbd" title kind_title[1], \
     for [k = 1:occurs[5]] keyentry with boxes fillstyle solid linecolor rgb "#000000" title kind_title[5], \
     for [k = 1:occurs[6]] keyentry with boxes fillstyle solid linecolor rgb "#c00000" title kind_title[6]

load here."fonts.gp"
