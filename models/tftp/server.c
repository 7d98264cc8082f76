/* Whether a request is answered, and by what; it looks at names, not at files, which the device
 * has. */
#include "models/tftp/server.h"

static bool is_separator(char c)
{
    return c == '/' || c == '\\';
}

/* Backslashes count too: some servers take them as separators, and no phone sends any. */
static bool leaves_folder(const char *name)
{
    if (is_separator(name[0]))
        return true;
    const char *part = name;
    for (const char *c = name;; c++) {
        if (*c != 0 && !is_separator(*c))
            continue;
        if (c - part == 2 && part[0] == '.' && part[1] == '.')
            return true;
        if (*c == 0)
            return false;
        part = c + 1;
    }
}

static void ignore(struct tftp_answer *answer, uint64_t *counter)
{
    answer->kind = TFTP_ANSWER_IGNORE;
    (*counter)++;
}

static void refuse(struct tftp_answer *answer, enum tftp_error_code code, const char *text)
{
    answer->kind = TFTP_ANSWER_REFUSE;
    answer->code = code;
    answer->text = text;
}

static void decide(const struct tftp_datagram *d, struct tftp_answer *answer)
{
    const int malformed = tftp_decode_request(d, &answer->request);
    if (malformed != 0)
        refuse(answer, TFTP_ERROR_ILLEGAL, tftp_parse_error_text(malformed));
    else if (answer->request.mode == TFTP_MAIL)
        refuse(answer, TFTP_ERROR_ILLEGAL, "mail refused");
    else if (answer->request.opcode == TFTP_WRQ)
        refuse(answer, TFTP_ERROR_ACCESS, "writing refused");
    else if (leaves_folder(answer->request.filename))
        refuse(answer, TFTP_ERROR_ACCESS, "name leaves the folder");
    else
        answer->kind = TFTP_ANSWER_READ;
}

static bool is_request(const struct tftp_datagram *d)
{
    const int opcode = tftp_decode_opcode(d);
    return opcode == TFTP_RRQ || opcode == TFTP_WRQ;
}

void tftp_server_answer(const struct tftp_datagram *d, struct tftp_answer *answer,
                        struct tftp_server_counters *counters)
{
    if (!is_request(d)) {
        ignore(answer, &counters->others);
        return;
    }
    if (d->broadcast) {
        ignore(answer, &counters->broadcasts);
        return;
    }
    decide(d, answer);
    if (answer->kind == TFTP_ANSWER_READ)
        counters->reads++;
    else
        counters->refused++;
}
