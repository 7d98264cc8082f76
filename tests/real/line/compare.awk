# Three files, the cases, what was measured and what was simulated: a table in Markdown, a row a case, median (least
# to most). A star: further off than it may be; in brackets where the cases' last column says that it is explained.
# Set: slack (how many times as far off it may be).
BEGIN { FS = "\t" }
/^#/ { next }
FILENAME == ARGV[1] { explained[$1] = $12; next }
FILENAME == ARGV[2] {
    if (!rows[$1]) order[++cases] = $1
    keep("m", $1, ++rows[$1], $3, $5, $8, $9 + $10)
    next
}
{ keep("s", $1, ++seeds[$1], $2, $3, $4, $5 + $6) }

function keep(kind, name, i, completed, last, again, client) {
    value[kind, name, "completed", i] = completed
    value[kind, name, "last", i] = last
    value[kind, name, "again", i] = again
    value[kind, name, "client", i] = client
}

# The median of one quantity of a case; least and most are left in the variables of these names.
function median(kind, name, what,    n, i, j, v, sorted) {
    n = kind == "m" ? rows[name] : seeds[name]
    for (i = 1; i <= n; i++) {
        v = value[kind, name, what, i] + 0
        for (j = i - 1; j >= 1 && sorted[j] > v; j--) sorted[j + 1] = sorted[j]
        sorted[j + 1] = v
    }
    least = sorted[1]
    most = sorted[n]
    return n % 2 ? sorted[(n + 1) / 2] : (sorted[n / 2] + sorted[n / 2 + 1]) / 2
}

function near(a, b, by) { return a - b <= by && b - a <= by }
function range(of, digits) {
    return sprintf("%." digits "f (%." digits "f to %." digits "f)", of, least, most)
}
# Counts what is off, unless it is explained.
function star(good, name, what) {
    if (good) return ""
    if (explained[name] ~ what) return " (*)"
    bad[what]++
    return " *"
}

# Two cells; of DATA, the simulated median has to be inside the measured range.
function again(name, what,    m, s, low, high, cell) {
    m = median("m", name, what); low = least; high = most
    cell = range(m, 0)
    s = median("s", name, what)
    if (what != "again") return cell " | " range(s, 0)
    return cell " | " range(s, 0) star(s >= low && s <= high, name, "DATA")
}

END {
    if (!slack) slack = 1
    print "| case | completed | last client, measured | simulated | off by | DATA again, measured | simulated | requests and ACKs, measured | simulated |"
    print "|---|---|---|---|---|---|---|---|---|"
    for (c = 1; c <= cases; c++) {
        name = order[c]
        if (!seeds[name]) exit 2
        measured = median("m", name, "completed")
        simulated = median("s", name, "completed")
        row = sprintf("| %s | %g, %g%s", name, measured, simulated, \
            star(near(measured, simulated, 2 * slack), name, "completed"))

        allowed = median("m", name, "again") > 0 ? 0.05 : 0.03
        measured = median("m", name, "last")
        row = row " | " range(measured, 2) " s | "
        simulated = median("s", name, "last")
        row = row range(simulated, 2) " s | " sprintf("%+.1f %%", 100 * (simulated / measured - 1)) \
            star(near(measured, simulated, slack * allowed * measured), name, "last")
        print row " | " again(name, "again") " | " again(name, "client") " |"
    }
    printf "\n%d cases; outside: completed %d, last client %d, DATA again %d\n", cases, bad["completed"], bad["last"], \
        bad["DATA"]
    exit bad["completed"] || bad["last"] || 3 * bad["DATA"] > cases
}
