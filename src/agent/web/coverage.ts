import type { FoundBrowser, WrittenBrowser } from '#platform/browser-policy/port.ts';
import type { BrowserCoverage } from '#policy/proof.ts';
import type { BrowserName, BrowserWatch, PolicyReport, RunningBrowser } from './browser-watch.ts';

const most = 40;

/** What of the web guard reaches which kind of browser: those that are installed, and those that run. Sorted. */
export function coverageOf(
  { found, written }: PolicyReport,
  watch: Pick<BrowserWatch, 'running' | 'isSilent'>,
): readonly BrowserCoverage[] {
  const running = watch.running();
  const kinds = new Map<string, BrowserName>();
  for (const { kind, packaging } of [...found, ...running])
    kinds.set(`${kind} ${packaging}`, { kind, packaging });
  return [...kinds.entries()]
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
    .slice(0, most)
    .map(([, name]) => {
      const here = found.filter((one) => isOf(one, name));
      const runs = running.filter((one) => isOf(one, name));
      const profiles = here.reduce((sum, one) => sum + one.profiles, 0);
      const connected = runs.reduce((sum, one) => sum + new Set(one.profiles.values()).size, 0);
      return {
        browser: name.kind,
        packaging: name.packaging,
        policy: policyOf(
          here,
          written.filter((one) => isOf(one, name)),
          runs,
        ),
        // A profile that was just made is connected before it was counted.
        profiles: Math.max(profiles, connected),
        connected,
        silent: runs.filter((one) => watch.isSilent(one)).length,
        running: runs.length,
      };
    });
}

/** Browsers in which the extension cannot speak, because what starts its native host could not be written. */
export const withoutHost = ({ written }: PolicyReport): readonly BrowserName[] =>
  written
    .filter(({ hostFault }) => hostFault !== undefined)
    .map(({ kind, packaging }) => ({ kind, packaging }));

const isOf = (one: BrowserName, name: BrowserName): boolean =>
  one.kind === name.kind && one.packaging === name.packaging;

function policyOf(
  here: readonly FoundBrowser[],
  written: readonly WrittenBrowser[],
  runs: readonly RunningBrowser[],
): BrowserCoverage['policy'] {
  if (here.length === 0 || here.some(({ takesPolicy }) => !takesPolicy)) return 'unsupported';
  if (written.some(({ state }) => state === 'unsupported')) return 'unsupported';
  if (written.length === 0 || written.some(({ state }) => state === 'failed')) return 'not-written';
  const changedAt = Math.max(...written.map((one) => one.changedAt ?? 0));
  const readsOnce = here.some(({ family }) => family === 'firefox');
  return readsOnce && runs.some(({ process }) => process.startedAt <= changedAt)
    ? 'from-next-start'
    : 'in-force';
}
