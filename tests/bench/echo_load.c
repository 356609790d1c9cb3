/*
 * Load for an echo server on 127.0.0.1: every connection sends a message, awaits
 * it, and sends the next one. In C so that it costs less than any server.
 *
 *   cc -O2 -o echo_load echo_load.c
 *   echo_load <port> <connections> <bytes in a message> <seconds>
 *
 * Prints one JSON object: requests a second, and latencies in microseconds. The
 * first fifth of the time is for the server's compilers and does not count.
 */

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define MOST_SAMPLES 4000000
#define EVENTS 256

struct connection {
	int fd;
	size_t sent, received; /* of the present message */
	double began;
	int awaits_room; /* whether epoll tells when there is room to send */
};

static int poller;
static size_t message_size;
static char *message, *echo;

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

static void watch(struct connection *c, int operation, int awaits_room)
{
	struct epoll_event event = {
		.events = EPOLLIN | (awaits_room ? EPOLLOUT : 0), .data.ptr = c
	};
	c->awaits_room = awaits_room;
	if (epoll_ctl(poller, operation, c->fd, &event) < 0)
		fail("epoll_ctl");
}

/* Sends as much of the message as there is room for. */
static void go_on_sending(struct connection *c)
{
	while (c->sent < message_size) {
		ssize_t count = send(c->fd, message + c->sent, message_size - c->sent,
				     MSG_NOSIGNAL | MSG_DONTWAIT);
		if (count < 0 && errno == EAGAIN) {
			if (!c->awaits_room)
				watch(c, EPOLL_CTL_MOD, 1);
			return;
		}
		if (count < 0)
			fail("send");
		c->sent += count;
	}
	if (c->awaits_room)
		watch(c, EPOLL_CTL_MOD, 0);
}

static void begin_message(struct connection *c)
{
	c->sent = c->received = 0;
	c->began = now();
	go_on_sending(c);
}

static int compare(const void *a, const void *b)
{
	float x = *(const float *)a, y = *(const float *)b;
	return (x > y) - (x < y);
}

int main(int argc, char **argv)
{
	if (argc != 5) {
		fprintf(stderr, "usage: echo_load <port> <connections> <bytes> <seconds>\n");
		return 2;
	}
	int connections = atoi(argv[2]);
	double seconds = atof(argv[4]);
	message_size = strtoul(argv[3], NULL, 10);
	message = malloc(message_size);
	echo = malloc(message_size);
	float *samples = malloc(MOST_SAMPLES * sizeof *samples);
	struct connection *all = calloc(connections, sizeof *all);
	if (!message || !echo || !samples || !all)
		fail("malloc");
	memset(message, 'u', message_size);
	poller = epoll_create1(0);

	struct sockaddr_in address = {
		.sin_family = AF_INET,
		.sin_port = htons(atoi(argv[1])),
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK),
	};
	for (int i = 0; i < connections; i++) {
		struct connection *c = &all[i];
		int on = 1;
		c->fd = socket(AF_INET, SOCK_STREAM, 0);
		if (c->fd < 0 || connect(c->fd, (struct sockaddr *)&address, sizeof address) < 0)
			fail("connect");
		setsockopt(c->fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
		struct timeval timeout = { .tv_sec = 30 };
		setsockopt(c->fd, SOL_SOCKET, SO_RCVTIMEO, &timeout, sizeof timeout);
		watch(c, EPOLL_CTL_ADD, 0);
	}

	double start = now(), counted_from = start + seconds * 0.2e6, end = start + seconds * 1e6;
	size_t requests = 0, taken = 0;
	double time = start;
	for (int i = 0; i < connections; i++)
		begin_message(&all[i]);
	while (time < end) {
		struct epoll_event events[EVENTS];
		int count = epoll_wait(poller, events, EVENTS, 30000);
		if (count <= 0)
			fail("epoll_wait");
		for (int i = 0; i < count; i++) {
			struct connection *c = events[i].data.ptr;
			if (events[i].events & EPOLLOUT)
				go_on_sending(c);
			if (!(events[i].events & ~EPOLLOUT))
				continue;
			ssize_t received = recv(c->fd, echo, message_size - c->received, MSG_DONTWAIT);
			if (received < 0 && errno == EAGAIN)
				continue;
			if (received <= 0)
				fail("recv");
			c->received += received;
			if (c->received < message_size)
				continue;
			time = now();
			if (time >= counted_from) {
				requests++;
				if (taken < MOST_SAMPLES)
					samples[taken++] = time - c->began;
			}
			begin_message(c);
		}
	}
	if (taken == 0)
		fail("no answer in time");
	qsort(samples, taken, sizeof *samples, compare);
	printf("{\"rate\": %.0f, \"p50\": %.1f, \"p99\": %.1f}\n",
	       requests / ((time - counted_from) / 1e6), samples[taken / 2], samples[taken * 99 / 100]);
	return 0;
}
