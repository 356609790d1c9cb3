/*
 * What gpio_lines.ts measures, by libgpiod in C, of version 1 or 2, whichever its
 * header is of; irq and task are both the time from an edge to a thread that waits.
 *
 *   cc -O2 -o gpio_lines gpio_lines.c -lgpiod
 *   gpio_lines <chip> <output> <input>
 */

#include <gpiod.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define PASS 1e8 /* ns */
#define BLOCK 1000
#define QUIET 500000000 /* ns */
#define MOST_EDGES 10000

static unsigned int output_number, input_number;
static const char *path;

static void fail(const char *what)
{
	perror(what);
	exit(1);
}

static double now(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1e9 + t.tv_nsec;
}

#ifdef GPIOD_LINE_BULK_MAX_LINES /* version 1 */

static struct gpiod_line *output, *input;

static struct gpiod_line *find(unsigned int number)
{
	struct gpiod_chip *chip = gpiod_chip_open(path);
	struct gpiod_line *line = chip ? gpiod_chip_get_line(chip, number) : NULL;
	if (!line)
		fail(path);
	return line;
}

static void open_output(void)
{
	output = find(output_number);
	if (gpiod_line_request_output(output, "bench", 0) < 0)
		fail("output");
}

static void open_input(void)
{
	input = find(input_number);
	if (gpiod_line_request_both_edges_events(input, "bench") < 0)
		fail("input");
}

static int set(int value)
{
	return gpiod_line_set_value(output, value);
}

static int get(void)
{
	return gpiod_line_get_value(output);
}

/* The time of the next edge; 0 if there is none any more. */
static double next_edge(void)
{
	struct timespec timeout = { .tv_nsec = QUIET };
	struct gpiod_line_event event;
	if (gpiod_line_event_wait(input, &timeout) <= 0 || gpiod_line_event_read(input, &event) < 0)
		return 0;
	return event.ts.tv_sec * 1e9 + event.ts.tv_nsec;
}

#else

static struct gpiod_line_request *output, *input;
static struct gpiod_edge_event_buffer *events;

static struct gpiod_line_request *request(unsigned int number, int direction, int edges)
{
	struct gpiod_chip *chip = gpiod_chip_open(path);
	if (!chip)
		fail(path);
	struct gpiod_line_settings *settings = gpiod_line_settings_new();
	gpiod_line_settings_set_direction(settings, direction);
	gpiod_line_settings_set_edge_detection(settings, edges);
	struct gpiod_line_config *config = gpiod_line_config_new();
	gpiod_line_config_add_line_settings(config, &number, 1, settings);
	struct gpiod_line_request *request = gpiod_chip_request_lines(chip, NULL, config);
	if (!request)
		fail("request");
	return request;
}

static void open_output(void)
{
	output = request(output_number, GPIOD_LINE_DIRECTION_OUTPUT, GPIOD_LINE_EDGE_NONE);
}

static void open_input(void)
{
	input = request(input_number, GPIOD_LINE_DIRECTION_INPUT, GPIOD_LINE_EDGE_BOTH);
	events = gpiod_edge_event_buffer_new(1);
}

static int set(int value)
{
	return gpiod_line_request_set_value(output, output_number, value);
}

static int get(void)
{
	return gpiod_line_request_get_value(output, output_number);
}

/* The time of the next edge; 0 if there is none any more. */
static double next_edge(void)
{
	if (gpiod_line_request_wait_edge_events(input, QUIET) <= 0 ||
	    gpiod_line_request_read_edge_events(input, events, 1) < 0)
		return 0;
	return gpiod_edge_event_get_timestamp_ns(gpiod_edge_event_buffer_get_event(events, 0));
}

#endif

static double time_set(void)
{
	double start = now();
	for (int i = 0; i < BLOCK; i++) {
		if (set(i & 1) < 0)
			fail("set");
	}
	return now() - start;
}

static double time_get(void)
{
	double start = now();
	for (int i = 0; i < BLOCK; i++) {
		if (get() < 0)
			fail("get");
	}
	return now() - start;
}

static int compare(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;
	return (x > y) - (x < y);
}

static void time_calls(double (*time_block)(void))
{
	double time = 0;
	int blocks = 0;
	for (; time < PASS; blocks++)
		time += time_block();
	printf("%.2f\n", time / blocks / BLOCK);
}

static void time_edges(void)
{
	static double times[MOST_EDGES];
	int count = 0;
	double edge;
	if (!input)
		open_input();
	puts("ready");
	fflush(stdout);
	while ((edge = next_edge()) == 0)
		;
	do
		times[count] = (now() - edge) / 1000;
	while (++count < MOST_EDGES && (edge = next_edge()) > 0);
	qsort(times, count, sizeof *times, compare);
	printf("%.2f %.2f\n", times[count / 2], times[count * 99 / 100]);
}

int main(int argc, char **argv)
{
	char command[16];
	if (argc != 4) {
		fprintf(stderr, "usage: gpio_lines <chip> <output> <input>\n");
		return 2;
	}
	path = argv[1];
	output_number = atoi(argv[2]);
	input_number = atoi(argv[3]);
	open_output();
	while (fgets(command, sizeof command, stdin)) {
		if (strcmp(command, "set\n") == 0)
			time_calls(time_set);
		else if (strcmp(command, "get\n") == 0)
			time_calls(time_get);
		else
			time_edges();
		fflush(stdout);
	}
	return 0;
}
