/*
 * Drives a line of the simulated chip of the kernel from outside, for gpio_lab.ts: up
 * and down in turns, at random times.
 *
 *   cc -O2 -o gpio_driver gpio_driver.c
 *   gpio_driver <line> <edges>
 */

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define PULL "/sys/devices/platform/gpio-sim.0/gpiochip0/sim_gpio%d/pull"
/* Between two edges, in microseconds. */
#define SHORTEST 4000
#define LONGEST 12000

static void drive(const char *path, int level)
{
	const char *pull = level ? "pull-up" : "pull-down";
	int fd = open(path, O_WRONLY);
	if (fd < 0 || write(fd, pull, strlen(pull)) < 0) {
		perror(path);
		exit(1);
	}
	close(fd);
}

int main(int argc, char **argv)
{
	if (argc != 3) {
		fprintf(stderr, "usage: gpio_driver <line> <edges>\n");
		return 2;
	}
	char path[sizeof PULL + 10];
	snprintf(path, sizeof path, PULL, atoi(argv[1]));
	srandom(getpid());
	for (int i = 1; i <= atoi(argv[2]); i++) { /* it has been left down */
		usleep(SHORTEST + random() % (LONGEST - SHORTEST));
		drive(path, i & 1);
	}
	return 0;
}
