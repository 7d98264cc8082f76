# Upgrade time against the number of phones, by TFTP over the WAN, for each phone model.
#
#   gnuplot -c plots/figure1.gp DIR OUT [OPTION]...       options: arguments.gp
#
# Reads DIR/figure1.csv (model, method, phones, all_back_s, ...) and the published points,
# DIR/figure1-published.csv (phones, upgrade_time_s).

array given[ARGC]
do for [i = 1:ARGC] { given[i] = value("ARG".i) }
here = ARG0[1:strlen(ARG0) - strlen("figure1.gp")]
load here."arguments.gp"
load here."style.gp"
figure = "figure1"
heading = "Upgrade time by TFTP over the WAN"
has_published = 1
wan = 1
headroom = 1.04
load here."methods.gp"
