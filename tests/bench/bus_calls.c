/* As bus_calls.ts does, by the system's calls alone. */
#include <fcntl.h>
#include <linux/i2c-dev.h>
#include <linux/i2c.h>
#include <linux/spi/spidev.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>

#define PASS 0.2

static int i2c, spi;
static uint8_t out[4096], into[4096];

static void check(int result) {
  if (result >= 0) return;
  perror("bus_calls");
  exit(1);
}

static void read_register(void) {
  uint8_t number = 0, value[2];
  struct i2c_msg messages[] = {
    {.addr = 0x48, .len = 1, .buf = &number},
    {.addr = 0x48, .flags = I2C_M_RD, .len = 2, .buf = value},
  };
  struct i2c_rdwr_ioctl_data data = {messages, 2};
  check(ioctl(i2c, I2C_RDWR, &data));
}

static void transfer(void) {
  struct spi_ioc_transfer message = {
    .tx_buf = (uintptr_t)out, .rx_buf = (uintptr_t)into, .len = sizeof out};
  check(ioctl(spi, SPI_IOC_MESSAGE(1), &message));
}

static double now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return time.tv_sec + time.tv_nsec / 1e9;
}

int main(void) {
  uint32_t hz = 10000000;
  char line[16];
  check(i2c = open("/dev/i2c-1", O_RDWR));
  check(spi = open("/dev/spidev0.0", O_RDWR));
  check(ioctl(spi, SPI_IOC_WR_MAX_SPEED_HZ, &hz));
  memset(out, 3, sizeof out);
  while (fgets(line, sizeof line, stdin) != NULL) {
    void (*call)(void) = strcmp(line, "i2c\n") == 0 ? read_register : transfer;
    double start = now(), elapsed = 0;
    int count = 0;
    for (; elapsed < PASS; elapsed = now() - start) {
      for (int i = 0; i < 4; i++) call();
      count += 4;
    }
    printf("%f\n", 1e6 * elapsed / count);
    fflush(stdout);
  }
  return 0;
}
