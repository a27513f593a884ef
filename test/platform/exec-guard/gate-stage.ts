import { execFile } from 'node:child_process';
import { chmodSync, chownSync, copyFileSync, fstatSync, readSync, appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { openGate } from '#platform/exec-guard/gate.ts';
import type {
  Answer,
  AskedFile,
  Gate,
  GateOptions,
  GateTrouble,
  Refusal,
} from '#platform/exec-guard/gate-port.ts';
import { scratchMount, type ScratchKind, type ScratchMount } from '#test/kit/scratch-mount.ts';

const run = promisify(execFile);

export const allow: Answer = { verdict: 'allow', scope: 'everybody' };
export const deny: Answer = { verdict: 'deny', scope: 'everybody' };

/** Two accounts that need not exist. */
export const anna = 64_001;
export const bert = 64_002;

const mark = { good: 'G', banned: 'B' } as const;

/** A program is banned by its last byte: by its content, whatever it is called. */
export function lastByte(fd: number): string {
  const byte = Buffer.alloc(1);
  readSync(fd, byte, 0, 1, fstatSync(fd).size - 1);
  return byte.toString('latin1');
}

export type Tries = { readonly ran: number; readonly refused: number; readonly other: number };

const script = `
times=$1; shift; ran=0; refused=0; other=0
while [ $times -gt 0 ]; do
  times=$((times - 1))
  "$@" >/dev/null 2>&1
  case $? in 0) ran=$((ran + 1));; 126) refused=$((refused + 1));; *) other=$((other + 1));; esac
done
echo $ran $refused $other`;

/** A gate around a file system of its own, with a judge that tests replace. */
export class GateStage implements AsyncDisposable {
  readonly gate: Gate;
  readonly folder: string;
  readonly asked: AskedFile[];
  readonly refusals: Refusal[];
  readonly faults: GateTrouble[];
  readonly #mount: ScratchMount;

  private constructor(
    gate: Gate,
    mount: ScratchMount,
    heard: Pick<GateStage, 'asked' | 'refusals' | 'faults'>,
  ) {
    this.gate = gate;
    this.#mount = mount;
    this.folder = mount.path;
    this.asked = heard.asked;
    this.refusals = heard.refusals;
    this.faults = heard.faults;
  }

  static async open(options: Partial<GateOptions> & { readonly on?: ScratchKind } = {}): Promise<GateStage> {
    const mount = scratchMount(options.on ?? 'tmpfs', 64);
    chmodSync(mount.path, 0o1777);
    const heard = { asked: [] as AskedFile[], refusals: [] as Refusal[], faults: [] as GateTrouble[] };
    const judge = options.judge ?? ((file) => (lastByte(file.fd) === mark.banned ? deny : allow));
    const opened = await openGate({
      kind: 'local',
      ownPids: [],
      onRefusal: (refusal) => heard.refusals.push(refusal),
      onFault: (fault) => heard.faults.push(fault),
      ...options,
      judge: (file) => {
        heard.asked.push(file);
        return judge(file);
      },
    });
    if (!opened.ok) {
      mount[Symbol.dispose]();
      throw new Error(opened.fault.why);
    }
    const marked = opened.value.mark(mount.path);
    if (!marked.ok) throw new Error(`mark: errno ${marked.errno}`);
    return new GateStage(opened.value, mount, heard);
  }

  path(name: string): string {
    return join(this.folder, name);
  }

  /** A program that does nothing and ends well. */
  program(name: string, { banned = false, owner = 0 } = {}): string {
    const path = this.path(name);
    copyFileSync('/bin/true', path);
    appendFileSync(path, banned ? mark.banned : mark.good);
    chownSync(path, owner, owner);
    chmodSync(path, 0o755);
    return path;
  }

  /** Starts a command a number of times, from a shell: children of this process are never asked. */
  async tries(command: readonly string[] | string, { times = 1, uid = 0 } = {}): Promise<Tries> {
    const words = typeof command === 'string' ? [command] : command;
    const { stdout } = await run('/usr/bin/setpriv', [
      ...['--reuid', String(uid), '--regid', String(uid), '--clear-groups'],
      ...['/bin/sh', '-c', script, 'sh', String(times), ...words],
    ]);
    const [ran = 0, refused = 0, other = 0] = stdout.trim().split(' ').map(Number);
    return { ran, refused, other };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.gate[Symbol.asyncDispose]();
    this.#mount[Symbol.dispose]();
  }
}
