import { Socket, type SocketConstructorOpts } from 'node:net';

/** As much as a pipe of the kernel holds. */
const bufferSize = 65_536;

/**
 * A socket whose incoming bytes are written to `to`, one buffer's fill at a time: the next is read when the last has gone
 * out, so that a slow reader slows the writer, and nothing is kept or allocated however much passes. `onEnd` is called once,
 * when no more comes and the last has gone out.
 */
export function carrier(options: SocketConstructorOpts, to: Socket, onEnd: () => void): Socket {
  const buffer = Buffer.allocUnsafeSlow(bufferSize);
  let writing = false;
  let ended = false;
  const from = new Socket({
    ...options,
    onread: {
      buffer,
      callback: (length) => {
        writing = true;
        to.write(buffer.subarray(0, length), () => {
          writing = false;
          if (ended) onEnd();
          else from.resume();
        });
        return false;
      },
    },
  });
  from.once('close', () => {
    ended = true;
    if (!writing) onEnd();
  });
  return from;
}
