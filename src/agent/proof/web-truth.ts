import type { Effect } from '#policy/ban.ts';
import type { BrowserCoverage, BrowserKind, Truth, TruthLevel } from '#policy/proof.ts';

/** What a ban that acts on this PC has to do with browsers. */
export type WebMeans = {
  readonly effect: Effect;
  /** The browsers' own policy blocks all its pages, for everybody here. */
  readonly held: boolean;
  /** Pages of it are known by which it can be recognised in a browser. */
  readonly web: boolean;
};
export type WebReach = {
  readonly coverage: readonly BrowserCoverage[];
  /** Bans that act here and cover the channel `web`. Others keep the level that they have. */
  readonly bans: ReadonlyMap<string, WebMeans>;
  /** Browsers whose extension cannot speak to this agent: nothing counts there but their own policy. */
  readonly withoutHost?: readonly {
    readonly kind: BrowserKind;
    readonly packaging: BrowserCoverage['packaging'];
  }[];
};

type Level = { readonly level: TruthLevel; readonly why?: string };

const names: Readonly<Record<BrowserKind, string>> = {
  chromium: 'Chromium',
  chrome: 'Chrome',
  edge: 'Edge',
  brave: 'Brave',
  vivaldi: 'Vivaldi',
  yandex: 'Yandex Browser',
  opera: 'Opera',
  firefox: 'Firefox',
  other: 'another browser',
};

/**
 * The levels of the channels `web` and `pwa` where a web guard is at work; the other channels as they were. The windows of an
 * installed web app show pages, so a ban that covers `web` reaches them as far as it reaches pages; one that covers `pwa` alone
 * reaches nothing in a browser, and keeps the level that the inventory gives.
 *
 * - `blind` where one browser of this PC takes no policy or could not be given it; where one runs whose extension says
 *   nothing, and this ban rests on the extension there; where nothing is known by which the app can be recognised; and where
 *   no browser was found at all, so that nothing can be claimed;
 * - `denied-before-start` where all browsers hold a policy that blocks the pages for everybody, and every one that runs has
 *   read it. Where an extension is silent the page explains nothing, and `why` says so;
 * - `warned` for everything that rests on the extension: what it says is hearsay, so that it only ever lowers a level.
 */
export function withWebTruth(truth: readonly Truth[], reach: WebReach): readonly Truth[] {
  return truth.map((one) => {
    const means = reach.bans.get(one.ban);
    if (means === undefined || (one.channel !== 'web' && one.channel !== 'pwa')) return one;
    // What shows no known page is no more than what the inventory finds.
    if (one.channel === 'pwa' && !means.web) return one;
    const reviewed = one.why === reviewPassed ? { why: reviewPassed } : {};
    return {
      ban: one.ban,
      channel: one.channel,
      ...reviewed,
      ...levelOf(means, reach),
    };
  });
}

const reviewPassed = 'the review date has passed';

function levelOf(means: WebMeans, { coverage, withoutHost = [] }: WebReach): Level {
  if (!means.web) return { level: 'blind', why: 'no web address of it is known' };
  if (coverage.length === 0) return { level: 'blind', why: 'no browser was found on this PC' };
  const isHeld = means.held && means.effect === 'block';
  const silent = coverage.filter((one) => one.silent > 0);
  const restsOnExtension = (one: BrowserCoverage): boolean => !isHeld || one.policy !== 'in-force';
  const gaps = [
    ...gapsIn(coverage),
    ...silent.filter(restsOnExtension).map(silenceOf),
    ...(isHeld ? [] : withoutHost.map(hostGap)),
  ];
  if (gaps.length > 0) return { level: 'blind', why: gaps.join('; ').slice(0, 300) };
  if (means.effect === 'inform')
    return { level: 'warned', why: 'the ban only informs: the person is told, IT is not' };
  if (means.effect === 'warn') return { level: 'warned' };
  if (!means.held)
    return {
      level: 'warned',
      why: 'not everybody on this PC is blocked: it rests on the browsers’ extension',
    };
  const later = coverage.filter(({ policy }) => policy === 'from-next-start').map(nameOf);
  if (later.length === 0)
    return {
      level: 'denied-before-start',
      ...(silent.length === 0 ? {} : { why: silent.map(silenceOf).join('; ').slice(0, 300) }),
    };
  return { level: 'warned', why: `${later.join(', ')}: the policy is read at the next start`.slice(0, 300) };
}

function gapsIn(coverage: readonly BrowserCoverage[]): readonly string[] {
  return coverage.flatMap((one) => {
    const name = nameOf(one);
    if (one.policy === 'unsupported') return [`${name} takes no policy`];
    return one.policy === 'not-written' ? [`the policy of ${name} could not be written`] : [];
  });
}

const silenceOf = (one: BrowserCoverage): string => `${nameOf(one)} runs without a word from the extension`;

const hostGap = ({
  kind,
  packaging,
}: {
  kind: BrowserKind;
  packaging: BrowserCoverage['packaging'];
}): string => `the extension in ${nameOf({ browser: kind, packaging })} cannot reach the agent`;

const nameOf = ({ browser, packaging }: Pick<BrowserCoverage, 'browser' | 'packaging'>): string =>
  packaging === 'system' ? names[browser] : `${names[browser]} (${packaging})`;
