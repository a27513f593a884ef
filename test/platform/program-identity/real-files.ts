import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, readlinkSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, vi } from 'vitest';
import type { ProgramIdentity } from '#platform/program-identity/port.ts';

/** A string that every program of the coreutils holds. */
export const coreutils = 'GNU coreutils';
export const markers = [coreutils, 'not in there at all', 'tdata/'];

export type Home = Disposable & { readonly home: string; at(name: string): string };

export function tempHome(): Home {
  const home = mkdtempSync(join(tmpdir(), 'portvakt-identity-'));
  return {
    home,
    at: (name) => join(home, name),
    [Symbol.dispose]: () => rmSync(home, { recursive: true, force: true }),
  };
}

export type Running = Disposable & { readonly pid: number };

/** Starts a program and waits until the kernel says that it runs. */
export async function running(program: string, args: readonly string[], exe = program): Promise<Running> {
  const child: ChildProcess = spawn(program, [...args], { stdio: 'ignore' });
  const { pid } = child;
  if (pid === undefined) throw new Error(`${program} did not start`);
  await vi.waitFor(() => expect(readlinkSync(`/proc/${pid}/exe`)).toBe(exe), 10_000);
  return { pid, [Symbol.dispose]: () => void child.kill('SIGKILL') };
}

export const values = ({ evidence }: ProgramIdentity, kind: string): readonly string[] =>
  evidence.filter((one) => one.kind === kind).map((one) => one.value);
