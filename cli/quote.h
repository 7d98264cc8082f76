/* What is printed to be typed again, as a shell reads it. */
#ifndef CLI_QUOTE_H
#define CLI_QUOTE_H

/* The text as one word of a shell, in quotes if need be. Free it. */
char *cli_quote(const char *text);

#endif
