/*
 * The least that an echo over a raw socket costs on 127.0.0.1, for raw_sockets.ts.
 * With protocol 1, which is ICMP, the kernel answers; with another one somebody else
 * has to, in the same format.
 *
 *   cc -O2 -o raw_round_trip raw_round_trip.c
 *   raw_round_trip <protocol> <round trips>
 *   raw_round_trip allowed
 *   raw_round_trip answer <protocol> <microseconds>
 *
 * The first prints one JSON object: the median round trip, in microseconds. The first
 * fifth does not count. The second prints yes, or no if raw sockets take other rights.
 * The last one answers after a time, until it is killed; it prints the protocol as
 * soon as it listens.
 */

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define MESSAGE_SIZE 64
#define MOST_READ 1500
#define REPLY 0
#define REQUEST 8
#define LIFETIME 60 /* of who answers, unless it is killed before; in seconds */

static double now(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1e6 + t.tv_nsec / 1e3;
}

static void fail(const char *what)
{
	perror(what);
	exit(1);
}

static uint16_t checksum(const uint8_t *message)
{
	uint32_t sum = 0;
	for (int i = 0; i < MESSAGE_SIZE; i += 2)
		sum += message[i] << 8 | message[i + 1];
	sum = (sum & 0xffff) + (sum >> 16);
	return ~(sum + (sum >> 16));
}

static void put(uint8_t *place, uint16_t value)
{
	place[0] = value >> 8;
	place[1] = value;
}

static void seal(uint8_t *message)
{
	put(message + 2, 0);
	put(message + 2, checksum(message));
}

static int open_socket(int protocol)
{
	struct sockaddr_in address = {
		.sin_family = AF_INET,
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK),
	};
	int fd = socket(AF_INET, SOCK_RAW | SOCK_NONBLOCK, protocol);
	if (fd < 0 || connect(fd, (struct sockaddr *)&address, sizeof address) < 0)
		fail("raw socket");
	return fd;
}

/* Receives a packet into the buffer; its message, or NULL if it is too short. */
static uint8_t *receive(int fd, uint8_t *buffer)
{
	while (1) {
		ssize_t size = recv(fd, buffer, MOST_READ, 0);
		if (size >= 0) {
			size_t header = size > 0 ? (buffer[0] & 15) * 4 : 0;
			return (size_t)size < header + MESSAGE_SIZE ? NULL : buffer + header;
		}
		if (errno != EAGAIN)
			fail("recv");
		struct pollfd waiting = { .fd = fd, .events = POLLIN };
		if (poll(&waiting, 1, 30000) <= 0)
			fail("poll");
	}
}

static void emit(int fd, const uint8_t *message)
{
	if (send(fd, message, MESSAGE_SIZE, 0) != MESSAGE_SIZE)
		fail("send");
}

static void answer(int protocol, long microseconds)
{
	uint8_t buffer[MOST_READ];
	struct timespec pause = { .tv_nsec = microseconds * 1000 };
	int fd = open_socket(protocol);
	alarm(LIFETIME);
	prctl(PR_SET_TIMERSLACK, 1UL, 0UL, 0UL, 0UL);
	printf("%d\n", protocol);
	fflush(stdout);
	while (1) {
		uint8_t *message = receive(fd, buffer);
		if (message == NULL || message[0] != REQUEST)
			continue;
		nanosleep(&pause, NULL);
		message[0] = REPLY;
		seal(message);
		emit(fd, message);
	}
}

static int compare(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;
	return (x > y) - (x < y);
}

int main(int argc, char **argv)
{
	if (argc == 2 && strcmp(argv[1], "allowed") == 0) {
		puts(socket(AF_INET, SOCK_RAW, IPPROTO_ICMP) < 0 ? "no" : "yes");
		return 0;
	}
	if (argc == 4 && strcmp(argv[1], "answer") == 0)
		answer(atoi(argv[2]), atol(argv[3]));
	if (argc != 3) {
		fprintf(stderr, "usage: raw_round_trip <protocol> <round trips>\n");
		return 2;
	}
	int fd = open_socket(atoi(argv[1]));
	int count = atoi(argv[2]), uncounted = count / 5;
	double *times = malloc(count * sizeof *times);
	if (count < 1 || !times)
		fail("malloc");
	uint8_t request[MESSAGE_SIZE] = { REQUEST }, buffer[MOST_READ];
	memset(request + 8, 'u', MESSAGE_SIZE - 8);
	put(request + 4, getpid());
	for (int i = 0; i < count; i++) {
		double start = now();
		put(request + 6, i);
		seal(request);
		emit(fd, request);
		uint8_t *reply;
		do /* it gets its own request, too */
			reply = receive(fd, buffer);
		while (reply == NULL || reply[0] != REPLY || memcmp(reply + 4, request + 4, 4) != 0);
		times[i] = now() - start;
	}
	qsort(times + uncounted, count - uncounted, sizeof *times, compare);
	printf("{\"round_trip\": %.2f}\n", times[uncounted + (count - uncounted) / 2]);
	return 0;
}
