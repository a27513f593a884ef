import { Fieldset, Radio } from '@digdir/designsystemet-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import type { ResponseOf } from '#protocol/console-server.ts';
import { useApi } from '../../api/api-context.ts';
import { useOperation } from '../../api/use-operation.ts';
import { Choice } from '../../parts/choice.tsx';
import { ReasonDialog } from '../../parts/reason-dialog.tsx';
import { useSession } from '../../shell/session.ts';
import { useWords } from '../../shell/words.tsx';
import { adoptionOf, answersTo, type Answer } from '../../view-models/adoptions.ts';
import { nameOfBan } from '../../view-models/app-name.ts';

type BanOverview = ResponseOf<'listBans'>['bans'][number];
type Unit = ResponseOf<'listUnits'>['units'][number];

/** A unit adopts a recommended ban, as it is or otherwise, or declines it; what it said goes into a draft. */
export function AnswerDialog(props: {
  readonly overview: BanOverview;
  /** Those that the operator may answer for; not empty. */
  readonly units: readonly Unit[];
  readonly onClose: () => void;
}) {
  const {
    overview: { ban, adoptions },
    units,
    onClose,
  } = props;
  const { say } = useWords();
  const { session } = useSession();
  const navigate = useNavigate();
  const drafts = useOperation('listDrafts', { query: { state: 'open' } });
  const own = units.find(({ unit }) => unit === session?.operator?.unit) ?? units[0];
  const [unit, setUnit] = useState(own?.unit ?? '');
  const [draft, setDraft] = useState('');
  const [picked, setPicked] = useState(0);
  const name = units.find((one) => one.unit === unit)?.name ?? unit;
  const answers = answersTo(
    ban,
    adoptions.some((one) => one.unit === unit),
  );
  const answer = answers[picked] ?? { choice: 'same', effect: ban.effect };
  const title = say('bans.answer.title', { unit: name, ban: nameOfBan(ban) });
  const give = useGiveAnswer();
  return (
    <ReasonDialog
      open
      title={title}
      lead={say('bans.answer.lead')}
      verb={say('bans.answer')}
      needsReason={answer.choice !== 'withdrawn'}
      busy={give.isPending}
      fault={give.error}
      onClose={onClose}
      onDo={(reason) =>
        give.mutate(
          { draft, title: title.slice(0, 300), unit, ban: ban.id, answer, reason },
          { onSuccess: (made) => void navigate({ to: '/drafts/$draft', params: { draft: made.draft } }) },
        )
      }
    >
      {units.length > 1 && (
        <Choice
          label={say('shell.unit')}
          value={unit}
          options={units.map((one) => ({ value: one.unit, name: one.name }))}
          onChoose={(chosen) => {
            setUnit(chosen);
            setPicked(0);
          }}
        />
      )}
      <Fieldset>
        <Fieldset.Legend>{say('bans.answer')}</Fieldset.Legend>
        {answers.map((one, index) => (
          <Radio
            key={`${one.choice} ${'effect' in one ? one.effect : ''}`}
            name="answer"
            value={String(index)}
            label={
              'effect' in one
                ? `${say('bans.answer.choice', { choice: one.choice })}: ${say(`shell.effect.${one.effect}`)}`
                : say('bans.answer.choice', { choice: one.choice })
            }
            description={
              'effect' in one
                ? say('editor.effect.hint', { effect: one.effect })
                : say(`bans.answer.${one.choice}`)
            }
            checked={index === picked}
            onChange={() => setPicked(index)}
          />
        ))}
      </Fieldset>
      <Choice
        label={say('bans.new.draft')}
        value={draft}
        options={[
          { value: '', name: say('bans.new.draft.new') },
          ...(drafts.data?.drafts ?? []).map((one) => ({ value: one.draft, name: one.title })),
        ]}
        onChoose={setDraft}
      />
    </ReasonDialog>
  );
}

type Given = {
  /** Empty: a new one. */
  readonly draft: string;
  readonly title: string;
  readonly unit: string;
  readonly ban: string;
  readonly answer: Answer;
  readonly reason: string;
};

function useGiveAnswer() {
  const api = useApi();
  const client = useQueryClient();
  return useMutation({
    mutationFn: async ({ draft, title, unit, ban, answer, reason }: Given) => {
      const into =
        draft === ''
          ? await api.call('createDraft', { body: { title } })
          : await api.call('getDraft', { params: { draft } });
      const adoption = adoptionOf(ban, answer, reason);
      return api.call('setDraftAdoption', {
        params: { draft: into.draft, unit, ban },
        body: { revision: into.revision, ...(adoption === undefined ? {} : { adoption }) },
      });
    },
    onSuccess: () =>
      client.invalidateQueries({
        predicate: ({ queryKey: [operation] }) => operation === 'listDrafts' || operation === 'getDraft',
      }),
  });
}
