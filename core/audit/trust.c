#include "core/audit/trust.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/base/file.h"
#include "core/base/mem.h"
#include "core/base/sha.h"
#include "core/git/repo.h"
#include "core/json/json.h"
#include "core/store/store.h"

enum { KEY_BYTES = 32, FILE_MAX = 256 * 1024 * 1024, TIPS_KEPT = 8 };

struct trust {
	unsigned char key[KEY_BYTES];
	char *file, *repository;
	struct json *root;       /* never NULL */
	size_t *fits, n_fits;    /* places of tips, newest first */
};

/* ---- The key ---- */

/* Only one that nobody else can read, or could have made, is a secret. */
static bool
read_key(const char *path, unsigned char key[KEY_BYTES])
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	struct stat st;
	bool good = false;

	if (fd < 0)
		return false;
	if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode) &&
	    st.st_uid == geteuid() && (st.st_mode & 077) == 0 &&
	    st.st_size == KEY_BYTES)
		good = read(fd, key, KEY_BYTES) == KEY_BYTES;
	close(fd);
	return good;
}

static bool
make_key(const char *path, unsigned char key[KEY_BYTES])
{
	bool made;
	int fd;

	if (getentropy(key, KEY_BYTES) != 0 ||
	    file_make_parents(path) != NULL)
		return false;
	fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC |
	    O_NOFOLLOW, 0600);
	if (fd < 0)
		return false;
	made = write(fd, key, KEY_BYTES) == KEY_BYTES && fsync(fd) == 0;
	close(fd);
	if (!made)
		unlink(path);
	return made;
}

static bool
have_key(struct trust *trust, const char *state_dir)
{
	char *path = xasprintf("%s/audit-key", state_dir);
	bool had = read_key(path, trust->key) || make_key(path, trust->key);

	free(path);
	return had;
}

/* ---- The file ---- */

static void
begin(struct trust *trust, const char *program)
{
	trust->root = json_new_object();
	json_set_integer(trust->root, "format", 1);
	json_set_string(trust->root, "program", program);
	json_set_string(trust->root, "repository", trust->repository);
	json_set(trust->root, "tips", json_new_array());
	json_set(trust->root, "branches", json_new_object());
}

static bool
is_authentic(const struct trust *trust, const struct str *text)
{
	char hmac[SHA256_HEX + 1];

	if (text->len <= SHA256_HEX || text->ptr[SHA256_HEX] != '\n')
		return false;
	hmac_of(hmac, trust->key, KEY_BYTES, text->ptr + SHA256_HEX + 1,
	    text->len - SHA256_HEX - 1);
	return memcmp(hmac, text->ptr, SHA256_HEX) == 0;
}

static bool
has_text(const struct json *root, const char *key, const char *wanted)
{
	const char *text = json_text(root, key);

	return text != NULL && strcmp(text, wanted) == 0;
}

static void
load(struct trust *trust, const char *program)
{
	struct str text = STR_INIT;
	struct json *root = NULL;
	int64_t format;

	if (file_read(&text, trust->file, FILE_MAX) == NULL &&
	    is_authentic(trust, &text) &&
	    json_read_max(&root, text.ptr + SHA256_HEX + 1,
	    text.len - SHA256_HEX - 1, "", FILE_MAX) == NULL &&
	    json_integer(json_get(root, "format"), &format) && format == 1 &&
	    has_text(root, "program", program) &&
	    has_text(root, "repository", trust->repository)) {
		trust->root = root;
	} else {
		json_free(root);
		begin(trust, program);
	}
	str_release(&text);
}

/* Texts are kept as they were said, so the language must be the same. */
static bool
fits(const struct json *tip, const struct audit *audit)
{
	struct oid id;

	return json_text(tip, "tip") != NULL &&
	    oid_parse(&id, json_text(tip, "tip")) &&
	    has_text(tip, "anchor", audit->report->anchor) &&
	    has_text(tip, "require",
	    strength_names[audit->options->require]) &&
	    has_text(tip, "language", rule_meaning(RULE_PV101));
}

static void
find_fits(struct trust *trust, const struct audit *audit)
{
	const struct json *at = json_first(json_get(trust->root, "tips"));
	size_t n = json_count(json_get(trust->root, "tips"));

	trust->fits = xcalloc(n + 1, sizeof(*trust->fits));
	for (size_t i = 0; at != NULL; at = json_next(at), i++)
		if (fits(at, audit))
			trust->fits[trust->n_fits++] = i;
}

struct trust *
trust_open(const struct audit *audit)
{
	const struct audit_options *options = audit->options;
	struct trust *trust;

	if (!options->cache || options->state_dir == NULL ||
	    options->program == NULL || options->since != NULL)
		return NULL;
	trust = xcalloc(1, sizeof(*trust));
	trust->file = xasprintf("%s/audit", store_private_dir(audit->store));
	trust->repository = realpath(repo_common_dir(audit->repo), NULL);
	if (trust->repository == NULL ||
	    !json_is_text(trust->repository) ||
	    !have_key(trust, options->state_dir)) {
		trust_close(trust);
		return NULL;
	}
	load(trust, options->program);
	find_fits(trust, audit);
	return trust;
}

void
trust_close(struct trust *trust)
{
	if (trust == NULL)
		return;
	free(trust->file);
	free(trust->repository);
	free(trust->fits);
	json_free(trust->root);
	free(trust);
}

/* ---- Asking ---- */

static const struct json *
tip_at(const struct trust *trust, size_t i)
{
	return json_at(json_get(trust->root, "tips"), trust->fits[i]);
}

bool
trust_tip(const struct trust *trust, size_t i, struct oid *out)
{
	return trust != NULL && i < trust->n_fits &&
	    oid_parse(out, json_text(tip_at(trust, i), "tip"));
}

bool
trust_branch(const struct trust *trust, const char *branch, struct oid *out)
{
	const char *hex = trust == NULL || branch == NULL ? NULL :
	    json_text(json_get(trust->root, "branches"), branch);

	return hex != NULL && oid_parse(out, hex);
}

const struct json *
trust_gists(const struct trust *trust)
{
	return trust == NULL ? NULL : json_first(json_get(trust->root,
	    "gists"));
}

/* The counts of a report, by name. */
static const struct {
	const char *name;
	size_t offset;
} counts[] = {
	{ "commits", offsetof(struct audit_report, commits) },
	{ "outside", offsetof(struct audit_report, outside) },
	{ "transitions", offsetof(struct audit_report, transitions) },
	{ "signed", offsetof(struct audit_report, signed_entries) },
	{ "authored", offsetof(struct audit_report, authored_entries) },
	{ "claimed", offsetof(struct audit_report, claimed_entries) },
};

static size_t *
count_at(struct audit_report *report, size_t i)
{
	return (size_t *)(void *)((char *)report + counts[i].offset);
}

static enum rule
rule_named(const char *id)
{
	int i = 0;

	while (i + 1 < RULE_COUNT && (id == NULL ||
	    strcmp(rule_id((enum rule)i), id) != 0))
		i++;
	return (enum rule)i;
}

static const char *
text_or(const struct json *node, const char *key, const char *other)
{
	const char *text = json_text(node, key);

	return text != NULL ? text : other;
}

static int
number(const struct json *node, const char *key)
{
	int64_t n = 0;

	json_integer(json_get(node, key), &n);
	return (int)n;
}

static enum severity
severity_of(const struct json *node)
{
	int n = number(node, "severity");

	return n >= SEVERITY_NOTE && n < SEVERITY_ERROR ? (enum severity)n :
	    SEVERITY_ERROR;
}

static void
take_finding(const struct json *node, struct audit *audit)
{
	struct audit_finding *finding;
	const char *commit = text_or(node, "commit", "");
	uint32_t place = NO_NODE;
	struct oid id;

	if (oid_parse(&id, commit))
		place = dag_find(&audit->dag, &id);
	/* What lies before all that was loaded comes first, as it was. */
	finding = worker_add(&audit->workers[0], place == NO_NODE ? 0 :
	    place, rule_named(json_text(node, "rule")),
	    text_or(node, "project", ""), text_or(node, "file", ""),
	    xstrdup(text_or(node, "text", "")));
	memset(finding->commit, 0, sizeof(finding->commit));
	memcpy(finding->commit, commit, strnlen(commit, COMMIT_HEX));
	free(finding->path);
	finding->path = xstrdup(text_or(node, "path", ""));
	finding->mend = xstrdup0(json_text(node, "mend"));
	finding->severity = severity_of(node);
	finding->line = number(node, "line");
	finding->column = number(node, "column");
	if (place == NO_NODE)
		audit->workers[0].found[audit->workers[0].n - 1].rank =
		    ++audit->ranks;
}

void
trust_take(const struct trust *trust, size_t i, struct audit *audit)
{
	const struct json *tip = tip_at(trust, i), *at;
	const char *founding = text_or(tip, "founding", "");

	for (size_t k = 0; k < COUNT(counts); k++)
		*count_at(audit->report, k) += (size_t)number(tip,
		    counts[k].name);
	memcpy(audit->report->founding, founding, strnlen(founding,
	    COMMIT_HEX));
	at = json_first(json_get(tip, "findings"));
	for (; at != NULL; at = json_next(at))
		take_finding(at, audit);
}

/* ---- Keeping ---- */

static struct json *
finding_json(const struct audit_finding *finding)
{
	struct json *node = json_new_object();

	json_set_string(node, "rule", rule_id(finding->rule));
	json_set_integer(node, "severity", finding->severity);
	json_set_string(node, "commit", finding->commit);
	json_set_string(node, "project", finding->project);
	json_set_string(node, "file", finding->file);
	json_set_string(node, "path", finding->path);
	json_set_integer(node, "line", finding->line);
	json_set_integer(node, "column", finding->column);
	json_set_string(node, "text", finding->text);
	if (finding->mend != NULL)
		json_set_string(node, "mend", finding->mend);
	return node;
}

/* Names of files can be any bytes; what is no text is not kept. */
static bool
is_text(const struct audit_finding *finding)
{
	return json_is_text(finding->file) && json_is_text(finding->path) &&
	    json_is_text(finding->text) && (finding->mend == NULL ||
	    json_is_text(finding->mend));
}

static struct json *
tip_json(const struct audit *audit, const struct found *found, size_t n)
{
	struct audit_report *report = audit->report;
	struct json *tip = json_new_object(), *list = json_new_array();

	json_set_string(tip, "tip", report->tip);
	json_set_string(tip, "founding", report->founding);
	json_set_string(tip, "anchor", report->anchor);
	json_set_string(tip, "require",
	    strength_names[audit->options->require]);
	json_set_string(tip, "language", rule_meaning(RULE_PV101));
	for (size_t i = 0; i < COUNT(counts); i++)
		json_set_integer(tip, counts[i].name,
		    (int64_t)*count_at(report, i));
	for (size_t i = 0; i < n; i++)
		if (!found[i].at_tip)
			json_append(list, finding_json(&found[i].finding));
	json_set(tip, "findings", list);
	return tip;
}

/* The newest first; those of the same tip and options give way. */
static void
put_tip(struct trust *trust, const struct audit *audit, struct json *tip)
{
	struct json *list = json_new_array();
	const struct json *at;
	size_t n = 1;

	json_append(list, tip);
	at = json_first(json_get(trust->root, "tips"));
	for (; at != NULL && n < TIPS_KEPT; at = json_next(at)) {
		if (fits(at, audit) && has_text(at, "tip",
		    audit->report->tip))
			continue;
		json_append(list, json_dup(at));
		n++;
	}
	json_set(trust->root, "tips", list);
}

static void
save(const struct trust *trust)
{
	struct str text = STR_INIT, file = STR_INIT;
	char hmac[SHA256_HEX + 1];

	json_write_compact(&text, trust->root);
	hmac_of(hmac, trust->key, KEY_BYTES, text.ptr, text.len);
	str_addf(&file, "%s\n", hmac);
	str_addn(&file, text.ptr, text.len);
	/* A cache that cannot be written is no error: it is done without. */
	if (file_write(trust->file, file.ptr, file.len, false) != NULL)
		unlink(trust->file);
	str_release(&text);
	str_release(&file);
}

static bool
all_text(const struct found *found, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (!found[i].at_tip && !is_text(&found[i].finding))
			return false;
	return true;
}

void
trust_keep(struct trust *trust, struct audit *audit,
    const struct found *found, size_t n, bool clean)
{
	char hex[OID_HEX + 1];

	if (trust == NULL || !clean || !all_text(found, n))
		return;
	put_tip(trust, audit, tip_json(audit, found, n));
	if (audit->gists != NULL)
		json_set(trust->root, "gists", audit->gists);
	audit->gists = NULL;
	if (audit->has_published) {
		oid_hex(hex, &audit->published);
		json_set_string(json_get_mut(trust->root, "branches"),
		    audit->branch, hex);
	}
	save(trust);
}
