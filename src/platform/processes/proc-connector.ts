/**
 * The wire format of the kernel's process connector (linux/cn_proc.h). All numbers are in the machine's byte order, which
 * is little-endian on every architecture that Node ships for but s390x; a view is read with `littleEndian` below.
 */
export const connector = {
  AF_NETLINK: 16,
  SOCK_DGRAM_NONBLOCK_CLOEXEC: 2 | 0o4000 | 0o2000000,
  NETLINK_CONNECTOR: 11,
  SOL_SOCKET: 1,
  SO_RCVBUFFORCE: 33,
  PROC_EVENT_NONE: 0,
  PROC_EVENT_EXEC: 2,
} as const;

const littleEndian = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1;

/** `sockaddr_nl` for the connector's one multicast group. */
export function connectorAddress(): Uint8Array {
  const view = new DataView(new ArrayBuffer(12));
  view.setUint16(0, connector.AF_NETLINK, littleEndian);
  view.setUint32(8, 1, littleEndian);
  return new Uint8Array(view.buffer);
}

/**
 * The message that asks to be told. With `onlyExec` (kernel 6.6 and later) the kernel filters for us; older kernels ignore
 * that longer form without an answer and want the short one. The kernel tells its answer to everybody who listens: the
 * `ticket` marks the answer that is ours.
 */
export function subscription(onlyExec: boolean, ticket: number): Uint8Array {
  const payload = onlyExec ? 8 : 4;
  const view = new DataView(new ArrayBuffer(36 + payload));
  view.setUint32(0, view.byteLength, littleEndian);
  view.setUint16(4, 3, littleEndian); // NLMSG_DONE
  view.setUint32(16, 1, littleEndian); // CN_IDX_PROC
  view.setUint32(20, 1, littleEndian); // CN_VAL_PROC
  view.setUint32(28, ticket, littleEndian); // comes back raised by one; the sequence number does not come back
  view.setUint16(32, payload, littleEndian);
  view.setUint32(36, 1, littleEndian); // PROC_CN_MCAST_LISTEN
  if (onlyExec) view.setUint32(40, connector.PROC_EVENT_EXEC, littleEndian);
  return new Uint8Array(view.buffer);
}

/** Shortest message that holds a whole event head and the two pids. */
export const eventLength = 60;
export const eventKind = (event: DataView): number => event.getUint32(36, littleEndian);
/** CLOCK_MONOTONIC in ns, the clock of `process.hrtime`. Exact to 2 ns in the first 200 days of uptime. */
export const eventTime = (event: DataView): number =>
  littleEndian
    ? event.getUint32(44, true) + event.getUint32(48, true) * 4_294_967_296
    : event.getUint32(48, false) + event.getUint32(44, false) * 4_294_967_296;
/** The process (thread group) that ran exec. */
export const eventProcess = (event: DataView): number => event.getInt32(56, littleEndian);
/** For PROC_EVENT_NONE: whose subscription is answered, and the answer, 0 or an errno. */
export const answerTicket = (event: DataView): number => (event.getUint32(28, littleEndian) - 1) >>> 0;
export const answerError = (event: DataView): number => event.getInt32(52, littleEndian);
