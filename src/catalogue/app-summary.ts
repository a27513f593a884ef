import type { Channel } from '#policy/evidence.ts';
import type { App } from './app.ts';
import { builtInApps } from './load.ts';

/** What a person needs to know of an app to decide about it; no evidence. */
export type AppSummary = {
  readonly id: string;
  /** The catalogue's whole name, with the variants in parentheses. */
  readonly name: string;
  readonly vendor: string;
  readonly countryOfControl: string;
  readonly categories: readonly string[];
  readonly suggestion: App['suggestion'];
  readonly forkOf?: string;
  readonly advice: readonly {
    readonly level: App['advice'][number]['level'];
    readonly summary: string;
    /** Where it was read. */
    readonly sources: readonly string[];
  }[];
  /** Ways by which it reaches a PC, as far as the catalogue has evidence of them. */
  readonly channels: readonly Channel[];
};

const inOrder: readonly Channel[] = ['native', 'store', 'portable', 'fork', 'pwa', 'web'];

export function summaryOf(app: App): AppSummary {
  const found = new Set<Channel>(app.identifiers.map(({ channel }) => channel));
  const web = [...(app.web?.domains ?? []), ...(app.web?.hosts ?? [])];
  if (web.length > 0) found.add('web');
  return {
    id: app.id,
    name: app.name,
    vendor: app.vendor,
    countryOfControl: app.countryOfControl,
    categories: app.categories,
    suggestion: app.suggestion,
    ...(app.forkOf === undefined ? {} : { forkOf: app.forkOf }),
    advice: app.advice.map(({ level, summary, source }) => ({
      level,
      summary,
      sources: source.map((id) => app.sources[id]?.reference ?? id),
    })),
    channels: inOrder.filter((channel) => found.has(channel)),
  };
}

/** Every built-in app but our own test program. */
export const appSummaries = (): readonly AppSummary[] =>
  builtInApps()
    .filter(({ categories }) => !categories.includes('test'))
    .map(summaryOf);
