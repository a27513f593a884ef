import type { ArmedPrograms } from '#agent/actions/armed-programs.ts';
import type { FileStamp, ProgramIdentifier, ProgramIdentity } from '#platform/program-identity/port.ts';
import type { Sessions } from '#platform/sessions/port.ts';
import type { RunningSubject } from '#policy/facts.ts';

export type InsideLookParts = {
  readonly identifier: Pick<ProgramIdentifier, 'thorough'>;
  readonly sessions: Pick<Sessions, 'accounts'>;
  readonly armed: Pick<ArmedPrograms, 'add'>;
  /** There are other programs that may be stopped at once. */
  readonly arm: () => void;
  readonly onFault: (fault: unknown) => void;
};

/** A program that was refused or ended. */
export type Met = {
  readonly identity: ProgramIdentity;
  readonly subject: RunningSubject;
  readonly path: string;
  readonly uid: number;
};

/** Anybody can have a thousand files refused in a second: more at once would hold up the looks by which programs are judged. */
const mostPerAccount = 16;

/**
 * Looks into programs that were refused or ended by name or place alone, off the path of starts: by what is inside, a copy is known where
 * nobody is asked before it starts. Of an account that has very many of them, some are left.
 */
export function createInsideLooks({
  arm,
  armed,
  identifier,
  onFault,
  sessions,
}: InsideLookParts): (met: Met) => void {
  const look = async ({ identity, path, subject, uid }: Met): Promise<void> => {
    const home = sessions.accounts().find((account) => account.uid === uid)?.home;
    const first = await identifier.thorough({ path, ...(home === undefined ? {} : { home }) });
    const whole = first.later === undefined ? first : await first.later;
    if (whole.print === undefined || !isSame(whole.stamp, identity.stamp)) return;
    if (armed.add(whole, subject, uid)) arm();
  };
  const underWay = new Map<number, number>();
  const begin = async (met: Met): Promise<void> => {
    const before = underWay.get(met.uid) ?? 0;
    if (before >= mostPerAccount) return;
    underWay.set(met.uid, before + 1);
    try {
      await look(met);
    } finally {
      const left = (underWay.get(met.uid) ?? 1) - 1;
      if (left > 0) underWay.set(met.uid, left);
      else underWay.delete(met.uid);
    }
  };
  return (met) => {
    const { foreign, owned, print } = met.identity;
    // What a package owns is known by that, and what does not lie at its path cannot be found there.
    if (print === undefined && owned !== true && foreign !== true && met.path !== '')
      begin(met).catch(onFault);
  };
}

const isSame = (one: FileStamp | undefined, other: FileStamp | undefined): boolean =>
  one !== undefined &&
  other !== undefined &&
  one.dev === other.dev &&
  one.ino === other.ino &&
  one.size === other.size &&
  one.ctimeNs === other.ctimeNs &&
  one.mtimeNs === other.mtimeNs;
