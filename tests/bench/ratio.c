/*
 * ratio [-n RUNS] [-l LIMIT | -c LIMIT] [-p PREPARE-A] [-q PREPARE-B]
 *     NAME A B
 *
 * Run the shell commands A and B in turn, RUNS times each (at least five),
 * and print for both: median wall and CPU time (user and system, children
 * included), their spread, the peak of anonymous memory; then the ratios
 * A/B.  "{}" in a command is replaced by the number of the run, with five
 * digits, so that each run can act on a project of its own.  PREPARE runs
 * before each run and is not counted.  No ratio is printed where the runs
 * of one side differ by more than a third from their median (the quarter
 * of runs farthest from it aside: other programs run, too).
 *
 * Exit status: 0, 1 where the wall ratio (with -c the CPU ratio) is over
 * LIMIT, 2 where a command failed, 3 where no ratio could be had.
 */
#include <sys/resource.h>
#include <sys/time.h>
#include <sys/wait.h>

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { MAX_RUNS = 99, MAX_COMMAND = 8192 };

struct run {
	double wall, cpu; /* milliseconds */
	long anon;        /* KiB */
};

struct side {
	const char *command, *prepare;
	struct run runs[MAX_RUNS];
	struct run median;
	double wall_spread, cpu_spread; /* share of the median */
};

static double
now_ms(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (double)ts.tv_sec * 1e3 + (double)ts.tv_nsec / 1e6;
}

static void
fill_in(char out[MAX_COMMAND], const char *command, int n)
{
	size_t len = 0;

	for (; *command != '\0' && len + 8 < MAX_COMMAND; command++) {
		if (command[0] == '{' && command[1] == '}') {
			len += (size_t)snprintf(out + len, 8, "%05d", n);
			command++;
		} else
			out[len++] = *command;
	}
	out[len] = '\0';
}

/* Anonymous memory of PID and of its first child, KiB. */
static long
anonymous_kib(pid_t pid)
{
	char name[64], line[256];
	long kib = 0;
	FILE *file;

	snprintf(name, sizeof(name), "/proc/%d/status", (int)pid);
	if ((file = fopen(name, "r")) == NULL)
		return 0;
	while (fgets(line, sizeof(line), file) != NULL)
		if (sscanf(line, "RssAnon: %ld", &kib) == 1)
			break;
	fclose(file);
	return kib;
}

static bool
run_once(struct run *run, const char *command, int n)
{
	struct timespec nap = {0, 2000000};
	char text[MAX_COMMAND];
	struct rusage usage;
	double start;
	int status;
	pid_t pid;

	fill_in(text, command, n);
	memset(run, 0, sizeof(*run));
	start = now_ms();
	if ((pid = fork()) == 0) {
		execl("/bin/sh", "sh", "-c", text, (char *)NULL);
		_exit(127);
	}
	while (wait4(pid, &status, WNOHANG, &usage) == 0) {
		long kib = anonymous_kib(pid);

		if (kib > run->anon)
			run->anon = kib;
		if (now_ms() - start > 300)
			nanosleep(&nap, NULL);
		else
			usleep(100);
	}
	run->wall = now_ms() - start;
	run->cpu = (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) *
	    1e3 + (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) /
	    1e3;
	if (WIFEXITED(status) && WEXITSTATUS(status) == 0)
		return true;
	fprintf(stderr, "ratio: failed: %s\n", text);
	return false;
}

static int
ascending(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

/* The median, and how far the nearer three quarters lie from it. */
static double
median_of(const struct side *side, int n, bool wall, double *spread)
{
	double values[MAX_RUNS], away[MAX_RUNS], median;

	for (int i = 0; i < n; i++)
		values[i] = wall ? side->runs[i].wall : side->runs[i].cpu;
	qsort(values, (size_t)n, sizeof(*values), ascending);
	median = values[n / 2];
	for (int i = 0; i < n; i++)
		away[i] = values[i] > median ? values[i] - median :
		    median - values[i];
	qsort(away, (size_t)n, sizeof(*away), ascending);
	*spread = median > 0 ? away[(n - 1) * 3 / 4] / median : 0;
	return median;
}

static void
summarise(struct side *side, int n, const char *label)
{
	side->median.wall = median_of(side, n, true, &side->wall_spread);
	side->median.cpu = median_of(side, n, false, &side->cpu_spread);
	for (int i = 0; i < n; i++)
		if (side->runs[i].anon > side->median.anon)
			side->median.anon = side->runs[i].anon;
	printf("  %s wall %9.1f ms (+-%2.0f %%)  cpu %9.1f ms (+-%2.0f %%)"
	    "  anon %6.1f MiB  %.60s\n", label, side->median.wall,
	    side->wall_spread * 100, side->median.cpu,
	    side->cpu_spread * 100, (double)side->median.anon / 1024,
	    side->command);
}

static int
verdict(const struct side *a, const struct side *b, double limit, bool by_cpu)
{
	double wall = a->median.wall / b->median.wall;
	double cpu = a->median.cpu / b->median.cpu;
	double spread = a->wall_spread > b->wall_spread ? a->wall_spread :
	    b->wall_spread;
	double ratio = by_cpu ? cpu : wall;

	if (by_cpu)
		spread = a->cpu_spread > b->cpu_spread ? a->cpu_spread :
		    b->cpu_spread;
	if (spread > 1.0 / 3) {
		printf("  no ratio: runs differ by more than a third\n");
		return 3;
	}
	printf("  ratio wall %.2f  cpu %.2f", wall, cpu);
	if (limit <= 0) {
		printf("\n");
		return 0;
	}
	printf("  target %.2f%s: %s\n", limit, by_cpu ? " (cpu)" : "",
	    ratio <= limit ? "met" : "MISSED");
	return ratio <= limit ? 0 : 1;
}

static bool
run_side(struct side *side, int i)
{
	struct run ignored;

	if (side->prepare != NULL && !run_once(&ignored, side->prepare, i))
		return false;
	return run_once(&side->runs[i], side->command, i);
}

int
main(int argc, char **argv)
{
	static struct side a, b;
	double limit = 0;
	int n = 7, letter;
	bool by_cpu = false;

	while ((letter = getopt(argc, argv, "n:l:c:p:q:")) != -1) {
		switch (letter) {
		case 'n': n = (int)strtol(optarg, NULL, 10); break;
		case 'l': limit = strtod(optarg, NULL); break;
		case 'c':
			limit = strtod(optarg, NULL);
			by_cpu = true;
			break;
		case 'p': a.prepare = optarg; break;
		case 'q': b.prepare = optarg; break;
		default: return 2;
		}
	}
	if (argc - optind != 3 || n < 5 || n > MAX_RUNS) {
		fprintf(stderr, "usage: ratio [-n RUNS] [-l LIMIT | "
		    "-c LIMIT] [-p PREPARE] [-q PREPARE] NAME A B\n");
		return 2;
	}
	a.command = argv[optind + 1];
	b.command = argv[optind + 2];
	for (int i = 0; i < n; i++)
		if (!run_side(&a, i) || !run_side(&b, i))
			return 2;
	printf("%s\n", argv[optind]);
	summarise(&a, n, "A");
	summarise(&b, n, "B");
	return verdict(&a, &b, limit, by_cpu);
}
