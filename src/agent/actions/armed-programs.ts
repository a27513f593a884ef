import type { ArmedProgram } from '#platform/processes/port.ts';
import type { FileStamp } from '#platform/program-identity/port.ts';
import type { Decision } from '#policy/decision.ts';
import type { RunningSubject } from '#policy/facts.ts';

export type KnownAccount = { readonly name: string; readonly uid: number };
/** What a started program would be told now, for one account. */
export type Verdict = (subject: RunningSubject) => Decision | undefined;

/**
 * Program files whose stop was once decided, done and written down. From then on the listener may stop the same file by
 * itself, for the accounts to which that applies at this moment; `table` is made anew whenever a verdict may have changed.
 */
export interface ArmedPrograms {
  add(stamp: FileStamp, subject: RunningSubject, uid: number): void;
  table(verdict: Verdict, accounts: readonly KnownAccount[]): readonly ArmedProgram[];
  /** What the listener stopped, by its token. */
  find(token: string): RunningSubject | undefined;
}

type Candidate = { readonly stamp: FileStamp; readonly subject: RunningSubject; readonly uids: Set<number> };

const mostArmed = 512;
/** No account has this name: stands for any account that nothing is known of. */
const anybody = '\0';

export function createArmedPrograms(): ArmedPrograms {
  const candidates = new Map<string, Candidate>();
  return {
    add: (stamp, subject, uid) => {
      const token = tokenOf(stamp);
      const known = candidates.get(token);
      if (known !== undefined) {
        known.uids.add(uid);
        return;
      }
      if (candidates.size >= mostArmed) {
        const [oldest] = candidates.keys();
        if (oldest !== undefined) candidates.delete(oldest);
      }
      candidates.set(token, { stamp, subject, uids: new Set([uid]) });
    },
    table: (verdict, accounts) =>
      [...candidates].flatMap(([token, candidate]) => {
        const uids = uidsFor(candidate, verdict, accounts);
        return uids !== 'all' && uids.length === 0 ? [] : [{ stamp: candidate.stamp, uids, token }];
      }),
    find: (token) => candidates.get(token)?.subject,
  };
}

function uidsFor(
  { subject, uids }: Candidate,
  verdict: Verdict,
  accounts: readonly KnownAccount[],
): ArmedProgram['uids'] {
  const isStopped = (account: string): boolean =>
    verdict({ ...subject, account, alreadyRunning: false })?.effect === 'block';
  // Evidence by a place in a home holds for the accounts for which it was seen, and says nothing of others.
  const isPersonal = subject.matches.some(({ evidence }) =>
    evidence.some(({ value }) => value.startsWith('~/')),
  );
  const concerned = isPersonal ? accounts.filter(({ uid }) => uids.has(uid)) : accounts;
  const stopped = concerned.filter(({ name }) => isStopped(name)).map(({ uid }) => uid);
  return !isPersonal && stopped.length === concerned.length && isStopped(anybody) ? 'all' : stopped;
}

const tokenOf = ({ dev, ino, size, ctimeNs, mtimeNs }: FileStamp): string =>
  [dev, ino, size, ctimeNs, mtimeNs].join(':');
