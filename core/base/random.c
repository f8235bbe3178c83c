#include "core/base/random.h"

#include <sys/random.h>

#include "core/base/err.h"

enum { ONCE = 256 }; /* getentropy gives no more at a time */

void
random_crockford(char *out, size_t n)
{
	static const char digits[] = "0123456789abcdefghjkmnpqrstvwxyz";
	unsigned char bytes[ONCE];

	for (size_t i = 0; i < n; i++) {
		if (i % ONCE == 0 && getentropy(bytes, sizeof(bytes)) != 0)
			BUG("the system gives no random numbers");
		out[i] = digits[bytes[i % ONCE] & 31];
	}
	out[n] = '\0';
}
