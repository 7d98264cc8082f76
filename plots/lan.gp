# Upgrade time against the number of phones, from a load server on the phones' LAN.
#
#   gnuplot -c plots/lan.gp DIR OUT [OPTION]...       options: arguments.gp
#
# Reads DIR/lan.csv (model, method, phones, all_back_s, ...).

array given[ARGC]
do for [i = 1:ARGC] { given[i] = value("ARG".i) }
here = ARG0[1:strlen(ARG0) - strlen("lan.gp")]
load here."arguments.gp"
load here."style.gp"
figure = "lan"
heading = "Upgrade time from a load server on the LAN"
has_published = 0
wan = 0
headroom = 1.15
load here."methods.gp"
