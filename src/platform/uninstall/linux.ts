import { realpathSync } from 'node:fs';
import { fail, ok, type Outcome } from '#policy/outcome.ts';
import { exec } from '../exec.ts';
import { isOwnPackage, isPackageName } from './package-name.ts';
import { holdsProtected } from './package-files.ts';
import type { RemovablePackage, Uninstall, UninstallFault } from './port.ts';
import { uninstallFault } from './uninstaller-words.ts';

export type UninstallOptions = {
  /** Where the person's own installations are: HOME and the like. Nothing of it reaches a machine-wide uninstaller. */
  readonly personEnv?: Readonly<Record<string, string>>;
  /** For tests: where flatpak keeps the machine's apps. */
  readonly machineEnv?: Readonly<Record<string, string>>;
};

const deadlineMs = 300_000;
/** To end an uninstaller in the midst of its work does more harm than what its scripts print. */
const outputLimit = 33_554_432;
const listDeadlineMs = 30_000;

type Run = { readonly program: string; readonly args: readonly string[] };

/**
 * What is run, in turn. dpkg first says whether it would: a refused removal would otherwise leave the package marked for
 * removal. `--` ends the options wherever the program knows it.
 */
function runsFor({ name, scope, source }: RemovablePackage): readonly Run[] | undefined {
  if (source === 'flatpak') {
    const args = ['uninstall', scope === 'person' ? '--user' : '--system', '--noninteractive', '--assumeyes'];
    return [{ program: '/usr/bin/flatpak', args: [...args, '--', `app/${name}`] }];
  }
  if (scope === 'person') return undefined;
  switch (source) {
    case 'dpkg':
      return [
        { program: '/usr/bin/dpkg', args: ['--no-act', '--remove', '--', name] },
        { program: '/usr/bin/dpkg', args: ['--remove', '--', name] },
      ];
    case 'rpm':
      return [{ program: '/usr/bin/rpm', args: ['-e', '--', name] }];
    case 'snap':
      return [{ program: '/usr/bin/snap', args: ['remove', name] }];
  }
}

/** What names the files of a package; other databases hold no part of the system. */
function listingFor({ name, source }: RemovablePackage): Run | undefined {
  if (source === 'dpkg') return { program: '/usr/bin/dpkg-query', args: ['--listfiles', '--', name] };
  return source === 'rpm' ? { program: '/usr/bin/rpm', args: ['-ql', '--', name] } : undefined;
}

/** Where the database names no files, its uninstaller will say why. */
async function isNeeded(what: RemovablePackage, ownPaths: readonly string[]): Promise<boolean> {
  const listing = listingFor(what);
  if (listing === undefined) return false;
  const listed = await exec({ ...listing, deadlineMs: listDeadlineMs, outputLimit, env: machinePath });
  if (!listed.ok) return listed.fault.code === 'timed-out' || listed.fault.code === 'too-much-output';
  return holdsProtected(listed.value.split('\n'), ownPaths);
}

/** The uninstallers of a Linux PC. One runs at a time; who comes meanwhile is told that it is busy. */
export function createUninstall({ machineEnv = {}, personEnv = {} }: UninstallOptions = {}): Uninstall {
  const ownPaths = [realpathSync(process.execPath)];
  let isRunning = false;

  const run = async (
    source: RemovablePackage['source'],
    env: Readonly<Record<string, string>>,
    runs: readonly Run[],
  ): Promise<Outcome<void, UninstallFault>> => {
    for (const { args, program } of runs) {
      const ran = await exec({
        program,
        args,
        deadlineMs,
        outputLimit,
        env: { ...env, DEBIAN_FRONTEND: 'noninteractive' },
      });
      if (!ran.ok) return fail(uninstallFault(source, ran.fault));
    }
    return ok(undefined);
  };

  return {
    remove: async (what) => {
      const { name, scope, source } = what;
      if (!isPackageName(source, name))
        return fail({ code: 'failed', detail: 'not a name of that database' });
      if (isOwnPackage(name)) return fail({ code: 'needed-by-others', detail: 'a part of Portvakt' });
      const runs = runsFor(what);
      if (runs === undefined) return fail({ code: 'unsupported' });
      if (isRunning) return fail({ code: 'busy', detail: 'another removal is under way' });
      isRunning = true;
      try {
        if (await isNeeded(what, ownPaths))
          return fail({ code: 'needed-by-others', detail: 'the system or its protection runs from it' });
        return await run(source, scope === 'person' ? personEnv : { ...machinePath, ...machineEnv }, runs);
      } finally {
        isRunning = false;
      }
    },
  };
}

/** Maintainer scripts find their programs by it: dpkg refuses to run without. */
const machinePath = { PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin', HOME: '/root' };
