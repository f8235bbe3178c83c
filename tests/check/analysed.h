/*
 * What the analysers are to know: an error that is made is never NULL.
 * lint.sh puts this in front of each file.
 */
#include <stddef.h>

#include "core/base/err.h"

#define SURE(made) ((made) ?: (__builtin_unreachable(), NULL))

#define err_new(...) SURE(err_new(__VA_ARGS__))
#define err_errno(...) SURE(err_errno(__VA_ARGS__))
#define err_in(...) SURE(err_in(__VA_ARGS__))
#define err_mend(...) SURE(err_mend(__VA_ARGS__))
