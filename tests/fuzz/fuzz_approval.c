#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/str.h"
#include "core/model/approval.h"
#include "core/sig/sshsig.h"
#include "tests/fuzz/fuzz.h"

static const char id[] = "p1", file[] = "2-verify-wang-1.json";

/* What is no approval has a reason; what is one has all of its members. */
static void
check(const struct approval *approval)
{
	struct str payload = STR_INIT;

	HOLDS(strcmp(approval->file, file) == 0);
	if (approval->fault != NULL) {
		HOLDS(*approval->fault != '\0');
		return;
	}
	HOLDS(strcmp(approval->project, id) == 0);
	HOLDS(approval->seq == 2 && approval->n == 1);
	HOLDS(strcmp(approval->transition, "verify") == 0);
	HOLDS(strcmp(approval->by, "wang") == 0);
	HOLDS(approval->role != NULL && approval->record != NULL &&
	    approval->gate != NULL);
	HOLDS(str_starts(approval->digest, "sha256:"));
	approval_payload(&payload, approval->json);
	HOLDS(payload.len > 0 && strstr(payload.ptr, "\"signature\":") ==
	    NULL);
	if (approval->signature != NULL) {
		struct sshsig *sig = sshsig_parse(approval->signature);

		if (sig != NULL)
			(void)sshsig_verify(sig, APPROVAL_NAMESPACE,
			    payload.ptr, payload.len);
		sshsig_free(sig);
	}
	str_release(&payload);
}

/* Its canonical text says the same as the text that was read. */
static void
check_again(const struct approval *approval)
{
	struct approvals again = { NULL, 0, 0 };
	struct str text = STR_INIT;

	if (approval->fault != NULL)
		return;
	approval_text(&text, approval->json);
	approvals_add(&again, id, file, text.ptr, text.len);
	HOLDS(again.n == 1 && again.items[0].fault == NULL);
	HOLDS(strcmp(again.items[0].digest, approval->digest) == 0);
	approvals_release(&again);
	str_release(&text);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct approvals one = { NULL, 0, 0 };
	char *text = xstrndup((const char *)data, size);

	approvals_add(&one, id, file, text, size);
	HOLDS(one.n == 1);
	check(&one.items[0]);
	check_again(&one.items[0]);
	approvals_release(&one);
	free(text);
	return 0;
}
