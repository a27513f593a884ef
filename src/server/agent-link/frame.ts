/**
 * One final, unmasked WebSocket text frame (RFC 6455, section 5.2), ready for `socket.write`. A body that is the same for
 * many devices is framed once and the buffer shared: never change it afterwards, and never enable permessage-deflate.
 */
export function frameText(text: string): Buffer {
  const payload = Buffer.from(text, 'utf8');
  const { length } = payload;
  if (length < 126) return Buffer.concat([Buffer.from([0x81, length]), payload]);
  if (length < 65_536) return Buffer.concat([Buffer.from([0x81, 126, length >> 8, length & 255]), payload]);
  const head = Buffer.alloc(10);
  head[0] = 0x81;
  head[1] = 127;
  head.writeBigUInt64BE(BigInt(length), 2);
  return Buffer.concat([head, payload]);
}
