import { Check } from 'typebox/value';
import type { WindowVerb } from '#protocol/tray-window-channels.ts';
import { windowVerbs, type Answer, type VerbArgument, type VerbValues } from '#protocol/tray-window.ts';

export type Verbs = {
  readonly [V in WindowVerb]: (argument: VerbArgument<V>) => Promise<Answer<VerbValues[V]>>;
};

export const malformed = { ok: false, fault: 'malformed' } as const;

/** Never throws: what a verb throws is a bug of ours, and nothing of it is told. */
export async function answerTo<V extends WindowVerb>(
  verbs: Verbs,
  verb: V,
  given: readonly unknown[],
): Promise<Answer<VerbValues[V]>> {
  const [argument] = given;
  if (given.length !== 1 || !isArgumentOf(verb, argument)) return malformed;
  try {
    return await verbs[verb](argument);
  } catch (error) {
    console.error(`portvakt tray: ${verb} failed:`, error);
    return { ok: false, fault: 'internal-fault' };
  }
}

const isArgumentOf = <V extends WindowVerb>(verb: V, argument: unknown): argument is VerbArgument<V> =>
  Check(windowVerbs[verb], argument);
