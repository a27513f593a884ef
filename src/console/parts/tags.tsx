import { Tag } from '@digdir/designsystemet-react';
import type { Effect } from '#policy/ban.ts';
import { useWords } from '../shell/words.tsx';

const colours = { none: 'neutral', inform: 'info', warn: 'warning', block: 'danger' } as const;

/** What a ban does, in a word; the colour says nothing that the word does not. */
export function EffectTag({ effect }: { readonly effect: Effect | 'none' }) {
  const { say } = useWords();
  return <Tag data-color={colours[effect]}>{say(`shell.effect.${effect}`)}</Tag>;
}
