import type { ProcessSnapshot } from '#platform/processes/port.ts';
import type {
  ProgramFile,
  ProgramIdentifier,
  ProgramIdentity,
  ThoroughIdentity,
} from '#platform/program-identity/port.ts';
import { isWeakMatch } from '#policy/weak-match.ts';
import type { SeenProgram } from './steps.ts';

/** What a package owns is known by that, unless that is but a hint; any other file is looked into. */
export const closerLookIsDue = ({ identity, process, subject }: SeenProgram): boolean =>
  hasFile(process) && (identity.owned !== true || subject.matches.some(isWeakMatch));
/** Threads of the kernel have none; of what we may not look at, the kernel tells none. */
export const hasFile = ({ exe, nameless }: ProcessSnapshot): boolean =>
  exe !== undefined || nameless === true;

export type CloserLookParts = {
  readonly identifier: ProgramIdentifier;
  /** Whether the program still runs; nothing else is worth a look. */
  readonly isWanted: (one: SeenProgram) => boolean;
  /** `isFinal`: nothing more will be known of it. */
  readonly found: (one: SeenProgram, identity: ProgramIdentity, isFinal: boolean) => void;
  /** A program could not be looked into, for now. */
  readonly cutShort: (why: string) => void;
  readonly onFault: (fault: unknown) => void;
};

/**
 * Looks into programs, one after the other, off the path of starts. The accounts take turns, so that none waits for all that
 * another one starts; a look that outlives its deadline goes on by itself and is told when it ends.
 */
export interface CloserLooks {
  ask(one: SeenProgram, file: ProgramFile): void;
  /** Forgets what waits; resolves when the one under way has ended. */
  end(): Promise<void>;
}

type Waiting = { readonly one: SeenProgram; readonly file: ProgramFile };

const mostPerAccount = 2_048;

export function createCloserLooks(parts: CloserLookParts): CloserLooks {
  const waiting = new Map<number, Map<string, Waiting>>();
  let underWay: Promise<void> | undefined;

  const take = (): Waiting | undefined => {
    for (const [uid, looks] of waiting) {
      waiting.delete(uid);
      const [next] = looks;
      if (next === undefined) continue;
      looks.delete(next[0]);
      // Back at the end of the line.
      if (looks.size > 0) waiting.set(uid, looks);
      return next[1];
    }
    return undefined;
  };
  const tell = (one: SeenProgram, identity: ThoroughIdentity): void => {
    if (!parts.isWanted(one)) return;
    const { complete, later } = identity;
    parts.found(one, identity, later === undefined);
    if (later !== undefined) later.then((ended) => tell(one, ended)).catch(parts.onFault);
    else if (complete === false) parts.cutShort('a program could not be looked into');
  };
  const work = async (): Promise<void> => {
    for (let next = take(); next !== undefined; next = take())
      try {
        if (parts.isWanted(next.one)) tell(next.one, await parts.identifier.thorough(next.file, 'owned-too'));
      } catch (fault) {
        parts.onFault(fault);
      }
    underWay = undefined;
  };

  return {
    ask: (one, file) => {
      const { process, subject } = one;
      const looks = waiting.get(process.uid) ?? new Map<string, Waiting>();
      if (looks.size >= mostPerAccount && !looks.has(subject.key)) {
        parts.cutShort('too many programs wait to be looked into');
        return;
      }
      looks.set(subject.key, { one, file });
      waiting.set(process.uid, looks);
      // Begins after the program that asked was dealt with.
      underWay ??= Promise.resolve().then(work);
    },
    end: async () => {
      waiting.clear();
      await underWay;
    },
  };
}
