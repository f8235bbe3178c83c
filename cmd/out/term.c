#include "cmd/out/term.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <unistd.h>

enum { WIDTH_DEFAULT = 80, WIDTH_MAX = 10000 };

size_t
term_width_of(int fd, const char *asked)
{
	struct winsize size;
	char *end;
	unsigned long width;

	if (asked != NULL && *asked >= '0' && *asked <= '9') {
		width = strtoul(asked, &end, 10);
		if (*end == '\0' && width > 0 && width < WIDTH_MAX)
			return width;
	}
	if (ioctl(fd, TIOCGWINSZ, &size) == 0 && size.ws_col > 0)
		return size.ws_col;
	return WIDTH_DEFAULT;
}

const char *
term_paint(const struct out *out, enum paint paint)
{
	static const char *const sequences[] = {
		[PAINT_NONE] = "",
		[PAINT_GOOD] = "\033[32m",
		[PAINT_BAD] = "\033[31m",
		[PAINT_WARN] = "\033[33m",
		[PAINT_DIM] = "\033[2m",
		[PAINT_STRONG] = "\033[1m",
	};

	return out->color ? sequences[paint] : "";
}

const char *
term_plain(const struct out *out, enum paint paint)
{
	return out->color && paint != PAINT_NONE ? "\033[0m" : "";
}

static void
run_pager(const char *command, const int ends[2])
{
	signal(SIGINT, SIG_DFL);
	dup2(ends[0], STDIN_FILENO);
	close(ends[0]);
	close(ends[1]);
	setenv("LESS", "FRX", 0);
	setenv("LV", "-c", 0);
	execl("/bin/sh", "sh", "-c", command, (char *)NULL);
	_exit(127);
}

/*
 * An interrupt is for the pager: it decides whether to go on.  When it
 * ends, writing to it ends this program.
 */
const struct err *
pager_begin(struct out *out, const char *command)
{
	int ends[2];
	pid_t pid;

	fflush(out->stream);
	if (pipe(ends) != 0)
		return err_errno(command);
	if ((pid = fork()) == -1)
		return err_errno(command);
	if (pid == 0)
		run_pager(command, ends);
	signal(SIGINT, SIG_IGN);
	dup2(ends[1], STDOUT_FILENO);
	close(ends[0]);
	close(ends[1]);
	out->pager = pid;
	return NULL;
}

void
pager_end(struct out *out)
{
	int status;

	if (out->pager == 0)
		return;
	fclose(out->stream);
	while (waitpid(out->pager, &status, 0) == -1 && errno == EINTR)
		;
	out->pager = 0;
	out->stream = NULL;
}
