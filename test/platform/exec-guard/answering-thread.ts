/** Allows all that a fanotify group asks, and counts: a gate without a judge. */
import { workerData } from 'node:worker_threads';
import { eventFd, eventSize, readLength, writeResponse } from '#platform/exec-guard/fanotify.ts';
import { loadLibc } from '#platform/processes/libc.ts';

const POLLIN = 1;
const { group, wakeFd, asked } = workerData as { group: number; wakeFd: number; asked: SharedArrayBuffer };
const libc = loadLibc();
const count = new Int32Array(asked);
const events = new DataView(new ArrayBuffer(readLength));
const response = new DataView(new ArrayBuffer(8));
const descriptors = new Uint8Array(16);
const words = new Int32Array(descriptors.buffer);
const halves = new Int16Array(descriptors.buffer);
words[0] = group;
halves[2] = POLLIN;
words[2] = wakeFd;
halves[6] = POLLIN;

for (;;) {
  libc.poll(descriptors, 2, -1);
  if (halves[7] !== 0) break;
  const length = libc.read(group, new Uint8Array(events.buffer), readLength);
  for (let at = 0; at < length;) {
    const fd = eventFd(events, at);
    // Before the answer: whoever waits for it may look at the count at once.
    Atomics.add(count, 0, 1);
    writeResponse(response, fd, true);
    libc.write(group, new Uint8Array(response.buffer), response.byteLength);
    libc.close(fd);
    at += eventSize(events, at);
  }
}
