import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { iconStates, type IconState } from '#protocol/tray-window.ts';
import { readPng, type Image } from './png.ts';
import type { Pixmap } from './status-notifier.ts';

/** The pictures of each state that the application brought along. */
function pictures(folder: string): readonly { readonly state: IconState; readonly image: Image }[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.png'))
    .flatMap((name) => {
      const state = iconStates.find((one) => name.includes(one));
      return state === undefined ? [] : [{ state, image: readPng(readFileSync(join(folder, name))) }];
    });
}

/** Mean difference of the silhouettes, 0 to 255: told by the transparency alone, so by the shape and never the colour. */
function difference(pixmap: Pixmap, image: Image): number {
  let sum = 0;
  const pixels = pixmap.width * pixmap.height;
  for (let at = 0; at < pixels; at += 1)
    sum += Math.abs((pixmap.argb[at * 4] ?? 0) - (image.rgba[at * 4 + 3] ?? 0));
  return sum / pixels;
}

const sameShape = 2;

/** Which state the icon in the panel shows, by its silhouette; undefined where it is none of them, or more than one. */
export function iconStateOf(pixmaps: readonly Pixmap[], folder: string): IconState | undefined {
  const states = new Set(
    pictures(folder).flatMap(({ state, image }) =>
      pixmaps.some(
        (pixmap) =>
          pixmap.width === image.width &&
          pixmap.height === image.height &&
          difference(pixmap, image) < sameShape,
      )
        ? [state]
        : [],
    ),
  );
  const [state] = states;
  return states.size === 1 ? state : undefined;
}
