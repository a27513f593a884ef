import type { Page } from 'playwright-core';
import type { Chromium } from '../kit/chromium.ts';
import { processTree } from '../kit/process-tree.ts';
import { until } from '../kit/system-under-test.ts';
import { look, sees, visits, type Tab } from '../kit/web-eyes.ts';
import { bans, ownPolicyText, WebGuardStage } from '../kit/web-guard-stage.ts';
import { watchesPolicies } from '../system/watches-policies.ts';
import { memoryOf } from './measure-process.ts';

const tries = Number(process.env['BENCH_TRIES'] ?? 25);
const policyTries = Number(process.env['BENCH_POLICY_TRIES'] ?? 4);
const loads = Number(process.env['BENCH_LOADS'] ?? 200);
const tiktok = 'https://www.tiktok.com/foryou';

/**
 * The whole web guard, headless, with a real server, agent and both browsers: from publishing at the server to what
 * stands in an open tab, and what the extension and its native host hold in memory. Needs root, and the machine's managed
 * browser policy for itself; so do the other two.
 */
export const benchWebGuard = (): Promise<readonly string[]> => onStage(swept);
/** The same by the browser's managed policy alone. */
export const benchWebPolicy = (): Promise<readonly string[]> => onStage(byPolicy);
/** What the extension costs a page that no ban covers. */
export const benchWebOverhead = (): Promise<readonly string[]> => onStage(overhead);

async function onStage(
  bench: (stage: WebGuardStage) => Promise<readonly string[]>,
): Promise<readonly string[]> {
  await using stage = await WebGuardStage.start();
  await stage.publish([bans.instagram()]);
  await stage.startAgent();
  await stage.policyWritten();
  return await bench(stage);
}

/** A warning rests on the extension alone, so nothing but its way is measured, and it can be lifted at once. */
async function swept(stage: WebGuardStage): Promise<readonly string[]> {
  await using chromium = await stage.chromium();
  await using firefox = await stage.firefox();
  const tabs: readonly (readonly [string, Tab, string])[] = [
    ['Chromium', (await chromium.open(tiktok)).page, tiktok],
    ['Firefox', (await firefox.open(stage.inFirefox(tiktok))).tab, stage.inFirefox(tiktok)],
  ];
  const inSight = new Map<string, number[]>(tabs.map(([name]) => [name, []]));
  const [published, lifted]: [number[], number[]] = [[], []];
  for (let count = 0; count < tries; count += 1) {
    const began = performance.now();
    const all = tabs.map(async ([name, tab]) => {
      await until(`the page in ${name}`, async () => isOurs(tab), 20_000);
      inSight.get(name)?.push(performance.now() - began);
    });
    await stage.publish([bans.instagram(), bans.tiktok({ effect: 'warn' })]);
    published.push(performance.now() - began);
    await Promise.all(all);
    const ended = performance.now();
    await stage.publish([bans.instagram()]);
    await Promise.all(tabs.map(([, tab]) => sees(tab, 'site', /TikTok/)));
    lifted.push(performance.now() - ended);
  }
  const memory = memoryLines(chromium);
  return [
    `publish at the server → the open tab shows the page (aim p95 ≤ 1,000 ms; ${tries} tries, both browsers at once)`,
    ...[...inSight].map(([name, values]) => `  ${name}: ${spread(values)}`),
    `  of which the publishing call itself: ${spread(published)}`,
    `  lifted → both tabs show the site again: ${spread(lifted)}`,
    ...memory,
  ];
}

async function isOurs(tab: Tab): Promise<true | undefined> {
  // The address alone: reading the text costs more than what is measured.
  const url = 'url' in tab ? tab.url() : (await look(tab)).url;
  return /^(chrome|moz)-extension:/.test(url) || undefined;
}

/** A private window has no extension: what refuses there is the browser's managed policy. */
async function byPolicy(stage: WebGuardStage): Promise<readonly string[]> {
  const took: number[] = [];
  for (let count = 0; count < policyTries; count += 1) {
    await stage.publish([bans.instagram()]);
    await until(
      'the policy without it',
      () => ownPolicyText()?.includes('tiktok.com') === false || undefined,
    );
    await using browser = await stage.chromium({ args: ['--incognito'] });
    const page = await browser.firstPage();
    await visits(page, tiktok, 'site');
    await watchesPolicies(browser.pid);
    const began = performance.now();
    await stage.publish([bans.instagram(), bans.tiktok()]);
    // Asked seldom: a browser that is kept busy reads its policy late.
    while (performance.now() - began < longestMs && !page.url().startsWith('chrome-error:')) {
      await idle(500);
      await page.goto(tiktok, { waitUntil: 'commit' }).catch(() => undefined);
    }
    if (page.url().startsWith('chrome-error:')) took.push(performance.now() - began);
  }
  await stage.publish([bans.instagram()]);
  return [
    `publish → refused by policy alone in a running Chromium (aim ≤ 7,000 ms; ${policyTries} tries, ${policyTries - took.length} not within ${longestMs / 1_000} s): ${spread(took)}`,
  ];
}

const longestMs = 30_000;
const idle = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/**
 * Three browsers side by side, a load in each in turns, so that whatever the machine does meets all. Two of them are alike:
 * what they differ by is noise.
 */
async function overhead(stage: WebGuardStage): Promise<readonly string[]> {
  await stage.publish([bans.instagram(), bans.tiktok(), bans.telegram({ effect: 'warn' })]);
  await stage.policyWritten('tiktok.com');
  await using guarded = await stage.chromium();
  await using bare = await stage.chromium({ args: ['--disable-extensions'] });
  await using control = await stage.chromium({ args: ['--disable-extensions'] });
  const arms: readonly { readonly page: Page; readonly values: number[] }[] = [
    { page: await guarded.firstPage(), values: [] },
    { page: await bare.firstPage(), values: [] },
    { page: await control.firstPage(), values: [] },
  ];
  for (const [index, { page }] of arms.entries())
    await visits(page, tiktok, index === 0 ? 'guard' : 'policy');
  for (let count = 0; count < loads + 10; count += 1) {
    const first = count % arms.length;
    for (const { page, values } of [...arms.slice(first), ...arms.slice(0, first)]) {
      const ms = await loadOf(page, `https://site-${count % 7}.example/page-${count}`);
      // The first ones warm up what all have to warm up.
      if (count >= 10) values.push(ms);
    }
  }
  const [guardedMs = [], bareMs = [], controlMs = []] = arms.map(({ values }) => values);
  const ratio = (one: readonly number[], other: readonly number[]): string =>
    `medians ${(median(one) / median(other)).toFixed(3)}, means ${(mean(one) / mean(other)).toFixed(3)}`;
  return [
    `a load of a page that no ban covers, Chromium (aim within 2 %; ${loads} loads each, in turns):`,
    `  with the extension    ${spread(guardedMs)}`,
    `  without it            ${spread(bareMs)}`,
    `  without it, once more ${spread(controlMs)}`,
    `  with / without: ${ratio(guardedMs, [...bareMs, ...controlMs])}; the two without (noise): ${ratio(controlMs, bareMs)}`,
  ];
}

async function loadOf(page: Page, url: string): Promise<number> {
  const began = performance.now();
  await page.goto(url, { waitUntil: 'load' });
  return performance.now() - began;
}

function memoryLines(chromium: Chromium): readonly string[] {
  const tree = processTree(chromium.pid);
  const pss = (has: (words: string) => boolean): readonly number[] =>
    tree.filter(({ command }) => has(command.join(' '))).map(({ pid }) => memoryOf(pid).pssMb);
  const told = (values: readonly number[]): string => values.map((mb) => mb.toFixed(1)).join(', ');
  return [
    `memory (PSS, MB): extension process ${told(pss((words) => words.includes('--extension-process')))}; native host ${told(
      pss((words) => words.includes('web-host.')),
    )}`,
  ];
}

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;
const median = (values: readonly number[]): number => quantile(values, 0.5);
function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}
const spread = (values: readonly number[]): string =>
  `p50 ${quantile(values, 0.5).toFixed(1)} ms, p95 ${quantile(values, 0.95).toFixed(1)} ms, max ${quantile(values, 1).toFixed(1)} ms`;
