import { inflateSync } from 'node:zlib';

/** An image as rows of 4 bytes a pixel: red, green, blue, alpha. */
export type Image = { readonly width: number; readonly height: number; readonly rgba: Buffer };

const signature = 8;
const bytesPerPixel = 4;

/** Reads what our own scripts write: 8 bits a channel, with alpha, not interlaced. */
export function readPng(file: Buffer): Image {
  const [width, height] = [file.readUInt32BE(16), file.readUInt32BE(20)];
  const [depth, colour, , , interlace] = file.subarray(24, 29);
  if (depth !== 8 || colour !== 6 || interlace !== 0) throw new Error('png: not 8-bit RGBA');
  const raw = inflateSync(dataOf(file));
  const stride = width * bytesPerPixel;
  const rgba = Buffer.alloc(height * stride);
  for (let y = 0; y < height; y += 1) {
    const row = raw.subarray(y * (stride + 1), (y + 1) * (stride + 1));
    for (let x = 0; x < stride; x += 1) {
      const at = y * stride + x;
      const left = x < bytesPerPixel ? 0 : (rgba[at - bytesPerPixel] ?? 0);
      const up = y === 0 ? 0 : (rgba[at - stride] ?? 0);
      const corner = x < bytesPerPixel || y === 0 ? 0 : (rgba[at - stride - bytesPerPixel] ?? 0);
      rgba[at] = ((row[x + 1] ?? 0) + predicted(row[0] ?? 0, left, up, corner)) & 0xff;
    }
  }
  return { width, height, rgba };
}

function dataOf(file: Buffer): Buffer {
  const parts: Buffer[] = [];
  for (let at = signature; at < file.length;) {
    const length = file.readUInt32BE(at);
    if (file.toString('latin1', at + 4, at + 8) === 'IDAT')
      parts.push(file.subarray(at + 8, at + 8 + length));
    at += 12 + length;
  }
  return Buffer.concat(parts);
}

/** The five filters of PNG. */
function predicted(filter: number, left: number, up: number, corner: number): number {
  switch (filter) {
    case 0:
      return 0;
    case 1:
      return left;
    case 2:
      return up;
    case 3:
      return (left + up) >> 1;
    case 4:
      return paeth(left, up, corner);
    default:
      throw new Error(`png: filter ${filter}`);
  }
}
function paeth(left: number, up: number, corner: number): number {
  const guess = left + up - corner;
  const [toLeft, toUp, toCorner] = [Math.abs(guess - left), Math.abs(guess - up), Math.abs(guess - corner)];
  if (toLeft <= toUp && toLeft <= toCorner) return left;
  return toUp <= toCorner ? up : corner;
}
