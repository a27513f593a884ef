import type { GuardBasis } from '#agent/guard/basis.ts';
import { loadCatalogue } from '#catalogue/load.ts';
import { matchApps } from '#catalogue/match.ts';
import { zoneOf } from '#policy/calendar-day.ts';
import { judgeFor } from '#policy/decide.ts';
import type { Program } from './programs.ts';

const catalogue = loadCatalogue();

/** What a guard that judges by this would answer: the product's own decision, on what the agent gave it and nothing else. */
export function isRefused(
  basis: GuardBasis | undefined,
  { account, now, program }: { readonly program: Program; readonly account: string; readonly now: number },
): boolean {
  if (basis === undefined) return false;
  const { accounts, exemptions, grace, installed, os, ownPaths, pauses, policy } = basis;
  const { evidence } = program.file;
  const judge = judgeFor({
    ...{ exemptions, grace, ownPaths, pauses, now },
    policy: { ...policy, zone: zoneOf(policy.organisation.calendar.timeZone) },
    facts: {
      device: { os, class: policy.class, accounts: accounts.map(({ name }) => name) },
      installed:
        installed === undefined
          ? { state: 'unknown', why: 'the agent does not know' }
          : { state: 'known', at: now, value: installed },
      running: { state: 'unknown', why: 'nobody asks' },
    },
  });
  const verdict = judge.verdict({
    kind: 'running',
    key: 'start',
    account,
    evidence,
    matches: matchApps(catalogue, evidence),
    path: program.path,
    pid: 0,
    startedAt: now,
    alreadyRunning: false,
  });
  return verdict?.effect === 'block';
}
