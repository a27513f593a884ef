import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

const sources = join(import.meta.dirname, 'native');

/**
 * Programs in C that tests start: `starter` starts others in odd ways, `appimage-runtime` is the head of an AppImage, `escaper` starts
 * copies where the guard is not asked, `prints-at-once` says that it reached `main`.
 */
export type NativeProgram = 'starter' | 'appimage-runtime' | 'escaper' | 'prints-at-once';

/** Builds one, linked statically, so that it runs in empty roots too. Needs Debian's `gcc` and `libc6-dev`. */
export function buildNative(program: NativeProgram, to: string): void {
  execFileSync('/usr/bin/gcc', ['-O1', '-static', '-o', to, join(sources, `${program}.c`)]);
}
