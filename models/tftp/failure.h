/* Why a transfer failed: one list makes the enum and the text. */
#ifndef MODELS_TFTP_FAILURE_H
#define MODELS_TFTP_FAILURE_H

#define TFTP_FAILURES(X)                                                                           \
    X(TFTP_FAILURE_NONE, "no failure")                                                             \
    X(TFTP_FAILURE_GAVE_UP, "no answer after the last try")                                        \
    X(TFTP_FAILURE_IDLE, "no new block within the idle limit")                                     \
    X(TFTP_FAILURE_LIMIT, "the download took longer than its limit")                               \
    X(TFTP_FAILURE_PEER, "the peer sent an ERROR")                                                 \
    X(TFTP_FAILURE_UNREACHABLE, "nobody listens at the peer's port")                               \
    X(TFTP_FAILURE_PROTOCOL, "the peer broke the protocol")                                        \
    X(TFTP_FAILURE_OPTIONS, "the server's OACK does not answer what was asked")                    \
    X(TFTP_FAILURE_TOO_LARGE, "the file has more blocks than there are block numbers")             \
    X(TFTP_FAILURE_ABORTED, "aborted on this side")

enum tftp_failure {
#define TFTP_FAILURE_ENUM(name, text) name,
    TFTP_FAILURES(TFTP_FAILURE_ENUM)
#undef TFTP_FAILURE_ENUM
};

static inline const char *tftp_failure_text(enum tftp_failure failure)
{
    switch (failure) {
#define TFTP_FAILURE_CASE(name, text)                                                              \
    case name:                                                                                     \
        return text;
        TFTP_FAILURES(TFTP_FAILURE_CASE)
#undef TFTP_FAILURE_CASE
    }
    return "unknown failure";
}

#endif
