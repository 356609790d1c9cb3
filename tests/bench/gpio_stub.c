/*
 * A library with libgpiod 2's functions, for machines without GPIO: to set a line stores
 * its level, to read it gives that back, no more. With the chip /ioctl each of them is
 * one of the cheapest system calls of its kind besides; setting a real line costs more.
 *
 *   cc -O2 -shared -fPIC -o libgpiod.so.3 gpio_stub.c
 */

#include <stddef.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

static int level;
static int ends[2];
static int takes_system_calls;

static int system_call(void)
{
	int unread;
	return takes_system_calls ? ioctl(ends[0], FIONREAD, &unread) : 0;
}

void *gpiod_chip_open(const char *path)
{
	takes_system_calls = strcmp(path, "/ioctl") == 0;
	return pipe(ends) < 0 ? NULL : ends;
}

int gpiod_line_request_set_value(void *request, unsigned int offset, int value)
{
	(void)request, (void)offset;
	level = value;
	return system_call();
}

int gpiod_line_request_get_value(void *request, unsigned int offset)
{
	(void)request, (void)offset;
	return system_call() < 0 ? -1 : level;
}

/* The rest is not measured: whatever it is, it works, and is the same. */
#define NUMBER(name) long name(void) { return 8; }
#define OK(name) int name(void) { return 0; }
#define TEXT(name) const char *name(void) { return "stub"; }
#define THING(name) void *name(void) { return ends; }

TEXT(gpiod_api_version)
OK(gpiod_chip_close)
THING(gpiod_chip_get_info)
THING(gpiod_chip_get_line_info)
OK(gpiod_chip_info_free)
TEXT(gpiod_chip_info_get_label)
TEXT(gpiod_chip_info_get_name)
NUMBER(gpiod_chip_info_get_num_lines)
THING(gpiod_chip_request_lines)
THING(gpiod_edge_event_buffer_get_event)
THING(gpiod_edge_event_buffer_new)
OK(gpiod_edge_event_get_event_type)
OK(gpiod_edge_event_get_line_seqno)
NUMBER(gpiod_edge_event_get_timestamp_ns)
OK(gpiod_line_config_add_line_settings)
OK(gpiod_line_config_free)
THING(gpiod_line_config_new)
OK(gpiod_line_config_set_output_values)
OK(gpiod_line_info_free)
OK(gpiod_line_info_get_bias)
TEXT(gpiod_line_info_get_consumer)
OK(gpiod_line_info_get_direction)
OK(gpiod_line_info_get_drive)
TEXT(gpiod_line_info_get_name)
OK(gpiod_line_info_is_used)
OK(gpiod_line_request_get_fd)
OK(gpiod_line_request_get_values)
OK(gpiod_line_request_read_edge_events)
OK(gpiod_line_request_reconfigure_lines)
OK(gpiod_line_request_release)
OK(gpiod_line_request_set_values)
OK(gpiod_line_request_wait_edge_events)
OK(gpiod_line_settings_free)
THING(gpiod_line_settings_new)
OK(gpiod_line_settings_set_bias)
OK(gpiod_line_settings_set_debounce_period_us)
OK(gpiod_line_settings_set_direction)
OK(gpiod_line_settings_set_drive)
OK(gpiod_line_settings_set_edge_detection)
OK(gpiod_request_config_free)
THING(gpiod_request_config_new)
OK(gpiod_request_config_set_consumer)
OK(gpiod_request_config_set_event_buffer_size)
