/*
 * usage: history key N
 *        history write REPOSITORY COMMITS PROJECTS SEED [sign]
 *
 * "key" prints the public ssh key of the person N (0 to 7).  "write" adds
 * commits to the tracker in REPOSITORY (`lean`, with the people m0 to m7 in
 * it), each a step or an edit of one of so many projects at depth 2, chosen
 * at random, by one of these people, and signed where that is asked for.
 * The same arguments give the same commits; prints the last one.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <openssl/evp.h>

#include "core/base/mem.h"
#include "core/gate/gate.h"
#include "core/git/commit.h"
#include "core/git/lib.h"
#include "core/git/repo.h"
#include "core/git/sink.h"
#include "core/git/tree.h"
#include "core/model/record.h"
#include "core/model/tracker.h"
#include "core/sig/base64.h"
#include "core/sig/wire.h"
#include "core/store/place.h"
#include "core/store/store.h"

enum { PEOPLE = 8, SEED = 32, RAW = 64, HASH = 64, SECONDS = 60,
	START = 1700000000 };

/* ---- Keys, and signatures as ssh-keygen makes them ---- */

static EVP_PKEY *
key_of(size_t person)
{
	unsigned char seed[SEED];

	memset(seed, (int)person + 1, sizeof(seed));
	return EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, NULL, seed,
	    sizeof(seed));
}

static void
put_text(struct str *out, const char *text)
{
	wire_put_string(out, text, strlen(text));
}

static void
put_public(struct str *out, const EVP_PKEY *key)
{
	unsigned char raw[RAW];
	size_t len = sizeof(raw);

	if (EVP_PKEY_get_raw_public_key(key, raw, &len) != 1)
		BUG("no public key");
	put_text(out, "ssh-ed25519");
	wire_put_string(out, raw, len);
}

static void
put_signature(struct str *out, EVP_PKEY *key, const struct str *message)
{
	EVP_MD_CTX *ctx = EVP_MD_CTX_new();
	unsigned char raw[RAW];
	size_t len = sizeof(raw);

	if (EVP_DigestSignInit(ctx, NULL, NULL, NULL, key) != 1 ||
	    EVP_DigestSign(ctx, raw, &len, (unsigned char *)message->ptr,
	    message->len) != 1)
		BUG("no signature");
	put_text(out, "ssh-ed25519");
	wire_put_string(out, raw, len);
	EVP_MD_CTX_free(ctx);
}

/* What is signed, and what the signature says of that: the same but for
 * the hash of the message. */
static void
put_names(struct str *out)
{
	put_text(out, "git");
	put_text(out, "");
	put_text(out, "sha512");
}

static char *
sign(EVP_PKEY *key, const struct str *payload)
{
	struct str message = STR_INIT, blob = STR_INIT, part = STR_INIT;
	struct str armour = STR_INIT, text = STR_INIT;
	unsigned char hash[HASH];
	size_t len = 0;

	EVP_Q_digest(NULL, "SHA512", NULL, payload->ptr, payload->len, hash,
	    &len);
	str_add(&message, "SSHSIG");
	put_names(&message);
	wire_put_string(&message, hash, len);
	str_add(&blob, "SSHSIG");
	wire_put_u32(&blob, 1);
	put_public(&part, key);
	wire_put_string(&blob, part.ptr, part.len);
	put_names(&blob);
	str_reset(&part);
	put_signature(&part, key, &message);
	wire_put_string(&blob, part.ptr, part.len);
	base64_encode(&text, blob.ptr, blob.len);
	str_add(&armour, "-----BEGIN SSH SIGNATURE-----\n");
	for (size_t i = 0; i < text.len; i += 70)
		str_addf(&armour, "%.70s\n", text.ptr + i);
	str_add(&armour, "-----END SSH SIGNATURE-----\n");
	str_release(&message);
	str_release(&blob);
	str_release(&part);
	str_release(&text);
	return str_take(&armour);
}

static int
print_key(size_t person)
{
	EVP_PKEY *key = key_of(person % PEOPLE);
	struct str blob = STR_INIT, text = STR_INIT;

	put_public(&blob, key);
	base64_encode(&text, blob.ptr, blob.len);
	printf("ssh-ed25519 %s m%zu@example.org\n", text.ptr, person);
	str_release(&blob);
	str_release(&text);
	EVP_PKEY_free(key);
	return 0;
}

/* ---- The tracker that grows ---- */

struct project {
	char id[9];
	size_t step;
	struct record *record;
};

struct writer {
	struct repo *repo;
	struct sink *sink;
	struct tree *tree;
	const struct tracker *tracker;
	struct oid head;
	EVP_PKEY *keys[PEOPLE];
	bool signs;
	struct project *projects;
	size_t n;
	uint64_t random;
	int64_t now;
};

static uint64_t
draw(struct writer *w)
{
	w->random ^= w->random << 13;
	w->random ^= w->random >> 7;
	w->random ^= w->random << 17;
	return w->random;
}

static const struct err *
read_tree(void *arg, const struct oid *id, struct str *out)
{
	struct writer *w = arg;

	return sink_read(w->sink, id, OBJECT_TREE, 0, out);
}

static const struct err *
write_tree(void *arg, const char *raw, size_t len,
    const struct former *former, struct oid *id)
{
	struct writer *w = arg;

	return sink_put_next(w->sink, OBJECT_TREE, raw, len, former, id);
}

static const struct err *
commit(struct writer *w, size_t person, const char *message)
{
	struct str text = STR_INIT;
	const struct err *err;
	struct oid root;
	char name[32], email[32];
	struct stamp stamp = { name, email, w->now, 480 };
	char *armour = NULL;

	snprintf(name, sizeof(name), "Fictional Person %zu", person);
	snprintf(email, sizeof(email), "m%zu@example.org", person);
	if ((err = tree_write(w->tree, &root)))
		return err;
	commit_write(&text, &root, &w->head, 1, &stamp, &stamp, NULL, message);
	if (w->signs) {
		armour = sign(w->keys[person], &text);
		str_reset(&text);
		commit_write(&text, &root, &w->head, 1, &stamp, &stamp,
		    armour, message);
	}
	err = sink_put(w->sink, OBJECT_COMMIT, text.ptr, text.len, &w->head);
	str_release(&text);
	free(armour);
	return err;
}

/* ---- What happens to a project ---- */

/* "=": fields are set; "@new"; else a transition.  From LOOP on it is the
 * same again and again. */
static const struct {
	const char *what, *text;
} life[] = {
	{ "@new", "summary" }, { "=", "direction=matter" }, { "study", NULL },
	{ "=", "concept.hypothesis" }, { "=", "tags=bench,optics" },
	{ "verify", NULL }, { "=", "concept.application" },
	{ "hold", "The laboratory is closed until the beam is back" },
	{ "resume", NULL }, { "=", "concept.alternatives" },
	{ "=", "concept.verdict=proven" }, { "transfer", NULL },
	{ "=", "summary" },
	{ "close", "Handed over to the company that builds it" },
	{ "reopen", "The company asks for one more measurement" },
	{ "=", "concept.application" },
};

enum { LOOP = 13, LIFE = COUNT(life) };

static const char prose[] = "the film resolves 50 nm at room temperature, "
    "as the samples of 2026 show; 基准项目的薄膜在室温下分辨率达到五十纳米; "
    "who would use it, and what they use today, in line";

static const struct err *
edit(struct writer *w, struct project *p, const char *text)
{
	const struct err *err;
	char *all;

	if (strchr(text, '=') != NULL)
		return record_assign(p->record, text, w->tracker);
	all = xasprintf("%s=Of %s: %s %u", text, p->id, prose,
	    (unsigned)(draw(w) % 1000));
	err = record_assign(p->record, all, w->tracker);
	free(all);
	return err;
}

static const struct err *
act(struct writer *w, struct project *p, size_t i, const char *by)
{
	struct step step = { .transition = life[i].what, .by = by,
		.at = w->now, .reason = life[i].text };
	const struct err *err;

	if (*life[i].what == '=')
		return edit(w, p, life[i].text);
	if (i > 0)
		return gate_take(NULL, p->record, NULL, w->tracker, &step);
	p->record = record_new(p->id, "A film that resolves 50 nm 基准项目");
	step.reason = NULL;
	if ((err = edit(w, p, life[i].text)))
		return err;
	return gate_begin(p->record, w->tracker, NULL, NULL, &step);
}

static const struct err *
save(struct writer *w, const struct project *p)
{
	struct tree_file file = { .mode = MODE_BLOB };
	struct str text = STR_INIT, path = STR_INIT;
	const struct err *err;

	record_write(p->record, &text);
	place_path(&path, place_projects, p->id, 2, place_suffix);
	err = sink_put(w->sink, OBJECT_BLOB, text.ptr, text.len, &file.id);
	if (err == NULL)
		err = tree_put(w->tree, path.ptr, &file);
	str_release(&text);
	str_release(&path);
	return err;
}

static const struct err *
step(struct writer *w)
{
	struct project *p = &w->projects[draw(w) % w->n];
	size_t person = draw(w) % PEOPLE, i = p->step++;
	const struct err *err;
	char by[8], *message;

	while (i >= LIFE)
		i -= LIFE - LOOP;
	w->now += SECONDS;
	snprintf(by, sizeof(by), "m%zu", person);
	if ((err = act(w, p, i, by)) || (err = save(w, p)))
		return err;
	message = xasprintf("%s: %s\n", p->id, *life[i].what == '=' ?
	    "edit" : life[i].what);
	err = commit(w, person, message);
	free(message);
	return err;
}

/* ---- The whole ---- */

static const char *
no_env(const char *name)
{
	(void)name;
	return NULL;
}

static void
name_projects(struct writer *w)
{
	static const char letters[] = "0123456789abcdefghjkmnpqrstvwxyz";

	w->projects = xcalloc(w->n, sizeof(*w->projects));
	for (size_t i = 0; i < w->n; i++) {
		uint64_t bits = draw(w) >> 8;

		for (size_t k = 0; k < 8; k++, bits >>= 5)
			w->projects[i].id[k] = letters[bits & 31];
	}
}

static const struct err *
write_all(struct writer *w, size_t commits, const struct oid *root)
{
	struct tree_store trees = { w, read_tree, write_tree, true };
	const struct err *err;
	struct oid first = w->head;
	bool held, moved;

	if ((err = sink_new_pack(&w->sink, w->repo)))
		return err;
	w->tree = tree_new(&trees, root);
	for (size_t i = 0; i < PEOPLE; i++)
		w->keys[i] = key_of(i);
	name_projects(w);
	for (size_t i = 0; err == NULL && i < commits; i++)
		err = step(w);
	if (err != NULL || (err = sink_flush(w->sink)))
		return err;
	sink_publish(w->sink);
	return repo_move_ref(w->repo, "refs/heads/main", &first, &w->head,
	    "Fictional Bench", "bench@example.org", "bench", &held, &moved);
}

static const struct err *
write_history(struct writer *w, const char *dir, size_t commits)
{
	struct store_options options = { .dir = dir, .env = no_env };
	struct commit tip = COMMIT_INIT;
	struct snapshot *snapshot = NULL;
	struct store *store = NULL;
	const struct err *err;

	if ((err = store_open(&store, &options)) ||
	    (err = store_tip(store, &snapshot)) ||
	    (err = snapshot_tracker(snapshot, &w->tracker)))
		goto done;
	w->repo = store_repo(store);
	oid_parse(&w->head, snapshot_commit(snapshot));
	if ((err = commit_read(&tip, w->repo, &w->head)))
		goto done;
	w->now = tip.committer.when > START ? tip.committer.when : START;
	err = write_all(w, commits, &tip.tree);
done:
	tree_free(w->tree);
	sink_free(w->sink);
	commit_release(&tip);
	snapshot_free(snapshot);
	store_close(store);
	return err;
}

static int
usage(void)
{
	fprintf(stderr, "usage: history key N | history write REPOSITORY "
	    "COMMITS PROJECTS SEED [sign]\n");
	return 2;
}

int
main(int argc, char **argv)
{
	struct writer w = { .signs = argc == 7 };
	char hex[OID_HEX + 1];
	const struct err *err;

	if (argc == 3 && strcmp(argv[1], "key") == 0)
		return print_key(strtoul(argv[2], NULL, 10));
	if (argc < 6 || strcmp(argv[1], "write") != 0)
		return usage();
	w.n = strtoul(argv[4], NULL, 10);
	w.random = 0x9e3779b97f4a7c15 ^ strtoul(argv[5], NULL, 10);
	if ((err = git_start()) ||
	    (err = write_history(&w, argv[2], strtoul(argv[3], NULL, 10)))) {
		fprintf(stderr, "history: %s\n", err->msg);
		return 1;
	}
	oid_hex(hex, &w.head);
	puts(hex);
	git_stop();
	for (size_t i = 0; i < PEOPLE; i++)
		EVP_PKEY_free(w.keys[i]);
	for (size_t i = 0; i < w.n; i++)
		record_free(w.projects[i].record);
	free(w.projects);
	return 0;
}
