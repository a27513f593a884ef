import { fail, ok, type Outcome } from '#policy/outcome.ts';
import { exec } from '../exec.ts';
import { isOwnPackage, isPackageName } from './package-name.ts';
import type { RemovablePackage, Uninstall, UninstallFault } from './port.ts';
import { uninstallFault } from './uninstaller-words.ts';

export type UninstallOptions = {
  /** Where the person's own installations are: HOME and the like. Nothing of it reaches a machine-wide uninstaller. */
  readonly personEnv?: Readonly<Record<string, string>>;
  /** For tests: where flatpak keeps the machine's apps. */
  readonly machineEnv?: Readonly<Record<string, string>>;
};

const deadlineMs = 300_000;

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

/** The uninstallers of a Linux PC. One runs at a time; who comes meanwhile is told that it is busy. */
export function createUninstall({ machineEnv = {}, personEnv = {} }: UninstallOptions = {}): Uninstall {
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
        return await run(source, scope === 'person' ? personEnv : { ...machinePath, ...machineEnv }, runs);
      } finally {
        isRunning = false;
      }
    },
  };
}

/** Maintainer scripts find their programs by it: dpkg refuses to run without. */
const machinePath = { PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin', HOME: '/root' };
