/* What is written aside and is there, so that it can be removed when the program ends. */
#ifndef BASE_OUTPUT_ASIDE_H
#define BASE_OUTPUT_ASIDE_H

struct output_aside;

/* Notes a path, whose text must stay until it is forgotten. */
struct output_aside *output_aside_note(const char *path);
void output_aside_forget(struct output_aside *a);

#endif
