#ifndef PROVEN_STORE_MESSAGE_H
#define PROVEN_STORE_MESSAGE_H

#include "core/base/str.h"

/*
 * The message of a commit: subject, body, trailers.  Control characters
 * and bidirectional ones are left out, bytes that are no UTF-8 replaced.
 */
struct message {
	char *subject, *body;
	struct strs trailers; /* "Key: value" */
};

#define MESSAGE_INIT { NULL, NULL, STRS_INIT }

void message_set(struct message *, const char *subject, const char *body);
/* Newlines in VALUE become blanks. */
void message_trailer(struct message *, const char *key, const char *value);
void message_write(const struct message *, struct str *out);
void message_release(struct message *);

#endif
