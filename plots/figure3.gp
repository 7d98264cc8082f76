# Upgrade time against the number of phones, by TFTP and by PFS, for each phone model.
#
#   gnuplot -c plots/figure3.gp DIR OUT [OPTION]...       options: arguments.gp
#
# Reads DIR/figure3.csv (model, method, phones, all_back_s, ...) and the published points,
# DIR/figure3-published.csv (phones, upgrade_time_s).

array given[ARGC]
do for [i = 1:ARGC] { given[i] = value("ARG".i) }
here = ARG0[1:strlen(ARG0) - strlen("figure3.gp")]
load here."arguments.gp"
load here."style.gp"
figure = "figure3"
heading = "Upgrade time by TFTP and by Peer Firmware Sharing"
has_published = 1
wan = 1
headroom = 1.04
load here."methods.gp"
