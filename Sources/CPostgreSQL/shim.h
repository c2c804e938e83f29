#pragma once
#include <libpq-fe.h>

// The field codes of an error are character macros, which Swift does not import.
static const int campanello_diag_sqlstate = PG_DIAG_SQLSTATE;
static const int campanello_diag_message = PG_DIAG_MESSAGE_PRIMARY;
static const int campanello_diag_detail = PG_DIAG_MESSAGE_DETAIL;
static const int campanello_diag_constraint = PG_DIAG_CONSTRAINT_NAME;

// Notices would go to standard error, and may quote data.
static inline void campanello_ignore_notice(void *argument, const PGresult *result) {
    (void)argument;
    (void)result;
}

static inline void campanello_silence_notices(PGconn *connection) {
    PQsetNoticeReceiver(connection, campanello_ignore_notice, NULL);
}
