/*
 * Raw sockets of Linux, which Deno has none of; raw_socket.ts calls this library,
 * build.ts makes it. No function blocks, none keeps anything between two calls,
 * and each returns a negative errno where it fails: errno itself could have been
 * overwritten before JavaScript looks at it.
 *
 * SOURCE_HASH in raw_socket.ts is this file's hash: whoever changes one has to
 * change the other.
 */

#define _DEFAULT_SOURCE /* for IP_HDRINCL */

#include <errno.h>
#include <netinet/in.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/types.h>
#include <unistd.h>

/* The size of a datagram fits: the largest has 64 KiB. */
static int32_t result_of(ssize_t result)
{
	return result < 0 ? -errno : (int32_t)result;
}

/* Opens a raw socket; family is 4 or 6, protocol the number in the IP header. */
int32_t uasyncio_raw_open(int32_t family, int32_t protocol)
{
	const int is_v4 = family == 4;
	const int no = 0;
	int fd, error;

	if (family != 4 && family != 6)
		return -EAFNOSUPPORT;
	fd = socket(is_v4 ? AF_INET : AF_INET6, SOCK_RAW | SOCK_NONBLOCK | SOCK_CLOEXEC, protocol);
	if (fd < 0 || protocol != IPPROTO_RAW)
		return result_of(fd);
	/* To Linux, 255 is a socket whose user writes the IP header. Here it is like the others. */
	if (setsockopt(fd, is_v4 ? IPPROTO_IP : IPPROTO_IPV6, is_v4 ? IP_HDRINCL : IPV6_HDRINCL,
		&no, sizeof no) == 0)
		return fd;
	error = -errno;
	close(fd);
	return error;
}

/*
 * Sets whom send() sends to, and whom alone recv() receives from. The address has
 * 4 or 16 bytes, in network order; scope_id is the number of the interface for a
 * link-local address of IPv6, else 0.
 */
int32_t uasyncio_raw_connect(int32_t fd, const uint8_t *address, uint32_t size, uint32_t scope_id)
{
	union {
		struct sockaddr any;
		struct sockaddr_in v4;
		struct sockaddr_in6 v6;
	} peer;
	socklen_t length;
	int result;

	memset(&peer, 0, sizeof peer);
	if (size == sizeof peer.v4.sin_addr) {
		peer.v4.sin_family = AF_INET;
		memcpy(&peer.v4.sin_addr, address, size);
		length = sizeof peer.v4;
	} else if (size == sizeof peer.v6.sin6_addr) {
		peer.v6.sin6_family = AF_INET6;
		peer.v6.sin6_scope_id = scope_id;
		memcpy(&peer.v6.sin6_addr, address, size);
		length = sizeof peer.v6;
	} else {
		return -EINVAL;
	}
	do
		result = connect(fd, &peer.any, length);
	while (result < 0 && errno == EINTR);
	return result_of(result);
}

/*
 * Receives one datagram, with its IP header if it is IPv4's. What does not fit
 * into the buffer is lost. Returns the number of bytes, -EAGAIN if none is there.
 */
int32_t uasyncio_raw_recv(int32_t fd, uint8_t *buffer, uint32_t size)
{
	ssize_t result;

	do
		result = recv(fd, buffer, size, 0);
	while (result < 0 && errno == EINTR);
	return result_of(result);
}

/*
 * Sends one datagram: what comes after the IP header, which the kernel writes. Only
 * with protocol 255, IPPROTO_RAW, which just sends, the buffer begins with the header.
 * Returns the number of bytes, -EAGAIN if there is no room at present.
 */
int32_t uasyncio_raw_send(int32_t fd, const uint8_t *buffer, uint32_t size)
{
	ssize_t result;

	do
		result = send(fd, buffer, size, 0);
	while (result < 0 && errno == EINTR);
	return result_of(result);
}

/*
 * Closes the socket. Linux has closed it even if it says EINTR; a second close()
 * could hit a descriptor that somebody else has just opened.
 */
int32_t uasyncio_raw_close(int32_t fd)
{
	return close(fd) < 0 && errno != EINTR ? -errno : 0;
}

/*
 * Writes what an errno means, in the words that Deno's own errors have, without a
 * zero byte at the end. Returns the number of bytes, cut to the buffer.
 */
int32_t uasyncio_raw_describe(int32_t error, uint8_t *buffer, uint32_t size)
{
	char text[128];
	uint32_t length;

	if (strerror_r(error, text, sizeof text) != 0)
		return -EINVAL;
	length = (uint32_t)strlen(text);
	if (length > size)
		length = size;
	memcpy(buffer, text, length);
	return (int32_t)length;
}
