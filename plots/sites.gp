# Each site's upgrade over time: from its first reset, when its first phone, half of its phones, and the
# last one of those that completed were back.
#
#   gnuplot -c plots/sites.gp DIR OUT [OPTION]...       options: arguments.gp
#
# Reads DIR/phones.csv (site, reset_s, ended_s, upgrade_time_s). Of more than 125 sites every second, third, ...
# is shown.

array given[ARGC]
do for [i = 1:ARGC] { given[i] = value("ARG".i) }
here = ARG0[1:strlen(ARG0) - strlen("sites.gp")]
load here."arguments.gp"

phones = dir."/phones.csv"
set datafile separator ","
set datafile columnheaders
SITES = 20000
array site_name[SITES]
array site_phones[SITES]
array site_back[SITES]
array site_reset[SITES]
sites = 0
latest = ""
# A site's phones follow one another.
note(name, reset, back) = (sites == 0 || name ne latest ? (sites = sites + (sites < SITES), latest = name, \
        site_name[sites] = name, site_phones[sites] = 0, site_back[sites] = 0, site_reset[sites] = reset) : 0, \
    site_phones[sites] = site_phones[sites] + 1, site_back[sites] = site_back[sites] + back, \
    site_reset[sites] = reset < site_reset[sites] ? reset : site_reset[sites], reset)
set datafile commentschars ""
stats phones using (note(stringcolumn("site"), column("reset_s"), stringcolumn("upgrade_time_s") ne "")) \
    name "R" nooutput
stats phones using (stringcolumn("upgrade_time_s") eq "" ? NaN : column("ended_s")) name "E" nooutput
every = int(ceil(sites / 125.0))
rows = int(ceil(sites / (1.0 * every)))
if (width == 0) { height = 300 + 14 * (rows < 20 ? 20 : rows) }
load here."style.gp"

array reset_at[rows]
array first_back[rows]
array half_back[rows]
array last_back[rows]
failed = 0
do for [i = 1:sites] { failed = failed + site_phones[i] - site_back[i] }
back_of(name) = stringcolumn("site") eq name && stringcolumn("upgrade_time_s") ne "" ? column("ended_s") : NaN
do for [r = 1:rows] {
    i = (r - 1) * every + 1
    reset_at[r] = site_reset[i]
    first_back[r] = NaN
    half_back[r] = NaN
    last_back[r] = NaN
    if (site_back[i] > 0) {
        stats phones using (back_of(site_name[i])) name "S" nooutput
        first_back[r] = S_min
        half_back[r] = S_median
        last_back[r] = S_max
    }
    label = site_name[i]
    if (site_back[i] < site_phones[i]) {
        label = label.sprintf(" (%d of %d)", site_back[i], site_phones[i])
    }
    set label 100 + r label at graph -0.01, first r right noenhanced font sprintf("%s,%g", font_name, font_size * 0.62)
}

step = time_step(E_max)
set title headline(sprintf("Progress of %d sites", sites).(every == 1 ? "" : sprintf(" (one of %d is shown)", every))). \
          (failed == 0 ? "" : sprintf(", %d phone%s not upgraded", failed, failed == 1 ? "" : "s")) offset 0,0.4
unset label 99
set xlabel "Time since the start (".time_unit(E_max, step).")"
set xrange [0:E_max * 1.01]
set xtics step
eval "set format x ".time_format(E_max, step)
unset mxtics
set yrange [(rows < 8 ? 8 : rows) + 0.8:0.2]
unset ytics
set grid noytics
set lmargin 19
set tmargin at screen 1 - 90.0 / height
set bmargin at screen 160.0 / height
set key at screen 0.5, screen 0.005 center bottom horizontal Left reverse samplen 2 width 2 font font_small
set style fill solid noborder
unset datafile columnheaders
set datafile separator whitespace
mark = rows > 60 ? 0.7 : 1.1
plot last_back using (reset_at[$1]):1:(reset_at[$1]):2:($1 - 0.12):($1 + 0.12) \
        with boxxyerror linecolor rgb "#c8c8c8" notitle, \
     last_back using (first_back[$1]):1:(first_back[$1]):2:($1 - 0.3):($1 + 0.3) \
        with boxxyerror linecolor rgb sky notitle, \
     first_back using 2:1 with points pointtype 7 pointsize mark linecolor rgb green notitle, \
     last_back using 2:1 with points pointtype 7 pointsize mark linecolor rgb blue notitle, \
     half_back using 2:1 with points pointtype 13 pointsize mark * 1.4 linecolor rgb red notitle, \
     keyentry with boxes fillstyle solid linecolor rgb "#c8c8c8" title "from its first reset", \
     keyentry with points pointtype 7 pointsize 1.3 linecolor rgb green title "first phone back", \
     keyentry with points pointtype 13 pointsize 1.6 linecolor rgb red title "median", \
     keyentry with points pointtype 7 pointsize 1.3 linecolor rgb blue title "all back"

load here."fonts.gp"
