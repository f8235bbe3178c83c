#include "cmd/ci.h"

#include <string.h>

#include "core/base/i18n.h"
#include "core/base/mem.h"
#include "core/base/str.h"
#include "core/store/store.h"

/* The files are as they are in the source, taken in by the assembler. */
#define FILE_IN(symbol, name)                                           \
	__asm__(".section .rodata\n"                                    \
	    ".local " #symbol "\n"                                      \
	    #symbol ":\n"                                               \
	    ".incbin \"cmd/ci/" name "\"\n"                             \
	    ".byte 0\n"                                                 \
	    ".previous\n");                                             \
	extern const char (symbol)[]

FILE_IN(jobs_github, "github.yml");
FILE_IN(jobs_gitlab, "gitlab.yml");
FILE_IN(jobs_gitea, "gitea.yml");
FILE_IN(owners_github, "github.owners");
FILE_IN(owners_gitlab, "gitlab.owners");
FILE_IN(owners_gitea, "gitea.owners");

enum { OWNERS_MAX = 4 * 1024 * 1024 };

struct ci {
	const char *host, *jobs_path, *jobs, *owners_path, *owners;
	const char *anchor; /* what comes before the id */
};

static const struct ci hosts[] = {
	{ "github", ".github/workflows/proven.yml", jobs_github,
	    ".github/CODEOWNERS", owners_github,
	    "gh variable set PROVEN_ANCHOR --body " },
	{ "gitlab", ".gitlab-ci.yml", jobs_gitlab,
	    "CODEOWNERS", owners_gitlab,
	    "glab variable set --protected PROVEN_ANCHOR " },
	{ "gitea", ".gitea/workflows/proven.yml", jobs_gitea,
	    "CODEOWNERS", owners_gitea, "PROVEN_ANCHOR = " },
	{ "forgejo", ".forgejo/workflows/proven.yml", jobs_gitea,
	    "CODEOWNERS", owners_gitea, "PROVEN_ANCHOR = " },
};

const struct ci *
ci_find(const char *host)
{
	for (size_t i = 0; i < COUNT(hosts); i++)
		if (strcmp(hosts[i].host, host) == 0)
			return &hosts[i];
	BUG("a host that has no jobs");
}

const char *
ci_jobs_path(const struct ci *ci)
{
	return ci->jobs_path;
}

const char *
ci_owners_path(const struct ci *ci)
{
	return ci->owners_path;
}

char *
ci_anchor(const struct ci *ci, const char *commit)
{
	return xasprintf("%s%s", ci->anchor, commit);
}

/* ERR_DATA, a file too large to read, is one, too. */
static const struct err *
has_file(struct snapshot *tip, const char *path, bool *has)
{
	struct str old = STR_INIT;
	const struct err *err = NULL;

	*has = false;
	if (tip == NULL)
		return NULL;
	err = snapshot_file(tip, path, OWNERS_MAX, &old);
	str_release(&old);
	*has = err == NULL || err->code == ERR_DATA;
	return *has || err->code == ERR_NOTFOUND ? NULL : err;
}

/* BRANCH as a pattern of branches that matches no other, between single
 * quotes of YAML. */
static void
add_branch(struct str *out, const char *branch)
{
	for (; *branch != '\0'; branch++) {
		if (*branch == '\'')
			str_addc(out, '\'');
		else if (strchr("+!]", *branch) != NULL)
			str_addc(out, '\\');
		str_addc(out, *branch);
	}
}

/* TEXT becomes the file at PATH, with WITH for each PLACE. */
static const struct err *
put_filled(struct change *change, const char *path, const char *text,
    const char *place, const char *with)
{
	const struct err *err;
	struct str out = STR_INIT;
	const char *next;

	for (; (next = strstr(text, place)) != NULL;
	    text = next + strlen(place)) {
		str_addn(&out, text, (size_t)(next - text));
		str_add(&out, with);
	}
	str_add(&out, text);
	err = change_put_file(change, path, out.ptr, out.len);
	str_release(&out);
	return err;
}

const struct err *
ci_put(struct change *change, struct snapshot *tip, const struct ci *ci,
    const struct ci_facts *facts, bool *kept)
{
	const struct err *err;
	struct str branch = STR_INIT;
	bool there;

	if ((err = has_file(tip, ci->jobs_path, &there)))
		return err;
	if (there)
		return err_mend(err_new(ERR_REFUSED, _("the repository has "
		    "'%s' already, and it stays yours"), ci->jobs_path),
		    _("make the tracker without --ci, and put into it what "
		    "this makes: proven init --ci %s DIR"), ci->host);
	if ((err = has_file(tip, ci->owners_path, kept)))
		return err;
	if (!*kept && (err = put_filled(change, ci->owners_path, ci->owners,
	    "@ADMIN@", facts->email)))
		return err;
	add_branch(&branch, facts->branch);
	err = put_filled(change, ci->jobs_path, ci->jobs, "@BRANCH@",
	    branch.ptr);
	str_release(&branch);
	return err;
}
