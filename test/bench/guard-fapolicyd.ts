import { spawn, type ChildProcess } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileSystemType, type GuardStage } from './guard-stage.ts';

export const fapolicydProgram = '/usr/sbin/fapolicyd';

/** Debian's settings, but for the file systems that it watches, and no data base of trusted files, which would only cost it. */
const settings = [
  'permissive = 0',
  'nice_val = 14',
  'q_size = 640',
  'uid = root',
  'gid = root',
  'do_stat_report = 0',
  'detailed_report = 0',
  'db_max_size = 50',
  'subj_cache_size = 1549',
  'obj_cache_size = 8191',
  `watch_fs = ${fileSystemType}`,
  'trust = file',
  'integrity = none',
  'syslog_format = rule,dec,perm,auid,pid,exe,:,path,ftype,trust',
  // Also in other mount namespaces, as ours.
  'allow_filesystem_mark = 1',
];
/** The cheapest that deny something: by path. All else is allowed. */
const byPath = (name: string): string => `deny perm=execute all : path=/opt/banned/${name}`;
/** What finds a program again that was copied or renamed. */
const byHash = (name: string): string =>
  `deny perm=execute all : sha256hash=${createHash('sha256').update(name).digest('hex')}`;

/**
 * fapolicyd in a mount namespace of its own, where its folders are other ones and only its side's file system is left of those
 * that it watches: nothing of this machine is asked about.
 */
export class Fapolicyd implements AsyncDisposable {
  readonly pid: number;
  readonly #daemon: ChildProcess;

  private constructor(daemon: ChildProcess, pid: number) {
    this.#daemon = daemon;
    this.pid = pid;
  }

  static async start(stage: GuardStage, side: 'fapolicyd' | 'byHash'): Promise<Fapolicyd> {
    const folder = join(stage.folder, `settings-${side}`);
    const rules = ['one', 'two', 'three'].map(side === 'byHash' ? byHash : byPath);
    mkdirSync(folder);
    writeFileSync(join(folder, 'fapolicyd.conf'), `${settings.join('\n')}\n`);
    writeFileSync(join(folder, 'compiled.rules'), `${[...rules, 'allow perm=any all : all'].join('\n')}\n`);
    writeFileSync(join(folder, 'fapolicyd.trust'), '');
    const others = stage.sides.filter(({ name }) => name !== side).map(({ root }) => root);
    const script = `
      set -e
      umount ${others.join(' ')}
      for folder in /etc/fapolicyd /var/lib/fapolicyd /run; do mount -t tmpfs none $folder; done
      mkdir -p /run/fapolicyd /etc/fapolicyd/trust.d
      cp ${folder}/* /etc/fapolicyd/
      # Told of denials only, of which there are none here; it ends with the bench, however that comes.
      exec /usr/bin/setpriv --pdeathsig KILL ${fapolicydProgram} --debug-deny`;
    const args = ['--mount', '--propagation', 'private', '/bin/sh', '-c', script];
    const daemon = spawn('/usr/bin/unshare', args, { stdio: 'ignore' });
    const { pid } = daemon;
    for (let tries = 0; tries < 100 && pid !== undefined; tries += 1) {
      if (hasMarks(pid)) return new Fapolicyd(daemon, pid);
      if (daemon.exitCode !== null) break;
      await sleep(100);
    }
    daemon.kill('SIGKILL');
    throw new Error(`fapolicyd did not begin to watch: ${daemon.exitCode ?? 'it hangs'}`);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#daemon.exitCode !== null || this.#daemon.signalCode !== null) return;
    const ended = once(this.#daemon, 'exit');
    this.#daemon.kill('SIGKILL');
    await ended;
  }
}

function hasMarks(pid: number): boolean {
  try {
    const folder = `/proc/${pid}/fdinfo`;
    return readdirSync(folder).some((fd) =>
      readFileSync(join(folder, fd), 'latin1').includes('fanotify sdev'),
    );
  } catch (error) {
    // Ended meanwhile.
    if (error instanceof Error && 'code' in error) return false;
    throw error;
  }
}
