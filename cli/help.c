/* The text of a command's --help, from its rows. */
#include <stdbool.h>
#include <string.h>

#include "cli/command.h"

enum { HELP_WIDTH = 80, HELP_COLUMN_MOST = 24 };

/* Writes the words of a paragraph from column `at` on; lines that follow begin at `indent`. */
static void help_paragraph(FILE *out, const char *text, size_t length, size_t at, size_t indent)
{
    const char *const end = text + length;
    for (bool first = true; text < end; first = false) {
        const size_t rest = (size_t)(end - text);
        const char *blank = memchr(text, ' ', rest);
        const size_t word = blank ? (size_t)(blank - text) : rest;
        const bool breaks = !first && at + 1 + word > HELP_WIDTH;
        if (breaks)
            fprintf(out, "\n%*s", (int)indent, "");
        else if (!first)
            fputc(' ', out);
        fwrite(text, 1, word, out);
        at = (breaks ? indent : at + !first) + word;
        text += word + 1;
    }
    fputc('\n', out);
}

/* Paragraphs, and items of a list, which begin with "- ". */
static void help_text(FILE *out, const char *text)
{
    while (*text) {
        const size_t length = strcspn(text, "\n");
        help_paragraph(out, text, length, 0, text[0] == '-' ? 2 : 0);
        text += length + (text[length] != '\0');
    }
}

/* "-m, --method METHOD"; returns its length. */
static size_t help_option_name(const struct option_row *o, char *text, size_t room)
{
    char letter[5] = "    ";
    if (o->letter)
        snprintf(letter, sizeof letter, "-%c, ", o->letter);
    return (size_t)snprintf(text, room, "%s--%s%s%s", letter, o->name, o->argument ? " " : "",
                            o->argument ? o->argument : "");
}

/* Where the texts of the options begin. */
static size_t help_column(const struct command *c)
{
    char name[80];
    size_t widest = 0;
    for (size_t i = 0; i < c->option_count; i++) {
        const size_t length = help_option_name(&c->options[i], name, sizeof name);
        widest = length > widest && length + 4 <= HELP_COLUMN_MOST ? length : widest;
    }
    return widest + 4 < 14 ? 14 : widest + 4;
}

static void help_option(const struct option_row *o, size_t column, FILE *out)
{
    char name[80];
    const size_t length = help_option_name(o, name, sizeof name);
    fprintf(out, "  %s", name);
    if (length + 4 > column)
        fprintf(out, "\n%*s", (int)column, "");
    else
        fprintf(out, "%*s", (int)(column - 2 - length), "");
    help_paragraph(out, o->help, strlen(o->help), column, column);
}

void command_help(const struct command *c, FILE *out)
{
    for (size_t i = 0; c->usage[i]; i++)
        fprintf(out, "%s pfsim %s%s%s\n", i ? "      " : "usage:", c->name, *c->usage[i] ? " " : "",
                c->usage[i]);
    fputc('\n', out);
    help_text(out, c->about);
    fputc('\n', out);
    for (size_t i = 0; i < c->option_count; i++)
        help_option(&c->options[i], help_column(c), out);
    help_option(&option_help, help_column(c), out);
    if (c->notes) {
        fputc('\n', out);
        help_text(out, c->notes);
    }
    if (c->examples)
        fputs("\nexamples:\n", out);
    for (size_t i = 0; c->examples && c->examples[i]; i++)
        fprintf(out, "  pfsim %s\n", c->examples[i]);
}
