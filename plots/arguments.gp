# What a chart's script is given, in the array `given`: the folder with the data, the file to write, and
# then in any order, each once:
#
#   png|svg|pdf|eps   the format; without it the ending of the file's name
#   size=WIDTHxHEIGHT in pixels (of PDF and EPS: points, 72 an inch)
#   font=NAME,SIZE    without it as large as suits the size
#   title=TEXT
#   points=FILE       points of one's own: a table (CSV) with `phones`, `upgrade_time_s`
#   own=yes           the same, in the folder with the data: <figure>-own.csv, with `label`, too
#   published=no      there are no published points
#   formulas=yes      what the formulas say is drawn too
#   log=x|y|xy        logarithmic axes of the curves
#   site=NAME         one site of a run
#
# Names and paths are data: none is run, and none has markup.

dir = given[1]
out = given[2]
term = ""
size = ""
font = ""
own_title = ""
points = ""
site = ""
with_published = 1
own_here = 0
with_formulas = 0
log_x = 0
log_y = 0
option_is(text, key) = strstrt(text, key."=") == 1
option_of(text, key) = text[strlen(key) + 2:]
do for [i = 3:|given|] {
    text = given[i]
    if (option_is(text, "size")) { size = option_of(text, "size") } else {
    if (option_is(text, "font")) { font = option_of(text, "font") } else {
    if (option_is(text, "title")) { own_title = option_of(text, "title") } else {
    if (option_is(text, "points")) { points = option_of(text, "points") } else {
    if (option_is(text, "site")) { site = option_of(text, "site") } else {
    if (text eq "published=no") { with_published = 0 } else {
    if (text eq "own=yes") { own_here = 1 } else {
    if (text eq "formulas=yes") { with_formulas = 1 } else {
    if (option_is(text, "log")) {
        log_x = strstrt(option_of(text, "log"), "x") > 0
        log_y = strstrt(option_of(text, "log"), "y") > 0
    } else {
    term = text } } } } } } } } }
}
if (term eq "") { term = strlen(out) > 4 ? out[strlen(out) - 2:] : "" }
if (strstrt(" png svg pdf eps ", " ".term." ") == 0) {
    print "the format '".term."' is not known: png, svg, pdf or eps"
    exit status 1
}
# In front of a path, these would be a command, data in the script, and a home folder.
plain(path) = strstrt("/.", path[1:1]) > 0 || path eq "" ? path : "./".path
dir = plain(dir)
out = plain(out)
points = plain(points)

width = 0
if (size ne "") {
    cross = strstrt(size, "x")
    digits = 1
    do for [i = 1:strlen(size)] { digits = digits && (i == cross || strstrt("0123456789", size[i:i])) }
    digits = digits && cross > 1 && cross < strlen(size) && strlen(size) < 12
    if (digits) { width = int(0 + size[1:cross - 1]); height = int(0 + size[cross + 1:]) }
    if (!digits || width < 200 || height < 150 || width > 20000 || height > 20000) {
        print "the size '".size."' is not one: from 200x150 to 20000x20000"
        exit status 1
    }
}
if (font eq "") {
    suits = width == 0 ? 18 : 18.0 * (width / 1280.0 < height / 860.0 ? width / 1280.0 : height / 860.0)
    font = sprintf("Liberation Sans,%.4g", suits > 7 ? suits : 7)
}
