import { describe, expectTypeOf, it } from 'vitest';
import type { EntryFacts } from '#locales/ledger-words.ts';
import type { NoticeFacts } from '#locales/notice-facts.ts';
import type { RequestFacts } from '#locales/request-words.ts';
import type { BanFacts, StatusFacts } from '#locales/status-words.ts';
import type { Notice } from '#protocol/notice.ts';
import type { AgentStatus, LedgerEntry } from '#protocol/tray-agent.ts';
import type { AskedAndAnswered } from '#protocol/tray-window.ts';

// The compiler holds these: `tsc -b test` fails where the wire says something that has no words.
describe('what comes over the wire', () => {
  it('has words: every message fits what the words are made from', () => {
    expectTypeOf<Notice>().toExtend<NoticeFacts>();
    expectTypeOf<Notice['kind']>().toEqualTypeOf<NoticeFacts['kind']>();
    expectTypeOf<AgentStatus>().toExtend<StatusFacts>();
    expectTypeOf<AgentStatus['bans'][number]>().toExtend<BanFacts>();
    expectTypeOf<LedgerEntry>().toExtend<EntryFacts>();
    expectTypeOf<AskedAndAnswered>().toExtend<RequestFacts>();
  });
});
