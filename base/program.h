/* The running program. */
#ifndef BASE_PROGRAM_H
#define BASE_PROGRAM_H

/* The folder that it is in, the caller's to free; NULL when the system does not say. */
char *program_folder(void);

#endif
