#include "core/git/commit_strict.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "core/base/i18n.h"
#include "core/base/mem.h"
#include "core/git/objects.h"

/* ---- One line ---- */

/* A header of its own line; VALUE has no newline. */
struct line {
	const char *name, *value;
	size_t name_len, value_len;
};

static bool
line_is(const struct line *line, const char *name)
{
	return line->name_len == strlen(name) &&
	    memcmp(line->name, name, line->name_len) == 0;
}

/* "author", a blank, and the value, which may be left out. */
static struct line
split(const char *at, const char *end)
{
	const char *blank = memchr(at, ' ', (size_t)(end - at));
	struct line line = { at, end, (size_t)(end - at), 0 };

	if (blank != NULL) {
		line.name_len = (size_t)(blank - at);
		line.value = blank + 1;
		line.value_len = (size_t)(end - line.value);
	}
	return line;
}

/* An id, also in capitals, which git takes; *GOOD: as git writes it. */
static bool
read_id(const struct line *line, struct oid *out, bool *good)
{
	char hex[OID_HEX + 1] = "";

	*good = line->value_len == OID_HEX;
	for (size_t i = 0; i < OID_HEX && i < line->value_len; i++) {
		hex[i] = (char)tolower((unsigned char)line->value[i]);
		*good = *good && hex[i] == line->value[i];
	}
	*good = oid_parse(out, hex) && *good;
	return *good || oid_parse(out, hex);
}

/* "1700000000 +0100", with nothing behind it. */
static bool
is_time(const char *at, const char *end)
{
	enum { ZONE = sizeof(" +0100") - 1 };
	const char *first = at;
	int64_t when = 0;

	for (; at < end && isdigit((unsigned char)*at); at++)
		if (__builtin_mul_overflow(when, 10, &when) ||
		    __builtin_add_overflow(when, *at - '0', &when))
			return false;
	if (at == first || (*first == '0' && at - first > 1) ||
	    end - at != ZONE || at[0] != ' ' || !strchr("+-", at[1]))
		return false;
	for (at += 2; at < end; at++)
		if (!isdigit((unsigned char)*at))
			return false;
	return true;
}

/* "Name <email> time zone", as git fsck demands it. */
static bool
is_stamp(const struct line *line)
{
	const char *end = line->value + line->value_len, *less, *more;

	less = memchr(line->value, '<', line->value_len);
	if (less == NULL || less == line->value || less[-1] != ' ')
		return false;
	more = memchr(less, '>', (size_t)(end - less));
	return more != NULL && end - more > 2 && more[1] == ' ' &&
	    memchr(line->value, '>', (size_t)(less - line->value)) == NULL &&
	    memchr(less + 1, '<', (size_t)(more - less - 1)) == NULL &&
	    is_time(more + 2, end);
}

/* ---- The header ---- */

/* The furthest header that was read. */
enum stage { START, TREE, PARENTS, AUTHOR, COMMITTER };

struct parser {
	struct commit_strict *out;
	const char *raw;           /* the bytes; OUT has a copy to be cut */
	enum stage stage;
	bool parents_over;         /* something else came behind them */
	const char *last;          /* the header that can go on, or NULL */
	const char *sig, *sig_end; /* gpgsig, its lines whole; or NULL */
};

/* The first fault is the one that counts. */
static void
fault(struct parser *parser, const char *why)
{
	if (parser->out->fault == NULL)
		parser->out->fault = why;
}

static void
take_tree(struct parser *parser, const struct line *line)
{
	bool good;

	if (parser->stage != START) {
		fault(parser, _("a tree twice, or in a wrong place"));
		parser->parents_over = true;
		return;
	}
	if (!read_id(line, &parser->out->commit.tree, &good) || !good)
		fault(parser, _("the tree is no object id"));
}

static void
take_parent(struct parser *parser, const struct line *line)
{
	struct commit *commit = &parser->out->commit;
	bool good;

	if (parser->parents_over) {
		fault(parser, _("a parent in a wrong place"));
		return;
	}
	GROW(commit->parents, commit->n_parents, commit->cap_parents);
	if (read_id(line, &commit->parents[commit->n_parents], &good))
		commit->n_parents++;
	if (!good)
		fault(parser, _("a parent is no object id"));
}

/* In the copy, as the pieces are cut where they stand. */
static void
take_stamp(struct parser *parser, const struct line *line,
    struct stamp *stamp)
{
	char *own = parser->out->commit.text.ptr +
	    (line->value - parser->raw);

	if (stamp->name != NULL)
		return;
	own[line->value_len] = '\0';
	stamp_parse(stamp, own);
}

static void
take_author(struct parser *parser, const struct line *line)
{
	if (parser->stage >= AUTHOR)
		fault(parser, _("an author twice, or in a wrong place"));
	else if (!is_stamp(line))
		fault(parser, _("the author is not as git writes it"));
	take_stamp(parser, line, &parser->out->commit.author);
}

static void
take_committer(struct parser *parser, const struct line *line)
{
	if (parser->stage == COMMITTER)
		fault(parser, _("a committer twice"));
	else if (parser->stage != AUTHOR)
		fault(parser, _("no author before the committer"));
	else if (!is_stamp(line))
		fault(parser, _("the committer is not as git writes it"));
	take_stamp(parser, line, &parser->out->commit.committer);
}

/* What else there may be; only gpgsig means something here. */
static void
take_other(struct parser *parser, const struct line *line)
{
	static const char sig[] = "gpgsig";
	size_t len = strlen(sig);

	parser->last = line->name;
	if (parser->stage != COMMITTER)
		fault(parser, _("no author and committer behind the tree "
		    "and the parents"));
	if (line->name_len < len || memcmp(line->name, sig, len) != 0)
		return;
	if (line->name_len > len || line->value == line->name + len)
		fault(parser, _("a signature of another kind than gpgsig"));
	else if (parser->sig != NULL)
		fault(parser, _("two signatures"));
	else
		parser->sig = line->name;
}

static const struct header {
	const char *name;
	enum stage stage; /* once it was read */
	void (*take)(struct parser *, const struct line *);
} headers[] = {
	{ "tree", TREE, take_tree },
	{ "parent", PARENTS, take_parent },
	{ "author", AUTHOR, take_author },
	{ "committer", COMMITTER, take_committer },
};

static const struct header *
header_of(const struct line *line)
{
	for (size_t i = 0; i < COUNT(headers); i++)
		if (line_is(line, headers[i].name))
			return &headers[i];
	return NULL;
}

static void
take_line(struct parser *parser, const struct line *line)
{
	const struct header *header = header_of(line);

	if (parser->stage == START &&
	    (header == NULL || header->stage != TREE))
		fault(parser, _("no tree at its start"));
	parser->last = NULL;
	if (header == NULL) {
		take_other(parser, line);
		parser->parents_over = true;
		return;
	}
	header->take(parser, line);
	if (header->stage > PARENTS)
		parser->parents_over = true;
	if (header->stage > parser->stage)
		parser->stage = header->stage;
}

/* A line that begins with a blank, up to END, belongs to the one before. */
static void
go_on(struct parser *parser, const char *end)
{
	if (parser->last == NULL) {
		fault(parser, _("a line that belongs to no header"));
		parser->parents_over = true;
	} else if (parser->last == parser->sig) {
		parser->sig_end = end;
	}
}

/* Behind the blank line at the end of the header; NULL: there is none. */
static const char *
take_header(struct parser *parser, const char *end)
{
	const char *at = parser->raw, *next;
	struct line line;

	for (; at < end && *at != '\n'; at = next) {
		next = memchr(at, '\n', (size_t)(end - at));
		if (next == NULL)
			return NULL;
		next++;
		if (*at == ' ') {
			go_on(parser, next);
			continue;
		}
		line = split(at, next - 1);
		take_line(parser, &line);
		if (parser->last != NULL && parser->last == parser->sig)
			parser->sig_end = next;
	}
	return at < end ? at + 1 : NULL;
}

/* ---- The whole ---- */

static bool
has_twins(const struct commit *commit)
{
	for (size_t i = 1; i < commit->n_parents; i++)
		for (size_t j = 0; j < i; j++)
			if (oid_equal(&commit->parents[i],
			    &commit->parents[j]))
				return true;
	return false;
}

static void
take_signature(struct parser *parser, const char *end)
{
	struct commit_strict *out = parser->out;
	const char *at = parser->sig + strlen("gpgsig"), *next;

	for (; at < parser->sig_end; at = next) {
		next = memchr(at, '\n', (size_t)(parser->sig_end - at));
		next++;
		str_addn(&out->armour, at + 1, (size_t)(next - at - 1));
	}
	out->signature = out->armour.ptr;
	str_addn(&out->payload, parser->raw,
	    (size_t)(parser->sig - parser->raw));
	str_addn(&out->payload, parser->sig_end,
	    (size_t)(end - parser->sig_end));
}

static void
reset(struct commit_strict *out, const char *raw, size_t len,
    const struct oid *id)
{
	struct commit *commit = &out->commit;

	commit->id = *id;
	commit->tree = (struct oid){ { 0 } };
	commit->n_parents = 0;
	commit->author = commit->committer = (struct stamp){ .name = NULL };
	commit->message = "";
	str_reset(&commit->text);
	str_addn(&commit->text, raw, len);
	str_reset(&out->armour);
	str_reset(&out->payload);
	out->signature = out->fault = NULL;
}

/* Where there is no line of a person's. */
static void
settle(struct stamp *stamp)
{
	if (stamp->name == NULL)
		stamp->name = stamp->email = "";
}

void
commit_strict_parse(struct commit_strict *out, const char *raw, size_t len,
    const struct oid *id)
{
	struct parser parser = { .out = out, .raw = raw };
	struct commit *commit = &out->commit;
	const char *message;

	reset(out, raw, len, id);
	if (memchr(raw, '\0', len) != NULL)
		fault(&parser, _("a NUL byte in it"));
	message = take_header(&parser, raw + len);
	if (parser.stage != COMMITTER)
		fault(&parser, parser.stage == START ?
		    _("no tree at its start") : _("no committer"));
	if (message == NULL)
		fault(&parser, _("no blank line at the end of its header"));
	else if (message - raw > COMMIT_HEADER_MAX)
		fault(&parser, _("a header of more than 64 KiB"));
	else if (has_twins(commit))
		fault(&parser, _("a parent twice"));
	if (message != NULL)
		commit->message = commit->text.ptr + (message - raw);
	settle(&commit->author);
	settle(&commit->committer);
	if (parser.sig != NULL && out->fault == NULL)
		take_signature(&parser, raw + len);
}

const struct err *
commit_strict_read(struct commit_strict *commit, struct objects *objects,
    const struct oid *id, size_t max)
{
	const struct err *err;

	str_reset(&commit->raw);
	if ((err = objects_read(objects, id, OBJECT_COMMIT, max,
	    &commit->raw)))
		return err;
	commit_strict_parse(commit, commit->raw.ptr, commit->raw.len, id);
	return NULL;
}

void
commit_strict_release(struct commit_strict *commit)
{
	commit_release(&commit->commit);
	str_release(&commit->payload);
	str_release(&commit->armour);
	str_release(&commit->raw);
	*commit = (struct commit_strict)COMMIT_STRICT_INIT;
}
