#ifndef PROVEN_STORE_INCOMING_H
#define PROVEN_STORE_INCOMING_H

#include "core/store/store.h"

struct blob_file;

/* What was read of it, as a blob; borrowed. */
struct blob_file *incoming_blob(const struct incoming *);

#endif
