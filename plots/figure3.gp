# Upgrade time against the number of phones, by TFTP and by PFS, for each phone model.
#
#   gnuplot -c plots/figure3.gp DIR OUT [png|svg]
#
# Reads DIR/figure3.csv (model, method, phones, upgrade_time_s, ...) and the published points,
# DIR/figure3-published.csv (label, method, phones, upgrade_time_s).

dir = ARG1
out = ARG2
term = ARG3 eq "" ? out[strlen(out) - 2:] : ARG3
here = ARG0[1:strlen(ARG0) - strlen("figure3.gp")]
figure = "figure3"
load here."style.gp"
load here."methods.gp"
load here."fonts.gp"
