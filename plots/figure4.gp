# The same as figure3.gp of phones that download in the background.
#
#   gnuplot -c plots/figure4.gp DIR OUT [png|svg]
#
# Reads DIR/figure4.csv (model, method, phones, upgrade_time_s, ...).

dir = ARG1
out = ARG2
term = ARG3 eq "" ? out[strlen(out) - 2:] : ARG3
here = ARG0[1:strlen(ARG0) - strlen("figure4.gp")]
figure = "figure4"
load here."style.gp"
load here."methods.gp"
load here."fonts.gp"
