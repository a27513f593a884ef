import { readdirSync, readFileSync, statSync } from 'node:fs';
import type { GuardStage } from './guard-stage.ts';

/** Whether processes other than these mark a file system of the bench: then nobody's side is not nobody's. */
export function othersAsk(stage: GuardStage, own: readonly number[]): boolean {
  const marks = new Set(stage.sides.map(({ root }) => `sdev:${kernelDevice(statSync(root).dev)} `));
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && !own.includes(Number(name)))
    .some((pid) => fanotifyLines(pid).some((line) => marks.has(line)));
}

/** As the kernel writes it: major and minor number in 12 and 20 bits. `dev` is as the C library has it. */
function kernelDevice(dev: number): string {
  const major = (dev >>> 8) & 0xfff;
  const minor = (dev & 0xff) | ((dev >>> 12) & 0xfff00);
  return ((major << 20) | minor).toString(16);
}

function fanotifyLines(pid: string): readonly string[] {
  try {
    const folder = `/proc/${pid}/fdinfo`;
    const texts = readdirSync(folder).map((fd) => readFileSync(`${folder}/${fd}`, 'latin1'));
    return texts.flatMap((text) =>
      [...text.matchAll(/^fanotify (sdev:\S+ )/gm)].flatMap(([, mark]) => mark ?? []),
    );
  } catch (error) {
    // Ended meanwhile.
    if (error instanceof Error && 'code' in error) return [];
    throw error;
  }
}
