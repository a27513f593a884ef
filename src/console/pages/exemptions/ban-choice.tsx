import { useOperation } from '../../api/use-operation.ts';
import { Choice } from '../../parts/choice.tsx';
import { useWords } from '../../shell/words.tsx';
import { nameOfBan } from '../../view-models/app-name.ts';

/** One of the bans whose terms allow exemptions; with `codes`, offline codes too. */
export function BanChoice(props: {
  readonly value: string;
  readonly codes?: boolean;
  readonly onChoose: (ban: string) => void;
  readonly fault?: string | undefined;
}) {
  const { say } = useWords();
  const { data } = useOperation('listBans');
  const allowed = (data?.bans ?? []).filter(
    ({ ban: { exemptions } }) =>
      exemptions.allowed && (props.codes !== true || exemptions.offlineCodes === true),
  );
  return (
    <Choice
      label={say('exemptions.ban')}
      value={props.value}
      options={[
        { value: '', name: '–' },
        ...allowed.map(({ ban }) => ({ value: ban.id, name: nameOfBan(ban) })),
      ]}
      onChoose={props.onChoose}
      fault={props.fault}
    />
  );
}
