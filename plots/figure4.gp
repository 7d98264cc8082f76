# The same as figure3.gp of phones that download in the background.
#
#   gnuplot -c plots/figure4.gp DIR OUT [OPTION]...       options: arguments.gp
#
# Reads DIR/figure4.csv (model, method, phones, all_back_s, ...).

array given[ARGC]
do for [i = 1:ARGC] { given[i] = value("ARG".i) }
here = ARG0[1:strlen(ARG0) - strlen("figure4.gp")]
load here."arguments.gp"
load here."style.gp"
figure = "figure4"
heading = "Upgrade time in the background, by TFTP and by Peer Firmware Sharing"
has_published = 0
wan = 1
headroom = 1.04
load here."methods.gp"
