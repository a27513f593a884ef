import { Checkbox } from '@digdir/designsystemet-react';
import { useEffect, useState } from 'react';
import { useAct } from '../../api/use-act.ts';
import { Choice } from '../../parts/choice.tsx';
import { ReasonDialog } from '../../parts/reason-dialog.tsx';
import { TextLine } from '../../parts/text-line.tsx';
import { UnitChoice } from '../../parts/unit-choice.tsx';
import { useSession } from '../../shell/session.ts';
import { useWords } from '../../shell/words.tsx';
import { tokenBody } from '../../view-models/token-form.ts';

/** Makes an enrolment token. */
export function TokenDialog(props: {
  readonly open: boolean;
  readonly onClose: () => void;
  readonly onMade: (text: string) => void;
}) {
  const { say, number } = useWords();
  const { session } = useSession();
  const empty = {
    name: '',
    uses: '100',
    days: '30',
    unit: session?.operator?.unit ?? '',
    labels: '',
    dedicated: false,
    approval: false,
  };
  const [form, setForm] = useState(empty);
  const [tried, setTried] = useState(false);
  const make = useAct('createToken', ['listTokens']);
  useEffect(() => {
    if (props.open) return;
    setForm(empty);
    setTried(false);
    make.reset();
    // Only when the dialog closes.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [props.open]);
  const { body, wrong } = tokenBody(form);
  const set = (changes: Partial<typeof form>): void => setForm({ ...form, ...changes });
  return (
    <ReasonDialog
      open={props.open}
      title={say('devices.token.new.title')}
      verb={say('devices.token.make')}
      needsReason={false}
      busy={make.isPending}
      fault={make.error}
      onClose={props.onClose}
      onDo={() => {
        setTried(true);
        if (body === undefined) return;
        make.mutate(
          { body },
          {
            onSuccess: ({ text }) => {
              props.onMade(text);
              props.onClose();
            },
          },
        );
      }}
    >
      <TextLine
        label={say('devices.token.name')}
        hint={say('devices.token.name.hint')}
        value={form.name}
        onType={(name) => set({ name })}
        fault={tried && wrong.name ? say('devices.token.name.missing') : undefined}
      />
      <div className="line-form">
        <TextLine
          label={say('devices.token.uses')}
          numeric
          value={form.uses}
          onType={(uses) => set({ uses })}
          fault={
            tried && wrong.uses
              ? say('devices.token.number', { least: '1', most: number(1_000_000) })
              : undefined
          }
        />
        <TextLine
          label={say('devices.token.days')}
          numeric
          value={form.days}
          onType={(days) => set({ days })}
          fault={
            tried && wrong.days ? say('devices.token.number', { least: '1', most: number(730) }) : undefined
          }
        />
        <UnitChoice value={form.unit} onChoose={(unit) => set({ unit })} />
        <Choice
          label={say('devices.token.class')}
          value={form.dedicated ? 'dedicated' : 'service'}
          options={[
            { value: 'service', name: say('devices.class.service') },
            { value: 'dedicated', name: say('devices.class.dedicated') },
          ]}
          onChoose={(chosen) => set({ dedicated: chosen === 'dedicated' })}
        />
      </div>
      <TextLine
        label={say('devices.col.labels')}
        hint={say('devices.labels.hint')}
        value={form.labels}
        onType={(labels) => set({ labels })}
        fault={
          tried && wrong.label !== undefined ? say('devices.labels.wrong', { label: wrong.label }) : undefined
        }
      />
      <Checkbox
        label={say('devices.token.approval')}
        value="approval"
        checked={form.approval}
        onChange={({ target }) => set({ approval: target.checked })}
      />
    </ReasonDialog>
  );
}
