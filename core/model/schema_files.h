#ifndef PROVEN_MODEL_SCHEMA_FILES_H
#define PROVEN_MODEL_SCHEMA_FILES_H

#include <stdbool.h>

#include "core/model/field.h"

/* Shared by the files of this folder only: the files that have a schema. */
struct schema_file {
	const char *name;           /* "project" */
	const char *title;          /* for people, translated with _() */
	const struct field *fields;
	bool strict;                /* unknown members are errors */
	/* Of all other members of a strict file; NULL: there are none. */
	const struct field *others;
};

/* The members of people.json, in canonical order. */
extern const struct field people_fields[];
extern const struct schema_file schema_files[];
extern const size_t n_schema_files;

#endif
