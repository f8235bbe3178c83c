#ifndef PROVEN_BASE_I18N_H
#define PROVEN_BASE_I18N_H

/*
 * Messages in the user's language.  _() translates where it stands; N_()
 * marks a string in a table for translation when it is used.  Catalogues
 * are chosen once, by the program.
 */
#include <libintl.h>

#define _(text) gettext(text)
#define N_(text) text

#endif
