#include "core/git/config_env.h"

#include <ctype.h>

#include "core/base/i18n.h"
#include "core/base/mem.h"

static void
lower(char *from, const char *end)
{
	for (; from < end; from++)
		*from = (char)tolower((unsigned char)*from);
}

char *
config_key(const char *key)
{
	const char *first = strchr(key, '.'), *last = strrchr(key, '.');
	char *normal;

	if (first == NULL || first == key || last[1] == '\0')
		return NULL;
	normal = xstrdup(key);
	lower(normal, normal + (first - key));
	lower(normal + (last - key), normal + strlen(normal));
	return normal;
}

static const struct err *
bad_key(const char *key)
{
	return err_new(ERR_SYSTEM, _("bad configuration key '%s' in the "
	    "environment"), key);
}

/* VALUE NULL: "key" alone, which git takes for true. */
static const struct err *
add_pair(struct strs *keys, struct strs *values, const char *key,
    const char *value)
{
	char *normal = config_key(key);

	if (normal == NULL)
		return bad_key(key);
	strs_take(keys, normal);
	strs_add(values, value ? value : "true");
	return NULL;
}

static const char *
numbered(const char *(*env)(const char *), const char *what, long i)
{
	char name[64];

	snprintf(name, sizeof(name), "GIT_CONFIG_%s_%ld", what, i);
	return env(name);
}

/* GIT_CONFIG_COUNT, GIT_CONFIG_KEY_<n>, GIT_CONFIG_VALUE_<n>. */
static const struct err *
read_count(struct strs *keys, struct strs *values,
    const char *(*env)(const char *))
{
	const char *text = env("GIT_CONFIG_COUNT");
	const struct err *err;
	char *end;
	long n;

	if (text == NULL || *text == '\0')
		return NULL;
	n = strtol(text, &end, 10);
	if (*end != '\0' || n < 0 || n > 100000)
		return err_new(ERR_SYSTEM, _("bad %s '%s'"),
		    "GIT_CONFIG_COUNT", text);
	for (long i = 0; i < n; i++) {
		const char *key = numbered(env, "KEY", i);
		const char *value = numbered(env, "VALUE", i);

		if (key == NULL || value == NULL)
			return err_new(ERR_SYSTEM, _("missing %s_%ld"),
			    key ? "GIT_CONFIG_VALUE" : "GIT_CONFIG_KEY", i);
		if ((err = add_pair(keys, values, key, value)))
			return err;
	}
	return NULL;
}

/*
 * One 'quoted word' as git's sq_quote writes it: quotes and exclamation
 * marks stand outside, behind a backslash.  NULL: none at *AT.
 */
static char *
dequote(const char **at)
{
	struct str word = STR_INIT;
	const char *p = *at;

	if (*p++ != '\'')
		return NULL;
	for (;;) {
		while (*p != '\0' && *p != '\'')
			str_addc(&word, *p++);
		if (*p == '\0') {
			str_release(&word);
			return NULL;
		}
		p++;
		if (p[0] != '\\' || (p[1] != '\'' && p[1] != '!') ||
		    p[2] != '\'')
			break;
		str_addc(&word, p[1]);
		p += 3;
	}
	*at = p;
	return str_take(&word);
}

/* 'key'='value', 'key'= (true), or the older 'key=value'. */
static const struct err *
read_parameter(struct strs *keys, struct strs *values, const char **at)
{
	char *key = dequote(at), *value = NULL, *equals;
	const struct err *err = NULL;

	if (key == NULL)
		goto bad;
	if (**at == '=') {
		++*at;
		if (**at == '\'' && (value = dequote(at)) == NULL)
			goto bad;
	} else if ((equals = strchr(key, '=')) != NULL) {
		*equals = '\0';
		value = xstrdup(equals + 1);
	}
	if (**at != '\0' && **at != ' ')
		goto bad;
	err = add_pair(keys, values, key, value);
	goto done;
bad:
	err = err_new(ERR_SYSTEM, _("bad %s '%s'"), "GIT_CONFIG_PARAMETERS",
	    *at);
done:
	free(key);
	free(value);
	return err;
}

const struct err *
config_env_read(struct strs *keys, struct strs *values,
    const char *(*env)(const char *))
{
	const char *at = env("GIT_CONFIG_PARAMETERS");
	const struct err *err = read_count(keys, values, env);

	if (at == NULL || err != NULL)
		return err;
	while (*at != '\0') {
		if (*at == ' ') {
			at++;
			continue;
		}
		if ((err = read_parameter(keys, values, &at)))
			return err;
	}
	return NULL;
}
