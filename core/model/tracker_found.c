#include "core/model/tracker.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/i18n.h"
#include "core/base/mem.h"
#include "core/json/json.h"
#include "core/model/people.h"
#include "core/model/tracker_config.h"
#include "core/model/workflow.h"

/* A preset file in canonical form; what FOUNDING says of tracker.json, it
 * being NULL for the others, is set in it. */
static const struct err *
write_preset(struct str *out, const char *text, const char *end,
    const struct founding *founding)
{
	const struct err *err;
	struct json *root = NULL;

	if ((err = json_read(&root, text, (size_t)(end - text), "preset")))
		return err;
	if (founding != NULL) {
		json_set_string(root, "name", founding->name);
		err = config_require(root, founding->require);
	}
	if (err == NULL)
		json_write(out, root);
	json_free(root);
	return err;
}

static const struct err *
no_preset(const char *word)
{
	const struct err *err;
	const char **names = xcalloc(n_presets, sizeof(*names));
	struct str all = STR_INIT;
	const char *near;

	for (size_t i = 0; i < n_presets; i++) {
		names[i] = presets[i].name;
		str_addf(&all, "%s%s", i > 0 ? ", " : "", names[i]);
	}
	near = str_nearest(word, names, n_presets);
	err = err_new(ERR_USAGE, _("no preset '%s'"), word);
	if (near != NULL)
		err = err_mend(err, _("did you mean '%s'?"), near);
	else
		err = err_mend(err, _("there is: %s"), all.ptr);
	str_release(&all);
	free(names);
	return err;
}

static const struct err *
check_texts(const char *name, const char *admin_name,
    const char *admin_email)
{
	const char *const texts[] = { name, admin_name, admin_email };

	for (size_t i = 0; i < COUNT(texts); i++)
		if (!json_is_text(texts[i]))
			return err_new(ERR_USAGE,
			    _("a name or an address is not valid UTF-8"));
	return NULL;
}

/* What was made is judged as any other file: an address may be odd. */
static const struct err *
check_made(const struct str out[TRACKER_FILES], const size_t from[])
{
	const struct err *err;

	for (int i = 0; i < TRACKER_FILES; i++) {
		err = tracker_check_file((enum tracker_file)i,
		    out[i].ptr + from[i], out[i].len - from[i],
		    tracker_paths[i]);
		if (err != NULL)
			return err;
	}
	return NULL;
}

const struct err *
tracker_found_as(struct str out[TRACKER_FILES], const struct founding *f)
{
	const struct preset *p = preset_find(f->preset);
	size_t from[TRACKER_FILES];
	const struct err *err;
	char *handle;

	if (p == NULL)
		return no_preset(f->preset);
	if ((err = check_texts(f->name, f->admin_name, f->admin_email)))
		return err;
	for (int i = 0; i < TRACKER_FILES; i++)
		from[i] = out[i].len;
	if ((err = write_preset(&out[TRACKER_CONFIG], p->tracker,
	    p->tracker_end, f)) ||
	    (err = write_preset(&out[TRACKER_WORKFLOW], p->workflow,
	    p->workflow_end, NULL)) ||
	    (err = write_preset(&out[TRACKER_VOCABULARY], p->vocabulary,
	    p->vocabulary_end, NULL)))
		return err;
	handle = people_handle_from_email(f->admin_email);
	people_write_founder(&out[TRACKER_PEOPLE], handle,
	    *f->admin_name != '\0' ? f->admin_name : f->admin_email,
	    f->admin_email, f->key);
	free(handle);
	return check_made(out, from);
}

const struct err *
tracker_found(struct str out[TRACKER_FILES], const char *preset,
    const char *name, const char *admin_name, const char *admin_email)
{
	const struct founding founding = { preset, name, admin_name,
		admin_email, NULL, NULL };

	return tracker_found_as(out, &founding);
}
