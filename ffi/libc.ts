/**
 * The C library: what has to be done by system calls that Deno has no functions for,
 * with the types of 64-bit Linux. It is opened at first use.
 *
 * @module
 */

import { codeOf, errnoOf, type ErrorCode } from "../src/core/errno.ts";
import { type OSError, osError } from "../src/core/os_error.ts";

export type { ErrorCode } from "../src/core/errno.ts";

/** Flags of open(2), eventfd(2) and their like, as Linux has them on x86-64 and arm64. */
export const O_RDONLY = 0;
export const O_RDWR = 2;
export const O_WRONLY = 1;
export const O_NOCTTY = 0o400;
export const O_NONBLOCK = 0o4000;
export const O_CLOEXEC = 0o2000000;
/** Operations of flock(2). */
export const LOCK_EX = 2;
export const LOCK_NB = 4;

const symbols = {
  // int *__errno_location(void)
  __errno_location: { parameters: [], result: "pointer" },
  // char *strerror(int errnum)
  strerror: { parameters: ["i32"], result: "pointer" },
  // int epoll_create1(int flags)
  epoll_create1: { parameters: ["i32"], result: "i32" },
  // int epoll_ctl(int epfd, int op, int fd, struct epoll_event *event)
  epoll_ctl: { parameters: ["i32", "i32", "i32", "buffer"], result: "i32" },
  // int epoll_wait(int epfd, struct epoll_event *events, int maxevents, int timeout)
  epoll_wait: { parameters: ["i32", "buffer", "i32", "i32"], result: "i32", nonblocking: true },
  // int epoll_wait(...), with a timeout of 0: what is ready now
  epoll_wait_now: {
    name: "epoll_wait",
    parameters: ["i32", "buffer", "i32", "i32"],
    result: "i32",
  },
  // int eventfd(unsigned int initval, int flags)
  eventfd: { parameters: ["u32", "i32"], result: "i32" },
  // int eventfd_write(int fd, eventfd_t value)
  eventfd_write: { parameters: ["i32", "u64"], result: "i32" },
  // int eventfd_read(int fd, eventfd_t *value)
  eventfd_read: { parameters: ["i32", "buffer"], result: "i32" },
  // int open(const char *pathname, int flags)
  open: { parameters: ["buffer", "i32"], result: "i32" },
  // DIR *opendir(const char *name)
  opendir: { parameters: ["buffer"], result: "pointer" },
  // struct dirent *readdir(DIR *dirp)
  readdir: { parameters: ["pointer"], result: "pointer" },
  // int closedir(DIR *dirp)
  closedir: { parameters: ["pointer"], result: "i32" },
  // int close(int fd)
  close: { parameters: ["i32"], result: "i32" },
  // int ioctl(int fd, unsigned long op, void *argp); variadic, but called as any other function
  ioctl: { parameters: ["i32", "usize", "buffer"], result: "i32" },
  // int ioctl(int fd, unsigned long op, unsigned long arg); of those that take a number
  ioctl_number: { name: "ioctl", parameters: ["i32", "usize", "usize"], result: "i32" },
  // int fcntl(int fd, int op, int arg)
  fcntl: { parameters: ["i32", "i32", "i32"], result: "i32" },
  // int clock_gettime(clockid_t clockid, struct timespec *tp)
  clock_gettime: { parameters: ["i32", "buffer"], result: "i32" },
  // int clock_settime(clockid_t clockid, const struct timespec *tp)
  clock_settime: { parameters: ["i32", "buffer"], result: "i32" },
  // ssize_t read(int fd, void *buf, size_t count); of less than 2 GiB, so that an int will do
  read: { parameters: ["i32", "buffer", "usize"], result: "i32" },
  // ssize_t write(int fd, const void *buf, size_t count); of less than 2 GiB
  write: { parameters: ["i32", "buffer", "usize"], result: "i32" },
  // int poll(struct pollfd *fds, nfds_t nfds, int timeout)
  poll: { parameters: ["buffer", "u64", "i32"], result: "i32" },
  // int flock(int fd, int op)
  flock: { parameters: ["i32", "i32"], result: "i32" },
  // ssize_t readlink(const char *path, char *buf, size_t bufsiz)
  readlink: { parameters: ["buffer", "buffer", "usize"], result: "isize" },
  // ssize_t pread(int fd, void *buf, size_t count, off_t offset)
  pread: { parameters: ["i32", "buffer", "usize", "i64"], result: "isize" },
  // ssize_t pwrite(int fd, const void *buf, size_t count, off_t offset)
  pwrite: { parameters: ["i32", "buffer", "usize", "i64"], result: "isize" },
  // int pipe2(int pipefd[2], int flags)
  pipe2: { parameters: ["buffer", "i32"], result: "i32" },
  // int posix_spawnattr_init(posix_spawnattr_t *attr)
  posix_spawnattr_init: { parameters: ["buffer"], result: "i32" },
  // int posix_spawnattr_setflags(posix_spawnattr_t *attr, short flags)
  posix_spawnattr_setflags: { parameters: ["buffer", "i16"], result: "i32" },
  // int posix_spawnattr_setsigmask(posix_spawnattr_t *attr, const sigset_t *sigmask)
  posix_spawnattr_setsigmask: { parameters: ["buffer", "buffer"], result: "i32" },
  // int posix_spawnattr_destroy(posix_spawnattr_t *attr)
  posix_spawnattr_destroy: { parameters: ["buffer"], result: "i32" },
  // int posix_spawn_file_actions_init(posix_spawn_file_actions_t *file_actions)
  posix_spawn_file_actions_init: { parameters: ["buffer"], result: "i32" },
  // int posix_spawn_file_actions_adddup2(posix_spawn_file_actions_t *file_actions,
  //                                      int fildes, int newfildes)
  posix_spawn_file_actions_adddup2: { parameters: ["buffer", "i32", "i32"], result: "i32" },
  // int posix_spawn_file_actions_addopen(posix_spawn_file_actions_t *file_actions,
  //                                      int fildes, const char *path, int oflag, mode_t mode)
  posix_spawn_file_actions_addopen: {
    parameters: ["buffer", "i32", "buffer", "i32", "u32"],
    result: "i32",
  },
  // int posix_spawn_file_actions_destroy(posix_spawn_file_actions_t *file_actions)
  posix_spawn_file_actions_destroy: { parameters: ["buffer"], result: "i32" },
  // int posix_spawn(pid_t *pid, const char *path,
  //                 const posix_spawn_file_actions_t *file_actions,
  //                 const posix_spawnattr_t *attrp, char *const argv[], char *const envp[])
  posix_spawn: {
    parameters: ["buffer", "buffer", "buffer", "buffer", "buffer", "buffer"],
    result: "i32",
  },
  // pid_t waitpid(pid_t pid, int *wstatus, int options)
  waitpid: { parameters: ["i32", "buffer", "i32"], result: "i32" },
} as const satisfies Deno.ForeignLibraryInterface;

/** The functions of the C library. */
export type LibC = Deno.DynamicLibrary<typeof symbols>["symbols"];

let functions: LibC | null = null;

/**
 * The functions of the C library.
 *
 * @throws {Deno.errors.NotCapable} Without `--allow-ffi`.
 */
export function libc(): LibC {
  return functions ??= Deno.dlopen("libc.so.6", symbols).symbols;
}

/** A string as C takes it. */
export function cString(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(`${text}\0`);
}

/** The string at a pointer of C; null at the null pointer. */
export function textAt(pointer: Deno.PointerValue): string | null {
  return pointer === null ? null : new Deno.UnsafePointerView(pointer).getCString();
}

/** An error inside of Linux that some drivers let out. */
const ENOTSUPP = 524;

/**
 * The error of the last call that has failed. Right after a synchronous call only: any
 * other one of Deno's own may have changed `errno`.
 */
export function lastError(): ErrorCode {
  const errno = new Deno.UnsafePointerView(libc().__errno_location()!).getInt32();
  if (errno === ENOTSUPP) return "EOPNOTSUPP";
  return codeOf(errno) ?? "EIO";
}

/**
 * The `OSError` for something that the operating system refuses.
 *
 * @param code Which error.
 * @param doing What could not be done, as in "open /dev/gpiochip0".
 * @param reason Why, and what to do; by default the operating system's own words.
 */
export function refused(code: ErrorCode, doing: string, reason?: string): OSError {
  const why = reason ?? textAt(libc().strerror(errnoOf(code)));
  return osError(code, `Cannot ${doing}: ${why}`);
}
