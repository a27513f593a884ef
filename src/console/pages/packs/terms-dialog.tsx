import { useState } from 'react';
import type { Effect } from '#policy/ban.ts';
import type { OperationId, ResponseOf } from '#protocol/console-server.ts';
import { useAct } from '../../api/use-act.ts';
import { Choice } from '../../parts/choice.tsx';
import { ReasonDialog } from '../../parts/reason-dialog.tsx';
import { useWords } from '../../shell/words.tsx';
import { effectsHere } from '../../view-models/pack-file.ts';

type Mode = 'adopt' | 'hold';

/** Under which terms a pack is followed: new versions at once or held, and how much its bans may do. */
export function TermsFields(props: {
  readonly mode: Mode;
  readonly highest: Effect;
  readonly onMode: (mode: Mode) => void;
  readonly onHighest: (effect: Effect) => void;
}) {
  const { say } = useWords();
  return (
    <div className="line-form">
      <Choice
        label={say('packs.mode')}
        value={props.mode}
        options={[
          { value: 'hold', name: say('packs.mode.hold') },
          { value: 'adopt', name: say('packs.mode.adopt') },
        ]}
        onChoose={(mode) => props.onMode(mode === 'adopt' ? 'adopt' : 'hold')}
      />
      <Choice
        label={say('packs.highest')}
        value={props.highest}
        options={effectsHere('block').flatMap((effect) =>
          effect === 'none' ? [] : [{ value: effect, name: say(`shell.effect.${effect}`) }],
        )}
        onChoose={(effect) => {
          if (effect !== '') props.onHighest(effect);
        }}
      />
    </div>
  );
}

export function TermsDialog(props: {
  readonly pack: ResponseOf<'getPack'>;
  readonly changed: readonly OperationId[];
  readonly open: boolean;
  readonly onClose: () => void;
}) {
  const { say } = useWords();
  const { pack, open, onClose } = props;
  const [mode, setMode] = useState(pack.mode);
  const [highest, setHighest] = useState(pack.highestEffect);
  const set = useAct('setPackMode', props.changed);
  return (
    <ReasonDialog
      open={open}
      title={say('packs.terms')}
      verb={say('shell.button.save')}
      needsReason={false}
      busy={set.isPending}
      fault={set.error}
      onClose={onClose}
      onDo={() =>
        set.mutate(
          { params: { pack: pack.pack }, body: { mode, highestEffect: highest } },
          { onSuccess: onClose },
        )
      }
    >
      <TermsFields mode={mode} highest={highest} onMode={setMode} onHighest={setHighest} />
    </ReasonDialog>
  );
}
