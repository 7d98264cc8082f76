# What all charts have in common. A chart's script sets `dir`, `out` and `term` and loads this; one
# that needs another height than 860 pixels sets `height` before.
#
# The palette is that of Okabe and Ito, which people with any kind of colour vision can tell apart;
# every series has a mark or a dash of its own besides, so that grey prints can be read too.

set encoding utf8
if (!exists("height")) { height = 860 }
set datafile separator ","
set datafile missing ""

if (term eq "svg") {
    set terminal svg size 1280,height dynamic enhanced font "Liberation Sans,18" background "#ffffff"
} else {
    set terminal pngcairo size 1280,height enhanced font "Liberation Sans,18" background "#ffffff"
}
set output out

black  = "#000000"
orange = "#e69f00"
sky    = "#56b4e9"
green  = "#009e73"
blue   = "#0072b2"
red    = "#d55e00"
purple = "#cc79a7"
grey   = "#5a5a5a"

set border 3 linecolor rgb grey linewidth 1.5
set tics nomirror out textcolor rgb black
set format x "%g"
set format y "%g"
set grid linecolor rgb "#d9d9d9" linewidth 1 linetype 1
set title font ",22" offset 0,0.3
set key left top Left reverse samplen 2.5 spacing 1.3 noenhanced
set lmargin 13
set rmargin 4
set tmargin 4.5
set bmargin 5

# The first row of a file names its columns, and scripts use the names.
set datafile columnheaders

# first(text): remembers the first text it is given, as `first_text`.
first_text = ""
first(text) = (first_text eq "" ? (first_text = text, 0) : 0)
# collect(text): adds the text, without spaces, to the list `texts`, once.
texts = ""
collect(text) = (strstrt(" ".texts." ", " ".text." ") > 0 ? 0 : \
                 (texts = (texts eq "" ? text : texts." ".text), 0))

# An axis of times: a round step with which `span` seconds have 5 to 10 tics, the format of tics that
# reach up to `most` seconds, and the unit for the axis's label. Used with `set format ... time`,
# which counts hours, minutes and seconds up.
time_step(span) = span <= 10 ? 1 : span <= 20 ? 2 : span <= 50 ? 5 : span <= 100 ? 10 : \
                  span <= 300 ? 30 : span <= 600 ? 60 : span <= 1200 ? 120 : span <= 3000 ? 300 : \
                  span <= 6000 ? 600 : span <= 10800 ? 1200 : span <= 18000 ? 1800 : \
                  span <= 36000 ? 3600 : span <= 86400 ? 10800 : span <= 172800 ? 21600 : 86400
time_format(most, step) = most <= 120 ? "%1tS" : most <= 3600 ? "%1tM:%02S" : \
                          step < 60 ? "%1tH:%02M:%02S" : "%1tH:%02M"
time_unit(most, step) = most <= 120 ? "seconds" : most <= 3600 ? "minutes:seconds" : \
                        step < 60 ? "hours:minutes:seconds" : "hours:minutes"
# The tic at or above `t`, and the one at or below.
time_above(t, step) = ceil(t / step) * step
time_below(t, step) = floor(t / step) * step
