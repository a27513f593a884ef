import { readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

export const top = join(import.meta.dirname, '../..');
export const src = join(top, 'src');
export const electron = join(top, 'electron');
export const installers = join(top, 'installers');
const isOutside = (path: string): boolean => /^(?:electron|installers)\//.test(path);

/** Where a path of the map lies: rooms of `src` are named from there, those of the tray and the installers from the top. */
export const placeOf = (path: string): string => join(isOutside(path) ? top : src, path);
/** The room of a path of the map. */
export const roomOf = (path: string): string =>
  path
    .split('/')
    .slice(0, isOutside(path) ? 2 : 1)
    .join('/');

export type SourceFile = {
  /** Relative to `src`, with `/`; the tray's begin with `electron/`, the installers' with `installers/`. */
  readonly path: string;
  readonly text: string;
  readonly lines: number;
  readonly imports: readonly string[];
};

export function filesUnder(folder: string, ...endings: readonly string[]): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => endings.some((ending) => name.endsWith(ending)) && !name.includes('node_modules'))
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).isFile())
    .sort();
}

export function foldersUnder(folder: string): readonly string[] {
  return [...new Set(filesUnder(folder, '.ts', '.tsx').map((path) => dirname(path)))].sort();
}

export function readSource(path: string): SourceFile {
  const text = readFileSync(path, 'utf8');
  const found = text.matchAll(
    /(?:^|\n)\s*(?:import|export)\b[^;'"]*?from\s+'([^']+)'|\bimport\('([^']+)'\)|(?:^|\n)import '([^']+)'/g,
  );
  return {
    path: relative(path.startsWith(src) ? src : top, path).replaceAll('\\', '/'),
    text,
    lines: text.split('\n').length - 1,
    imports: [...found].map(([, a, b, c]) => a ?? b ?? c ?? ''),
  };
}
