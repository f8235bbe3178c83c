#ifndef PROVEN_BASE_BANNED_H
#define PROVEN_BASE_BANNED_H

/*
 * Functions that have a safe place of their own here: str for text, date
 * for time, number for parsing.  Using one is a compile error.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#undef strcpy
#undef strcat
#undef strncpy
#undef strncat
#undef sprintf
#undef vsprintf
#pragma GCC poison strcpy strcat strncpy strncat sprintf vsprintf strtok
#pragma GCC poison gmtime localtime ctime asctime atoi atol system

#endif
