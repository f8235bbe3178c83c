#include <string.h>

#include "core/base/i18n.h"
#include "core/base/mem.h"
#include "core/model/workflow.h"

/*
 * The presets are files; the assembler takes them in, by their paths from
 * the root of the source.
 */
#define FILE_IN(symbol, path)                                           \
	__asm__(".section .rodata\n"                                    \
	    ".local " #symbol ", " #symbol "_end\n"                     \
	    #symbol ":\n"                                               \
	    ".incbin \"core/model/presets/" path "\"\n"                 \
	    #symbol "_end:\n"                                           \
	    ".byte 0\n"                                                 \
	    ".previous\n");                                             \
	extern const char (symbol)[], symbol##_end[]

#define PRESET_FILES(preset)                                            \
	FILE_IN(preset##_workflow, #preset ".workflow.json");           \
	FILE_IN(preset##_vocabulary, #preset ".vocabulary.json");       \
	FILE_IN(preset##_tracker, #preset ".tracker.json")

PRESET_FILES(lean);
PRESET_FILES(trl);
PRESET_FILES(centre);

#define PRESET(preset, text)                                            \
	{ #preset, text, preset##_workflow, preset##_workflow_end,      \
	    preset##_vocabulary, preset##_vocabulary_end,               \
	    preset##_tracker, preset##_tracker_end }

const struct preset presets[] = {
	PRESET(lean, N_("from idea to transfer in four stages, no roles")),
	PRESET(trl, N_("the nine technology readiness levels")),
	PRESET(centre, N_("a proof-of-concept centre: calls, reviews, "
	    "verification, acceptance")),
};

const size_t n_presets = COUNT(presets);

const struct preset *
preset_find(const char *name)
{
	for (size_t i = 0; i < n_presets; i++)
		if (strcmp(presets[i].name, name) == 0)
			return &presets[i];
	return NULL;
}
