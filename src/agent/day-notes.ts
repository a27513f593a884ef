import type { ProcessSnapshot } from '#platform/processes/port.ts';
import type { RunningSubject } from '#policy/facts.ts';
import type { CycleParts } from './cycle-parts.ts';
import { peopleOf } from './people.ts';

/** Notes, by day, that a person was at work and that a catalogue app ran. Written after what had to be done at once. */
export interface DayNotes {
  /** Organisation's calendar day. */
  today(): string;
  /** True: the person was not noted today before, which may move an end of grace. */
  atWork(process: ProcessSnapshot): boolean;
  used(subject: RunningSubject): void;
}

export function createDayNotes(
  parts: Pick<CycleParts, 'notices' | 'now' | 'policyIn' | 'sessions' | 'usage'>,
): DayNotes {
  const { notices, now, policyIn, sessions, usage } = parts;
  const noted = new Set<number>();
  let notedOn = '';
  const today = (): string => {
    const at = now();
    return policyIn()?.policy.zone.dayOf(at) ?? new Date(at).toISOString().slice(0, 10);
  };
  return {
    today,
    atWork: ({ uid }) => {
      const day = today();
      if (day !== notedOn) {
        noted.clear();
        notedOn = day;
      }
      if (noted.has(uid)) return false;
      const isPerson = peopleOf(sessions).some((account) => account.uid === uid);
      if (isPerson) notices.seenOn(sessions.nameOf(uid), day);
      noted.add(uid);
      return isPerson;
    },
    used: ({ matches }) => {
      for (const { app, strength } of matches) if (strength === 'certain') usage.ran(app, today());
    },
  };
}
