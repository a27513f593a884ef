import { describe, expect, expectTypeOf, it } from 'vitest';
import type { EntryFacts } from '#locales/ledger-words.ts';
import { messageParameters, type MessageKey } from '#locales/messages.ts';
import type { NoticeFacts } from '#locales/notice-facts.ts';
import type { PageText } from '#locales/page-words.ts';
import type { RequestFacts } from '#locales/request-words.ts';
import type { BanFacts, StatusFacts } from '#locales/status-words.ts';
import type { AskedDevice } from '#policy/exemption.ts';
import type { PageWords } from '#protocol/browser-agent.ts';
import type { Notice } from '#protocol/notice.ts';
import {
  localFaults,
  removalOutcomes,
  type AgentStatus,
  type LedgerEntry,
  type Removable,
} from '#protocol/tray-agent.ts';
import { iconStates, themes, type AskedAndAnswered, type Reach } from '#protocol/tray-window.ts';

/** What stands after a prefix in the list of messages. */
type After<Prefix extends string> =
  Extract<MessageKey, `${Prefix}.${string}`> extends `${Prefix}.${infer Rest}` ? Rest : never;

const keysUnder = (prefix: string): readonly string[] =>
  Object.keys(messageParameters)
    .filter((key) => key.startsWith(`${prefix}.`))
    .map((key) => key.slice(prefix.length + 1));

// The compiler holds these: `tsc -b` fails where the wire says something that has no words.
describe('what comes over the wire has words', () => {
  it('every message fits what the words are made from', () => {
    expectTypeOf<Notice>().toExtend<NoticeFacts>();
    expectTypeOf<Notice['kind']>().toEqualTypeOf<NoticeFacts['kind']>();
    expectTypeOf<AgentStatus>().toExtend<StatusFacts>();
    expectTypeOf<AgentStatus['bans'][number]>().toExtend<BanFacts>();
    expectTypeOf<LedgerEntry>().toExtend<EntryFacts>();
    expectTypeOf<AskedAndAnswered>().toExtend<RequestFacts>();
    expectTypeOf<PageWords>().toExtend<PageText>();
    expectTypeOf<keyof PageText>().toEqualTypeOf<keyof PageWords>();
  });

  it('every kind of installation, whoever removes it, and every reason against it', () => {
    expectTypeOf<Removable['source']>().toEqualTypeOf<After<'removal.source'>>();
    expectTypeOf<Removable['by']>().toEqualTypeOf<After<'removal.by'>>();
    expectTypeOf<NonNullable<Removable['why']>>().toEqualTypeOf<After<'removal.why'>>();
    expectTypeOf<AskedDevice>().toEqualTypeOf<After<'ask.device'>>();
    expectTypeOf<Extract<Reach, { readonly state: 'lost' }>['why']>().toExtend<After<'cannot'>>();
  });

  it('every outcome, fault, icon and theme, and there are no words without one', () => {
    expect(keysUnder('removal.outcome').toSorted()).toEqual([...removalOutcomes].toSorted());
    expect(keysUnder('fault').toSorted()).toEqual(
      [
        ...Object.keys(localFaults),
        'internal-fault',
        'unreachable',
        'malformed',
        'not-saved',
        'other',
      ].toSorted(),
    );
    expect(keysUnder('tray').toSorted()).toEqual([...iconStates].toSorted());
    expect(keysUnder('settings.theme').toSorted()).toEqual([...themes].toSorted());
  });
});
