import type { Evidence } from '#policy/evidence.ts';
import type { App } from '#catalogue/app.ts';
import type { Catalogue } from '#catalogue/compile.ts';
import { builtInApps, loadCatalogue } from '#catalogue/load.ts';
import { matchApps } from '#catalogue/match.ts';
import { normalForm } from '#catalogue/normal-form.ts';
import { compilePattern } from '#catalogue/pattern.ts';

const unknown: readonly Evidence[] = [
  { kind: 'exe-path', value: '/usr/lib/libreoffice/program/soffice.bin' },
  { kind: 'exe-name', value: 'soffice.bin' },
  { kind: 'deb-package', value: 'libreoffice-core' },
  { kind: 'desktop-id', value: 'libreoffice-writer.desktop' },
  { kind: 'publisher', value: 'The Document Foundation' },
];
const known: readonly Evidence[] = [
  { kind: 'exe-path', value: '/usr/bin/telegram-desktop' },
  { kind: 'exe-name', value: 'telegram-desktop' },
  { kind: 'deb-package', value: 'telegram-desktop' },
  { kind: 'desktop-id', value: 'org.telegram.desktop.desktop' },
  { kind: 'publisher', value: 'Debian' },
];

type Tester = (one: Evidence) => boolean;

/** What one would write first: every identifier of every app, asked in turn. */
const naiveTesters = (apps: readonly App[]): readonly Tester[] =>
  apps.flatMap((app) => [...app.identifiers, ...(app.excludes ?? [])].map(testerOf));

const testerOf = ({
  kind,
  value,
  match,
}: App['identifiers'][number] | NonNullable<App['excludes']>[number]): Tester => {
  const normal = normalForm(kind, value);
  if (match === undefined || match === 'exact')
    return (one) => one.kind === kind && normalForm(kind, one.value) === normal;
  const pattern = compilePattern(match, normal);
  return (one) => pattern.ok && one.kind === kind && pattern.value.test(normalForm(kind, one.value));
};

const microsecondsEach = (rounds: number, run: () => unknown): number => {
  for (let round = 0; round < rounds / 4; round += 1) run();
  const start = process.hrtime.bigint();
  for (let round = 0; round < rounds; round += 1) run();
  return Number(process.hrtime.bigint() - start) / 1000 / rounds;
};

const compare = (catalogue: Catalogue, testers: readonly Tester[], evidence: readonly Evidence[]): string => {
  const indexed = microsecondsEach(100_000, () => matchApps(catalogue, evidence));
  const naive = microsecondsEach(4_000, () => testers.filter((test) => evidence.some(test)));
  return `${indexed.toFixed(2)} µs, naive scan ${naive.toFixed(1)} µs, ratio ${(naive / indexed).toFixed(0)}`;
};

/** Lines for people: the catalogue's match against a linear scan of the same identifiers, side by side. */
export async function benchCatalogueMatch(): Promise<readonly string[]> {
  const start = process.hrtime.bigint();
  const catalogue = loadCatalogue();
  const load = Number(process.hrtime.bigint() - start) / 1e6;
  const testers = naiveTesters(builtInApps());
  return Promise.resolve([
    `catalogue load and compile (${catalogue.ids.length} apps): ${load.toFixed(1)} ms`,
    `catalogue match, unknown program, 5 items: ${compare(catalogue, testers, unknown)}`,
    `catalogue match, Telegram, 5 items: ${compare(catalogue, testers, known)}`,
  ]);
}
