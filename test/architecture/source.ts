import { readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

export const top = join(import.meta.dirname, '../..');
export const src = join(top, 'src');

export type SourceFile = {
  /** Relative to `src`, with `/`. */
  readonly path: string;
  readonly text: string;
  readonly lines: number;
  readonly imports: readonly string[];
};

export function filesUnder(folder: string, ending: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith(ending) && !name.includes('node_modules'))
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).isFile())
    .sort();
}

export function foldersUnder(folder: string): readonly string[] {
  return [...new Set(filesUnder(folder, '.ts').map((path) => dirname(path)))].sort();
}

export function readSource(path: string): SourceFile {
  const text = readFileSync(path, 'utf8');
  const found = text.matchAll(
    /(?:^|\n)\s*(?:import|export)\b[^;'"]*?from\s+'([^']+)'|\bimport\('([^']+)'\)|(?:^|\n)import '([^']+)'/g,
  );
  return {
    path: relative(src, path).replaceAll('\\', '/'),
    text,
    lines: text.split('\n').length - 1,
    imports: [...found].map(([, a, b, c]) => a ?? b ?? c ?? ''),
  };
}
