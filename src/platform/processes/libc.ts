import koffi from 'koffi';

/** errno values that the callers tell apart; the same on every architecture that Node runs on. */
export const errno = {
  EPERM: 1,
  ESRCH: 3,
  EINTR: 4,
  EAGAIN: 11,
  EINVAL: 22,
  EMFILE: 24,
  ENAMETOOLONG: 36,
  ENOSYS: 38,
  ENOBUFS: 105,
} as const;

/** The few C library calls that Node has no door for. Results below zero mean failure: see `lastErrno`. */
export type Libc = {
  readonly socket: (domain: number, type: number, protocol: number) => number;
  readonly bind: (fd: number, address: Uint8Array, length: number) => number;
  readonly setsockopt: (
    ...option: readonly [fd: number, level: number, name: number, value: Uint8Array, length: number]
  ) => number;
  readonly send: (fd: number, data: Uint8Array, length: number, flags: number) => number;
  readonly recv: (fd: number, buffer: Uint8Array, length: number, flags: number) => number;
  readonly poll: (descriptors: Uint8Array, count: number, timeoutMs: number) => number;
  readonly open: (path: string, flags: number, mode: number) => number;
  readonly read: (fd: number, buffer: Uint8Array, length: number) => number;
  readonly pread: (fd: number, buffer: Uint8Array, length: number, position: number) => number;
  readonly write: (fd: number, data: Uint8Array, length: number) => number;
  readonly close: (fd: number) => number;
  readonly readlink: (path: string, buffer: Uint8Array, length: number) => number;
  readonly statx: (
    ...query: readonly [folder: number, path: string, flags: number, mask: number, buffer: Uint8Array]
  ) => number;
  readonly memfdCreate: (name: string, flags: number) => number;
  readonly eventfd: (initial: number, flags: number) => number;
  readonly schedSetscheduler: (pid: number, policy: number, parameters: Uint8Array) => number;
  /** `syscall(2)` with four arguments; numbers above 423 are the same on every architecture. */
  readonly syscall: (...numberAndFour: readonly [number, number, number, number, number]) => number;
  /** openat2(2), which has no function of its own: `how` is a `struct open_how`, 24 bytes. */
  readonly openat2: (folder: number, path: string, how: Uint8Array) => number;
  readonly fanotifyInit: (flags: number, eventFlags: number) => number;
  /** `path` null: the mark is for the file behind `folder`, a descriptor. */
  readonly fanotifyMark: (
    ...mark: readonly [group: number, flags: number, mask: number, folder: number, path: string | null]
  ) => number;
  readonly ioctl: (fd: number, request: number, argument: Uint8Array) => number;
  /** Four further arguments; what is not needed is 0. */
  readonly prctl: (
    ...option: readonly [option: number, a: number, b: number, c: number, d: number]
  ) => number;
  /** `limits` is read, two 64-bit numbers: soft and hard. */
  readonly setrlimit: (resource: number, limits: Uint8Array) => number;
  /** `status` null: not wanted. 0 with `WNOHANG` where the child still lives. */
  readonly waitpid: (pid: number, status: Uint8Array | null, options: number) => number;
  readonly lastErrno: () => number;
};

const openat2Number = 437;

/** Binds against the C library that the process already has, so glibc and musl both do. */
export function loadLibc(): Libc {
  const library = koffi.load(null);
  const openat2 = library.func(
    'intptr_t syscall(intptr_t number, int folder, const char *path, const void *how, uintptr_t size)',
  );
  return {
    socket: library.func('int socket(int domain, int type, int protocol)'),
    bind: library.func('int bind(int fd, const void *address, uint32_t length)'),
    setsockopt: library.func(
      'int setsockopt(int fd, int level, int name, const void *value, uint32_t length)',
    ),
    send: library.func('intptr_t send(int fd, const void *data, uintptr_t length, int flags)'),
    recv: library.func('intptr_t recv(int fd, void *buffer, uintptr_t length, int flags)'),
    poll: library.func('int poll(void *descriptors, uintptr_t count, int timeout)'),
    open: library.func('int open(const char *path, int flags, int mode)'),
    read: library.func('intptr_t read(int fd, void *buffer, uintptr_t length)'),
    pread: library.func('intptr_t pread(int fd, void *buffer, uintptr_t length, intptr_t position)'),
    write: library.func('intptr_t write(int fd, const void *data, uintptr_t length)'),
    close: library.func('int close(int fd)'),
    readlink: library.func('intptr_t readlink(const char *path, void *buffer, uintptr_t length)'),
    statx: library.func('int statx(int folder, const char *path, int flags, uint mask, void *buffer)'),
    memfdCreate: library.func('int memfd_create(const char *name, uint flags)'),
    eventfd: library.func('int eventfd(uint initial, int flags)'),
    schedSetscheduler: library.func('int sched_setscheduler(int pid, int policy, const void *parameters)'),
    syscall: library.func(
      'intptr_t syscall(intptr_t number, intptr_t a, intptr_t b, intptr_t c, intptr_t d)',
    ),
    openat2: (folder, path, how) => openat2(openat2Number, folder, path, how, how.length),
    fanotifyInit: library.func('int fanotify_init(uint flags, uint event_flags)'),
    fanotifyMark: library.func(
      'int fanotify_mark(int group, uint flags, uint64_t mask, int folder, const char *path)',
    ),
    ioctl: library.func('int ioctl(int fd, unsigned long request, void *argument)'),
    prctl: library.func('int prctl(int option, uintptr_t a, uintptr_t b, uintptr_t c, uintptr_t d)'),
    setrlimit: library.func('int setrlimit(int resource, const void *limits)'),
    waitpid: library.func('int waitpid(int pid, void *status, int options)'),
    lastErrno: () => koffi.errno(),
  };
}

const pidfdOpenNumber = 434;
const pidfdSendSignalNumber = 424;
const pidfdGetfdNumber = 438;

/** A descriptor that means this very process, whatever becomes of its pid. Below zero: see `lastErrno`. */
export const pidfdOpen = (libc: Libc, pid: number): number => libc.syscall(pidfdOpenNumber, pid, 0, 0, 0);
export const pidfdSendSignal = (libc: Libc, pidfd: number, signal: number): number =>
  libc.syscall(pidfdSendSignalNumber, pidfd, signal, 0, 0);
/** A descriptor of our own for what another process has open (Linux 5.6). */
export const pidfdGetfd = (libc: Libc, pidfd: number, fd: number): number =>
  libc.syscall(pidfdGetfdNumber, pidfd, fd, 0, 0);
