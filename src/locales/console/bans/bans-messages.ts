import type { Parameter } from '../../parameter.ts';

/** Bans: the list, one ban, the catalogue from which a new one begins, the editor. */
export const bansParameters = {
  'bans.title': {},
  'bans.new': {},
  'bans.search': {},
  'bans.none-found': {},
  'bans.col.ban': {},
  'bans.col.today': {},
  'bans.col.written': {},
  'bans.col.review': {},
  'bans.col.coverage': {},
  'bans.review.in': { days: 'count' },
  'bans.review.passed': { days: 'count' },
  'bans.coverage.enforced': { enforced: 'text', devices: 'text' },
  'bans.coverage.none': {},
  'bans.pack': { pack: 'text' },
  // one ban
  'bans.change': {},
  'bans.takes-draft': {},
  'bans.remove': {},
  'bans.draft-title': { change: 'choice', ban: 'text' },
  'bans.terms': {},
  'bans.adoptions': {},
  'bans.adoption': { as: 'choice', unit: 'text', reason: 'text' },
  'bans.show-devices': {},
  // a new ban
  'bans.new.lead': {},
  'bans.new.search': {},
  'bans.new.search.hint': {},
  'bans.new.found': { count: 'count' },
  'bans.new.none': {},
  'bans.new.forks': {},
  'bans.new.fork-of': { app: 'text' },
  'bans.new.advice': {},
  'bans.new.advice.level': { level: 'choice' },
  'bans.new.choose': { app: 'text' },
  'bans.new.chosen': {},
  'bans.new.unchoose': { app: 'text' },
  'bans.new.owner': {},
  'bans.new.draft': {},
  'bans.new.draft.new': {},
  'bans.new.add': { count: 'count' },
  'bans.new.choose-first': {},
  'bans.default-why': { app: 'text', organisation: 'text' },
} as const satisfies Readonly<Record<string, Readonly<Record<string, Parameter>>>>;

/** What a language file of this area holds: an ICU message for every key. */
export type BansMessages = { readonly [K in keyof typeof bansParameters]: string };
