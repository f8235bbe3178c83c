#ifndef PROVEN_BASE_ERR_H
#define PROVEN_BASE_ERR_H

/*
 * The one error type.  A function that can fail returns
 * `const struct err *`; NULL is success.  The message is made once, where
 * the facts are: lower case, no full stop, subject in single quotes, what
 * is wrong first.  Further lines of the message say what is missing and
 * the command that mends it.  Nothing is to be freed: an error lives in a
 * ring of ERR_RING slots and survives the next ERR_RING - 1 errors.
 * Only cmd/main.c prints an error.
 */

/* Name, exit status.  The exit status of the program is the code itself. */
#define ERR_CODES(_)                                                    \
	_(ERR_FINDINGS, 1)  /* findings at or above the threshold */    \
	_(ERR_USAGE, 2)     /* wrong usage */                           \
	_(ERR_REFUSED, 3)   /* gate not met, or transition not legal */ \
	_(ERR_NOTFOUND, 4)  /* no such project, or ambiguous */         \
	_(ERR_NOTRACKER, 5) /* not a tracker */                         \
	_(ERR_CONFLICT, 6)  /* moved meanwhile, or uncommitted edits */ \
	_(ERR_DATA, 7)      /* data invalid, corrupt or incomplete */   \
	_(ERR_SYSTEM, 8)    /* input and output, git, network */

enum err_code {
#define ERR_ENUM(name, status) name = status,
	ERR_CODES(ERR_ENUM)
#undef ERR_ENUM
};

enum { ERR_RING = 8 };

struct err {
	enum err_code code;
	const char *msg;
};

#define NODISCARD __attribute__((warn_unused_result))
#define PRINTF(fmt, args) __attribute__((format(printf, fmt, args)))

/* A new error with CODE and the message FMT. */
NODISCARD const struct err *err_new(enum err_code code, const char *fmt, ...)
    PRINTF(2, 3);

/* ERR_SYSTEM: "'SUBJECT': " and the text of the present errno. */
NODISCARD const struct err *err_errno(const char *subject);

/* ERR, its message prefixed with "WHERE: " (a file, or file:line:column). */
NODISCARD const struct err *err_in(const struct err *err, const char *where);

/*
 * ERR with one more line, indented: what is missing, or the command that
 * mends it.
 */
NODISCARD const struct err *err_mend(const struct err *err, const char *fmt,
    ...) PRINTF(2, 3);

/* A thread that ends gives up its errors; the main one need not. */
void err_forget(void);

/* A mistake in the program itself: prints file and line, aborts. */
#define BUG(what) err_bug(__FILE__, __LINE__, what)
_Noreturn void err_bug(const char *file, int line, const char *what);

#endif
