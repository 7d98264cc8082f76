# What all charts have in common. A chart's script loads arguments.gp before; one that needs another
# height than 860 pixels sets `height` in between, where `size` is empty.
#
# The palette is that of Okabe and Ito, which people with any kind of colour vision can tell apart;
# every series has a mark or a dash of its own besides, so that grey prints can be read too.

set encoding utf8
if (width == 0) { width = 1280 }
if (!exists("height")) { height = 860 }

if (term eq "png") {
    set terminal pngcairo size width,height enhanced font font background "#ffffff"
}
if (term eq "svg") {
    set terminal svg size width,height dynamic enhanced font font background "#ffffff"
}
if (term eq "pdf") {
    set terminal pdfcairo size width / 72.0,height / 72.0 enhanced font font fontscale 1 \
        linewidth 2 background "#ffffff"
}
if (term eq "eps") {
    set terminal epscairo size width / 72.0,height / 72.0 enhanced font font fontscale 1 \
        linewidth 2 background "#ffffff"
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
set linetype 1 linecolor rgb blue linewidth 2.5 pointtype 5
set linetype 2 linecolor rgb red linewidth 2.5 pointtype 7
set linetype 3 linecolor rgb green linewidth 2.5 pointtype 9
set linetype 4 linecolor rgb purple linewidth 2.5 pointtype 13
set linetype 5 linecolor rgb orange linewidth 2.5 pointtype 11
set linetype 6 linecolor rgb sky linewidth 2.5 pointtype 4
set linetype 7 linecolor rgb grey linewidth 2.5 pointtype 6
set linetype 8 linecolor rgb black linewidth 2.5 pointtype 8
set linetype cycle 8

set border 3 linecolor rgb grey linewidth 1.5
set tics nomirror out textcolor rgb black
set format x "%g"
set format y "%g"
set grid linecolor rgb "#d9d9d9" linewidth 1 linetype 1
set key left top Left reverse samplen 2.5 spacing 1.3 noenhanced
set lmargin 13
set rmargin 4
set tmargin 5
set bmargin 5

# The first row of a file names its columns, and scripts use the names. A line that begins with '#' is
# data too.
set datafile separator ","
set datafile missing ""
set datafile columnheaders
set datafile commentschars ""

# A title, and a line of small print below; either is text as it is.
headline(text) = own_title ne "" ? own_title : text
font_name = strstrt(font, ",") > 0 ? font[1:strstrt(font, ",") - 1] : font
font_size = strstrt(font, ",") > 0 ? 0 + font[strstrt(font, ",") + 1:] : 18
font_of(share) = sprintf("%s,%g", font_name, font_size * share)
font_large = font_of(1.2)
font_small = font_of(0.8)
font_tiny = font_of(0.65)
set title font font_large offset 0,1.1 noenhanced
set label 99 "" at graph 0.5, graph 1 center offset 0,0.9 font font_small textcolor rgb grey noenhanced

# collect(text): adds the text to the list `texts`, once; place_of(text): its place there, or 0.
TEXTS = 400
array texts[TEXTS]
texts_count = 0
place_of(text) = (found = 0, texts_count == 0 ? 0 : \
                  sum [text_i = 1:texts_count] (texts[text_i] eq text ? (found = text_i, 0) : 0), \
                  found)
texts_latest = 0
collect(text) = (texts_latest > 0 && texts[texts_latest] eq text) ? 0 : \
                (texts_latest = place_of(text), texts_latest > 0 || texts_count == TEXTS ? 0 : \
                 (texts_count = texts_count + 1, texts[texts_count] = text, 0), 0)

# An axis of times: a round step with which `span` seconds have 5 to 10 tics, the format of tics that
# reach up to `most` seconds, for `set format`, and the unit for the axis's label. Its times count hours,
# minutes and seconds up, but cut off, so that parts of a second are plain numbers.
time_step(span) = span <= 1 ? 0.1 : span <= 2 ? 0.2 : span <= 5 ? 0.5 : \
                  span <= 10 ? 1 : span <= 20 ? 2 : span <= 50 ? 5 : span <= 100 ? 10 : \
                  span <= 300 ? 30 : span <= 600 ? 60 : span <= 1200 ? 120 : span <= 3000 ? 300 : \
                  span <= 6000 ? 600 : span <= 10800 ? 1200 : span <= 18000 ? 1800 : \
                  span <= 36000 ? 3600 : span <= 86400 ? 10800 : span <= 172800 ? 21600 : \
                  span <= 864000 ? 86400 : 864000
time_format(most, step) = step < 1 ? "'%.1f' numeric" : most <= 120 ? "'%1tS' time" : \
                          most <= 3600 ? "'%1tM:%02S' time" : \
                          step < 60 ? "'%1tH:%02M:%02S' time" : "'%1tH:%02M' time"
time_unit(most, step) = step < 1 || most <= 120 ? "seconds" : most <= 3600 ? "minutes:seconds" : \
                        step < 60 ? "hours:minutes:seconds" : "hours:minutes"
# The tic at or above `t`, and the one at or below.
time_above(t, step) = ceil(t / step) * step
time_below(t, step) = floor(t / step) * step
# One duration, and amounts, as text. strftime cuts off, so what it gets is rounded.
clock(t) = t < 59.95 ? sprintf("%.1f s", t) : whole_clock(floor(t + 0.5))
whole_clock(t) = t < 3600 ? strftime("%1tM:%02S", t)." min" : strftime("%1tH:%02M:%02S", t)." h"
bytes_text(b) = b >= 1e9 ? sprintf("%.1f GB", b / 1e9) : b >= 1e6 ? sprintf("%.1f MB", b / 1e6) : \
                sprintf("%.0f kB", b / 1e3)
rate_unlimited = 1e99
rate_text(r) = r >= rate_unlimited ? "unlimited" : r >= 1e9 ? sprintf("%g Gbps", r / 1e9) : \
               r >= 1e6 ? sprintf("%g Mbps", r / 1e6) : sprintf("%g kbps", r / 1e3)
