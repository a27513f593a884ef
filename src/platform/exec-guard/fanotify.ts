/**
 * The kernel's interface of fanotify permission events (linux/fanotify.h, fanotify(7)). Numbers are the same on every
 * architecture that Node runs on, except `O_LARGEFILE`, which is not needed there.
 */
export const fanotify = {
  FAN_CLOEXEC: 0x1,
  FAN_NONBLOCK: 0x2,
  /** Asked before anybody sees the content: the class for permission events. */
  FAN_CLASS_CONTENT: 0x4,
  FAN_UNLIMITED_QUEUE: 0x10,
  FAN_UNLIMITED_MARKS: 0x20,

  FAN_MARK_ADD: 0x1,
  FAN_MARK_REMOVE: 0x2,
  FAN_MARK_IGNORED_MASK: 0x20,
  FAN_MARK_FLUSH: 0x80,
  FAN_MARK_FILESYSTEM: 0x100,
  /** The inode may be forgotten under memory pressure, and the mark with it. */
  FAN_MARK_EVICTABLE: 0x200,

  FAN_OPEN_PERM: 0x1_0000,
  FAN_OPEN_EXEC_PERM: 0x4_0000,

  FAN_ALLOW: 1,
  FAN_DENY: 2,

  AT_FDCWD: -100,
  /**
   * Flags of the descriptors that come with events: read only, closed on exec, and opened without waiting (`O_NONBLOCK`). The kernel
   * opens them inside our read(2): a file on which its owner holds a lease (fcntl(2), F_SETLEASE) would hold up everybody for as long
   * as /proc/sys/fs/lease-break-time. Now the kernel refuses such a start itself, and breaks the lease; the next try is asked about.
   */
  eventFlags: 0o2000000 | 0o100000 | 0o4000,
} as const;

/** Length of one event's metadata without further records. */
export const eventLength = 24;
export const metadataVersion = 3;
/** Bytes read at a time: at most 170 events, each with an open descriptor. */
export const readLength = 4080;

const littleEndian = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1;

export const eventSize = (events: DataView, at: number): number => events.getUint32(at, littleEndian);
export const eventVersion = (events: DataView, at: number): number => events.getUint8(at + 4);
/** The low half of the mask; every bit that we ask for lies in it. */
export const eventMask = (events: DataView, at: number): number => events.getUint32(at + 8, littleEndian);
export const eventFd = (events: DataView, at: number): number => events.getInt32(at + 16, littleEndian);
/** The process (thread group) that asks, 0 where it is not in our pid namespace. */
export const eventPid = (events: DataView, at: number): number => events.getInt32(at + 20, littleEndian);

/** The 8 bytes that answer for one event. */
export function writeResponse(response: DataView, fd: number, isAllowed: boolean): void {
  response.setInt32(0, fd, littleEndian);
  response.setUint32(4, isAllowed ? fanotify.FAN_ALLOW : fanotify.FAN_DENY, littleEndian);
}
