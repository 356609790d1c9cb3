/*
 * Tests ffi/raw_socket.c alone, without Deno. It needs the capability CAP_NET_RAW.
 * shim_test.sh builds and runs it, also with valgrind and with sanitizers.
 */

#define _POSIX_C_SOURCE 200809L

#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/types.h>
#include <unistd.h>

/* The next so many system calls of the library fail with this errno. */
static int failures, failure;

/* What connect() has been called with last. */
static struct sockaddr_in6 connected_to;

static int fails(void)
{
	if (failures == 0)
		return 0;
	failures--;
	errno = failure;
	return 1;
}

#define connect(fd, address, size) \
	(memcpy(&connected_to, address, size), fails() ? -1 : connect(fd, address, size))
#define recv(...) (fails() ? -1 : recv(__VA_ARGS__))
#define send(...) (fails() ? -1 : send(__VA_ARGS__))
#define close(fd) (fails() ? (close(fd), -1) : close(fd))

#include "../../ffi/raw_socket.c"

#define PROTOCOL 253 /* for experiments, RFC 3692 */
#define V4_HEADER 20

static const uint8_t v4[4] = {127, 0, 0, 1};
static const uint8_t v6[16] = {[15] = 1};

/* What the datagrams of this process begin with; others may use the protocol too. */
static uint8_t mark[8];

static void check(const char *what, long actual, long expected, int line)
{
	if (actual == expected)
		return;
	fprintf(stderr, "raw_socket_test.c:%d: %s is %ld, not %ld\n", line, what, actual, expected);
	exit(1);
}

#define CHECK(actual, expected) check(#actual, (long)(actual), (long)(expected), __LINE__)

static int32_t open_raw(int32_t family)
{
	int32_t fd = uasyncio_raw_open(family, PROTOCOL);

	if (fd == -EPERM) {
		fprintf(stderr, "Cannot test raw sockets: CAP_NET_RAW is missing, run this as root\n");
		exit(2);
	}
	CHECK(fd >= 0, 1);
	return fd;
}

static int32_t open_connected(int32_t family)
{
	int32_t fd = open_raw(family);
	int32_t result = family == 4 ? uasyncio_raw_connect(fd, v4, sizeof v4, 0)
				     : uasyncio_raw_connect(fd, v6, sizeof v6, 0);

	CHECK(result, 0);
	return fd;
}

/* Receives the next datagram that this process has sent. */
static int32_t receive_own(int32_t fd, size_t header, uint8_t *buffer, uint32_t size)
{
	for (;;) {
		struct pollfd readable = {.fd = fd, .events = POLLIN};
		int32_t result;

		CHECK(poll(&readable, 1, 5000), 1);
		result = uasyncio_raw_recv(fd, buffer, size);
		CHECK(result >= 0, 1);
		if ((size_t)result >= header + sizeof mark &&
		    memcmp(buffer + header, mark, sizeof mark) == 0)
			return result;
	}
}

static void drain(int32_t fd)
{
	uint8_t buffer[1];
	int32_t result;

	while ((result = uasyncio_raw_recv(fd, buffer, sizeof buffer)) >= 0)
		;
	CHECK(result, -EAGAIN);
}

static void refuses_unknown_families_and_protocols(void)
{
	CHECK(uasyncio_raw_open(0, PROTOCOL), -EAFNOSUPPORT);
	CHECK(uasyncio_raw_open(5, PROTOCOL), -EAFNOSUPPORT);
	CHECK(uasyncio_raw_open(-4, PROTOCOL), -EAFNOSUPPORT);
	CHECK(uasyncio_raw_open(4, -1), -EINVAL);
	CHECK(uasyncio_raw_open(6, 1000), -EINVAL);
}

static void does_not_block_and_is_not_inherited(void)
{
	int32_t fd = open_raw(4);

	CHECK(fcntl(fd, F_GETFL) & O_NONBLOCK, O_NONBLOCK);
	CHECK(fcntl(fd, F_GETFD) & FD_CLOEXEC, FD_CLOEXEC);
	CHECK(uasyncio_raw_close(fd), 0);
}

static void refuses_addresses_of_a_wrong_size_or_family(void)
{
	int32_t fd = open_raw(4);

	CHECK(uasyncio_raw_connect(fd, NULL, 0, 0), -EINVAL);
	CHECK(uasyncio_raw_connect(fd, v6, 3, 0), -EINVAL);
	CHECK(uasyncio_raw_connect(fd, v6, 5, 0), -EINVAL);
	CHECK(uasyncio_raw_connect(fd, v6, 15, 0), -EINVAL);
	CHECK(uasyncio_raw_connect(fd, v6, sizeof v6, 0), -EAFNOSUPPORT);
	CHECK(uasyncio_raw_close(fd), 0);
	fd = open_raw(6);
	CHECK(uasyncio_raw_connect(fd, v4, sizeof v4, 0), -EAFNOSUPPORT);
	CHECK(uasyncio_raw_close(fd), 0);
}

static void hands_the_scope_on(void)
{
	failure = ENETDOWN;
	failures = 1;
	CHECK(uasyncio_raw_connect(-1, v6, sizeof v6, 7), -ENETDOWN);
	CHECK(connected_to.sin6_family, AF_INET6);
	CHECK(connected_to.sin6_scope_id, 7);
}

static void sends_and_receives(int32_t family)
{
	size_t header = family == 4 ? V4_HEADER : 0;
	int32_t sender = open_connected(family), receiver = open_connected(family);
	uint8_t sent[1000], received[2000];

	for (size_t i = 0; i < sizeof sent; i++)
		sent[i] = (uint8_t)i;
	memcpy(sent, mark, sizeof mark);
	CHECK(uasyncio_raw_send(sender, sent, sizeof sent), sizeof sent);
	CHECK(receive_own(receiver, header, received, sizeof received), header + sizeof sent);
	CHECK(memcmp(received + header, sent, sizeof sent), 0);
	CHECK(uasyncio_raw_close(sender), 0);
	CHECK(uasyncio_raw_close(receiver), 0);
}

static void says_when_nothing_is_there(void)
{
	int32_t fd = open_connected(4);

	drain(fd);
	CHECK(uasyncio_raw_close(fd), 0);
}

static void cuts_what_does_not_fit(void)
{
	int32_t fd = open_connected(6);
	uint8_t sent[100], received[21];

	memset(sent, 'x', sizeof sent);
	memcpy(sent, mark, sizeof mark);
	memset(received, '-', sizeof received);
	CHECK(uasyncio_raw_send(fd, sent, sizeof sent), sizeof sent);
	CHECK(receive_own(fd, 0, received, 20), 20);
	CHECK(memcmp(received, sent, 20), 0);
	CHECK(received[20], '-');
	/* The rest is gone: the next one begins with its own beginning. */
	CHECK(uasyncio_raw_send(fd, sent, sizeof mark), sizeof mark);
	CHECK(receive_own(fd, 0, received, 20), sizeof mark);
	CHECK(uasyncio_raw_close(fd), 0);
}

static void knows_empty_datagrams(void)
{
	int32_t fd = open_connected(6);
	struct pollfd readable = {.fd = fd, .events = POLLIN};
	uint8_t buffer[16];

	CHECK(uasyncio_raw_send(fd, NULL, 0), 0);
	do
		CHECK(poll(&readable, 1, 5000), 1);
	while (uasyncio_raw_recv(fd, buffer, sizeof buffer) != 0);
	CHECK(uasyncio_raw_close(fd), 0);
}

static void refuses_what_is_too_long(void)
{
	int32_t fd = open_connected(4);
	uint8_t *sent = calloc(1, 70000);

	CHECK(sent != NULL, 1);
	CHECK(uasyncio_raw_send(fd, sent, 70000), -EMSGSIZE);
	free(sent);
	CHECK(uasyncio_raw_close(fd), 0);
}

static void needs_a_peer_to_send(void)
{
	int32_t fd = open_raw(4);

	CHECK(uasyncio_raw_send(fd, mark, sizeof mark), -EDESTADDRREQ);
	CHECK(uasyncio_raw_close(fd), 0);
}

static void knows_closed_descriptors(void)
{
	int32_t fd = open_raw(4);
	uint8_t buffer[16];

	CHECK(uasyncio_raw_close(fd), 0);
	CHECK(uasyncio_raw_connect(-1, v4, sizeof v4, 0), -EBADF);
	CHECK(uasyncio_raw_recv(-1, buffer, sizeof buffer), -EBADF);
	CHECK(uasyncio_raw_send(-1, mark, sizeof mark), -EBADF);
	CHECK(uasyncio_raw_close(-1), -EBADF);
	CHECK(fcntl(fd, F_GETFD), -1);
}

static void goes_on_when_a_signal_interrupts(void)
{
	int32_t fd = open_raw(6);
	uint8_t buffer[16];

	failure = EINTR;
	failures = 3;
	CHECK(uasyncio_raw_connect(fd, v6, sizeof v6, 0), 0);
	CHECK(failures, 0);
	failures = 3;
	CHECK(uasyncio_raw_send(fd, mark, sizeof mark), sizeof mark);
	CHECK(failures, 0);
	CHECK(receive_own(fd, 0, buffer, sizeof buffer), sizeof mark);
	CHECK(uasyncio_raw_send(fd, mark, sizeof mark), sizeof mark);
	failures = 3;
	CHECK(receive_own(fd, 0, buffer, sizeof buffer), sizeof mark);
	CHECK(failures, 0);
	/* close() has done its work all the same, and is not called again. */
	failures = 1;
	CHECK(uasyncio_raw_close(fd), 0);
	CHECK(failures, 0);
	CHECK(fcntl(fd, F_GETFD), -1);
}

static void hands_errors_on(void)
{
	int32_t fd = open_connected(6);
	uint8_t buffer[16];

	failure = EAGAIN;
	failures = 1;
	CHECK(uasyncio_raw_send(fd, mark, sizeof mark), -EAGAIN);
	failure = ENETDOWN;
	failures = 3;
	CHECK(uasyncio_raw_connect(fd, v6, sizeof v6, 0), -ENETDOWN);
	CHECK(uasyncio_raw_recv(fd, buffer, sizeof buffer), -ENETDOWN);
	CHECK(uasyncio_raw_send(fd, mark, sizeof mark), -ENETDOWN);
	CHECK(failures, 0);
	failure = EIO;
	failures = 1;
	CHECK(uasyncio_raw_close(fd), -EIO);
}

static void describes_errors(void)
{
	static const char text[] = "Operation not permitted";
	uint8_t buffer[64];
	int32_t length = sizeof text - 1;

	CHECK(uasyncio_raw_describe(EPERM, buffer, sizeof buffer), length);
	CHECK(memcmp(buffer, text, (size_t)length), 0);
	memset(buffer, '-', sizeof buffer);
	CHECK(uasyncio_raw_describe(EPERM, buffer, 9), 9);
	CHECK(memcmp(buffer, "Operation-", 10), 0);
	CHECK(uasyncio_raw_describe(100000, buffer, sizeof buffer), -EINVAL);
}

/* The lowest descriptor that is free: a leak moves it up. */
static int next_descriptor(void)
{
	int fd = dup(STDERR_FILENO);

	CHECK(fd >= 0, 1);
	CHECK(close(fd), 0);
	return fd;
}

int main(void)
{
	static const uint8_t letters[4] = {'r', 'a', 'w', '!'};
	int32_t pid = getpid();
	int before = next_descriptor();

	memcpy(mark, letters, sizeof letters);
	memcpy(mark + sizeof letters, &pid, sizeof pid);
	refuses_unknown_families_and_protocols();
	does_not_block_and_is_not_inherited();
	refuses_addresses_of_a_wrong_size_or_family();
	hands_the_scope_on();
	sends_and_receives(4);
	sends_and_receives(6);
	says_when_nothing_is_there();
	cuts_what_does_not_fit();
	knows_empty_datagrams();
	refuses_what_is_too_long();
	needs_a_peer_to_send();
	knows_closed_descriptors();
	goes_on_when_a_signal_interrupts();
	hands_errors_on();
	describes_errors();
	CHECK(next_descriptor(), before);
	puts("raw_socket_test: passed");
	return 0;
}
