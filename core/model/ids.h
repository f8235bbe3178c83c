#ifndef PROVEN_MODEL_IDS_H
#define PROVEN_MODEL_IDS_H

#include <stdbool.h>

/*
 * Identifiers of the outside world.  Each check says "well-formed", never
 * "exists".  Each `_normal` gives the stored form of what people type (a
 * URL prefix stripped, say), or NULL when it is not well-formed; the
 * caller frees.
 */
bool orcid_valid(const char *); /* ISO 7064 MOD 11-2; bare, with hyphens */
char *orcid_normal(const char *);
bool ror_valid(const char *);   /* ISO 7064 MOD 97-10; "03yrm5c26" */
char *ror_normal(const char *);
bool uscc_valid(const char *);  /* GB 32100-2015 */
bool doi_valid(const char *);
char *doi_normal(const char *);
bool raid_valid(const char *);  /* "https://raid.org/10.25.10.1234/a1b2c" */
char *raid_normal(const char *);
bool email_valid(const char *);
bool url_valid(const char *);   /* http, https, ftp */
bool country_valid(const char *);
bool currency_valid(const char *);
bool sha256_valid(const char *);

/*
 * What texts must not hold: a mainland identity number (18 digits, the last
 * one right, or the old 15), or a mobile phone number, in one run or in
 * groups.  Parts of DOIs and digests, amounts and the like are none.
 */
/* Whether it has so many digits that it could hold one: quick. */
bool text_has_digits(const char *text);
bool text_has_identity_number(const char *text);
bool text_has_phone_number(const char *text);

#endif
