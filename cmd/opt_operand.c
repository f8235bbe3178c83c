#include <string.h>

#include "cmd/opt.h"

/* Operands that begin with a dash. */

/* "-tag:x", "-trl>=4": a dash, a name, an operator. */
static bool
is_term(const char *word)
{
	size_t len;

	if (word[0] != '-' || word[1] == '-')
		return false;
	len = strspn(word + 1, "abcdefghijklmnopqrstuvwxyz0123456789_.-");
	return len > 1 && word[1 + len] != '\0' &&
	    strchr(":=<>!", word[1 + len]) != NULL;
}

/* "-40", "-0.5e3": no letter of an option is a digit. */
static bool
is_negative(const char *word)
{
	return word[0] == '-' && word[1] >= '0' && word[1] <= '9';
}

bool
opt_is_mark(const struct opt *opt)
{
	return opt->type == OPT_TERMS || opt->type == OPT_SIGNS;
}

bool
opt_is_operand(const struct opt *opts, const char *word)
{
	for (; opts != NULL && opts->name != NULL; opts++)
		if ((opts->type == OPT_TERMS && is_term(word)) ||
		    (opts->type == OPT_SIGNS && is_negative(word)))
			return true;
	return false;
}
