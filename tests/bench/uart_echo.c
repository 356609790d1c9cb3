/* A terminal whose other end sends back what it gets. Prints the path of the port. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <termios.h>
#include <unistd.h>

int main(void) {
  char bytes[4096];
  struct termios raw;
  ssize_t count;
  int port, end = posix_openpt(O_RDWR | O_NOCTTY);
  if (end < 0 || grantpt(end) < 0 || unlockpt(end) < 0) return 1;
  port = open(ptsname(end), O_RDWR | O_NOCTTY); /* so that it is there before and after */
  tcgetattr(port, &raw);
  cfmakeraw(&raw);
  tcsetattr(port, TCSANOW, &raw);
  printf("%s\n", ptsname(end));
  fflush(stdout);
  while ((count = read(end, bytes, sizeof bytes)) > 0) {
    if (write(end, bytes, count) < 0) return 1;
  }
  return 0;
}
