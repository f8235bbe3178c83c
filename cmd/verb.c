#include "cmd/verb.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/cmd.h"
#include "cmd/opt.h"
#include "core/base/i18n.h"
#include "core/base/mem.h"
#include "core/base/str.h"

struct verbs {
	const char *command;
	const struct verb *items;
	size_t n;
};

/* How many words of ARGV are VERB; 0: it is another one. */
static int
words_of(const struct verb *verb, int argc, char *const *argv)
{
	const char *blank = strchr(verb->name, ' ');
	size_t len = strcspn(verb->name, " ");

	if (argc == 0 || strlen(argv[0]) != len ||
	    strncmp(argv[0], verb->name, len) != 0)
		return 0;
	if (blank == NULL)
		return 1;
	return argc > 1 && strcmp(argv[1], blank + 1) == 0 ? 2 : 0;
}

/* What may follow GROUP ("key ", ""), added to OUT. */
static void
next_words(const struct verbs *verbs, const char *group, struct strs *out)
{
	for (size_t i = 0; i < verbs->n; i++) {
		const char *name = verbs->items[i].name;
		char *word;

		if (!str_starts(name, group))
			continue;
		name += strlen(group);
		word = xstrndup(name, strcspn(name, " "));
		if (!strs_has(out, word))
			strs_add(out, word);
		free(word);
	}
}

/* WORD (NULL: none is there) is not one of WORDS, which SUBJECT has. */
static const struct err *
unknown(const char *subject, const char *word, const struct strs *words)
{
	const char *near = NULL;
	const struct err *err;
	char *all;

	if (word == NULL) {
		err = err_new(ERR_USAGE, _("'%s': what is to be done is "
		    "missing"), subject);
	} else {
		err = err_new(ERR_USAGE, _("unknown command '%s %s'"),
		    subject, word);
		near = str_nearest(word, (const char *const *)words->items,
		    words->n);
	}
	if (near != NULL)
		return err_mend(err, _("did you mean '%s'?"), near);
	all = strs_join(words, " | ");
	err = err_mend(err, "proven %s %s", subject, all);
	free(all);
	return err;
}

static const struct err *
no_verb(const struct verbs *verbs, int argc, char *const *argv)
{
	char *group = argc > 0 ? xasprintf("%s ", argv[0]) : xstrdup("");
	char *subject = xasprintf("%s %s", verbs->command,
	    argc > 0 ? argv[0] : "");
	struct strs words = STRS_INIT;
	const struct err *err;

	next_words(verbs, group, &words);
	if (argc > 0 && words.n > 0) {
		err = unknown(subject, argc > 1 ? argv[1] : NULL, &words);
	} else {
		strs_release(&words);
		next_words(verbs, "", &words);
		err = unknown(verbs->command, argc > 0 ? argv[0] : NULL,
		    &words);
	}
	strs_release(&words);
	free(subject);
	free(group);
	return err;
}

static bool
is_given(const struct opt *opt)
{
	switch (opt->type) {
	case OPT_FLAG:
		return *(bool *)opt->value;
	case OPT_LIST:
		return ((struct strs *)opt->value)->n > 0;
	case OPT_NUMBER:
		return *(int64_t *)opt->value >= 0;
	case OPT_TEXT:
	case OPT_CHOICE:
	case OPT_DATE:
		return *(const char **)opt->value != NULL;
	case OPT_TERMS:
	case OPT_SIGNS:
		break;
	}
	return false;
}

/* The first of OPTS that is given and that VERB has not; NULL: none. */
static const struct opt *
odd_option(const struct verb *verb, const struct opt *opts)
{
	for (; verb->options != NULL && opts->name != NULL; opts++) {
		char *word = xasprintf(" %s ", opts->name);
		bool has = strstr(verb->options, word) != NULL;

		free(word);
		if (!has && is_given(opts))
			return opts;
	}
	return NULL;
}

static const struct err *
missing(const struct verb *verb, const char *command, int argc)
{
	struct strs words = STRS_INIT;
	const struct err *err;

	strs_split(&words, _(verb->operands), ' ');
	err = err_new(ERR_USAGE, _("'%s %s': %s is missing"), command,
	    verb->name, words.items[argc]);
	strs_release(&words);
	return err;
}

static const struct err *
judge(const struct verb *verb, const char *command, const struct opt *opts,
    int argc)
{
	const struct opt *odd = odd_option(verb, opts);
	const struct err *err;
	char *usage;

	if (odd != NULL)
		err = err_new(ERR_USAGE, _("'%s %s' has no option '--%s'"),
		    command, verb->name, odd->name);
	else if (argc < verb->least)
		err = missing(verb, command, argc);
	else if (verb->most >= 0 && argc > verb->most)
		err = err_new(ERR_USAGE, _("'%s %s': too many operands"),
		    command, verb->name);
	else
		return NULL;
	usage = xasprintf("proven %s %s%s%s", command, verb->name,
	    *verb->operands != '\0' ? " " : "",
	    *verb->operands != '\0' ? _(verb->operands) : "");
	err = err_mend(err, _("usage: %s"), usage);
	free(usage);
	return err;
}

const struct err *
verb_read(size_t *out, const struct session *session,
    const struct verb *items, size_t n, const struct opt *opts, int *argc,
    char ***argv)
{
	const struct verbs verbs = { session->cmd->name, items, n };
	size_t i = 0;
	int words = 0;

	while (i < n && (words = words_of(&items[i], *argc, *argv)) == 0)
		i++;
	if (i == n)
		return no_verb(&verbs, *argc, *argv);
	*out = i;
	*argc -= words;
	*argv += words;
	return judge(&items[i], verbs.command, opts, *argc);
}
