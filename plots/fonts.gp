# Loaded at the end of a chart's script: without any font, gnuplot draws a picture without text and
# margins, and finds nothing wrong with it. What it thinks the width of a character is tells.

if (term ne "svg" && GPVAL_TERM_HCHAR < 100) {
    print "there is no font, so the chart has no text: apt-get install fonts-liberation"
    exit status 1
}
