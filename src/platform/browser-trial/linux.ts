import { chownSync, mkdirSync, mkdtempSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { exec, type ExecFault } from '#platform/exec.ts';
import { fail, ok } from '#policy/outcome.ts';
import { clearLeftovers, endAllOf, homePrefix, removeHome } from './leftovers.ts';
import type { BrowserTrials, Trial } from './port.ts';

/** Owns no file and no profile. */
const nobody = 65_534;
/** Browsers print freely. */
const outputLimit = 16 * 1_048_576;

export const createBrowserTrials = (folder = tmpdir()): BrowserTrials => ({
  buildOf: (program) => {
    try {
      const { ino, mtimeMs, size } = statSync(program);
      return `${ino} ${size} ${mtimeMs}`;
    } catch {
      return undefined;
    }
  },
  run: async (trial) => {
    const own = process.geteuid?.() ?? 0;
    const asRoot = own === 0;
    const uid = asRoot ? nobody : own;
    clearLeftovers(folder, [own, uid]);
    const home = mkdtempSync(join(folder, homePrefix));
    try {
      const profile = join(home, 'profile');
      mkdirSync(profile, { mode: 0o700 });
      if (trial.family === 'firefox') writeFileSync(join(profile, 'user.js'), firefoxPreferences);
      if (asRoot)
        for (const path of [home, profile, join(profile, 'user.js')].slice(
          0,
          trial.family === 'firefox' ? 3 : 2,
        ))
          chownSync(path, nobody, nobody);
      const done = await exec({
        program: trial.program,
        args:
          trial.family === 'firefox' ? firefoxArguments(trial, profile) : chromiumArguments(trial, profile),
        deadlineMs: trial.deadlineMs,
        outputLimit,
        env: { HOME: home, XDG_CONFIG_HOME: home, XDG_CACHE_HOME: home, XDG_RUNTIME_DIR: home, TMPDIR: home },
        group: true,
        background: true,
        signal: trial.signal,
        ...(asRoot ? { uid: nobody, gid: nobody } : {}),
      });
      if (!done.ok && (done.fault.code === 'ended' || done.fault.code === 'timed-out')) return ok(undefined);
      return fail({ code: 'failed', why: done.ok ? 'the browser ended by itself' : whyOf(done.fault) });
    } finally {
      endAllOf(home, uid);
      removeHome(home);
    }
  },
});

const whyOf = (fault: ExecFault): string =>
  fault.code === 'failed'
    ? `the browser ended with ${fault.exitCode ?? 'a signal'}`
    : `the browser: ${fault.code}`;

/** Background networking stays on: without it nothing that a policy asks for is installed. It leads back here like all else. */
const chromiumArguments = ({ extraArguments, page }: Trial, profile: string): readonly string[] => [
  '--headless=new',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--no-default-browser-check',
  '--disable-component-update',
  '--disable-sync',
  '--password-store=basic',
  `--user-data-dir=${profile}`,
  '--host-resolver-rules=MAP * 127.0.0.1',
  ...extraArguments,
  page,
];

const firefoxArguments = ({ extraArguments, page }: Trial, profile: string): readonly string[] => [
  '--headless',
  '--no-remote',
  '--profile',
  profile,
  ...extraArguments,
  page,
];

const preferences: Readonly<Record<string, string | boolean | number>> = {
  'network.dns.forceResolve': '127.0.0.1',
  'network.trr.mode': 5,
  'network.captive-portal-service.enabled': false,
  'network.connectivity-service.enabled': false,
  'dom.security.https_first': false,
  'browser.shell.checkDefaultBrowser': false,
  'browser.startup.homepage_override.mstone': 'ignore',
  'browser.aboutwelcome.enabled': false,
  'datareporting.policy.dataSubmissionEnabled': false,
  'toolkit.telemetry.enabled': false,
  'app.normandy.enabled': false,
  'app.update.auto': false,
  'browser.safebrowsing.malware.enabled': false,
  'browser.safebrowsing.phishing.enabled': false,
};
const firefoxPreferences = Object.entries(preferences)
  .map(([name, value]) => `user_pref(${JSON.stringify(name)}, ${JSON.stringify(value)});\n`)
  .join('');
