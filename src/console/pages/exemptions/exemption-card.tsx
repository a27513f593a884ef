import { Button, Heading, Paragraph, Tag } from '@digdir/designsystemet-react';
import { useState } from 'react';
import type { Ban } from '#policy/ban.ts';
import { Pairs, type Pair } from '../../parts/pairs.tsx';
import { useUnitName } from '../../parts/use-unit-name.ts';
import { Go } from '../../shell/go.tsx';
import { useMay, useSession } from '../../shell/session.ts';
import { useWords } from '../../shell/words.tsx';
import { nameOfId } from '../../view-models/app-name.ts';
import { answersTo, type Exemption } from '../../view-models/exemptions.ts';
import { ApproveDialog, DenyDialog, WithdrawDialog } from './answer-dialogs.tsx';
import { termsWords } from './terms-words.ts';

const colours = {
  waiting: 'warning',
  'half-approved': 'warning',
  approved: 'success',
  ended: 'neutral',
  denied: 'neutral',
  withdrawn: 'neutral',
} as const;

/** One request or grant, with what can be answered to it. */
export function ExemptionCard(props: {
  readonly exemption: Exemption;
  readonly terms: Ban['exemptions'] | undefined;
}) {
  const { say } = useWords();
  const unitName = useUnitName();
  const may = useMay();
  const { session } = useSession();
  const [dialog, setDialog] = useState<'approve' | 'deny' | 'withdraw'>();
  const { exemption, terms } = props;
  const { state } = exemption;
  const answers = answersTo(exemption, session?.operator?.name ?? '');
  const close = (): void => setDialog(undefined);
  const who = exemption.account ?? say('exemptions.everybody');
  return (
    <article className="record" aria-label={`${who}, ${nameOfId(exemption.ban)}`}>
      <div className="record-head">
        <Heading level={2} data-size="2xs">
          {who} {say('exemptions.on', { host: '' }).trim()}{' '}
          <Go to="/devices/$device" params={{ device: exemption.device }} preload={false}>
            {exemption.hostName ?? exemption.device.slice(0, 8)}
          </Go>
          : {nameOfId(exemption.ban)}
        </Heading>
        <span className="tags">
          {exemption.withCode === true && <Tag data-color="info">{say('exemptions.with-code')}</Tag>}
          <Tag data-color={colours[state]}>{say(`exemptions.view.${state}`)}</Tag>
        </span>
      </div>
      <Paragraph className="own-words">{exemption.purpose}</Paragraph>
      {exemption.askedAt !== undefined && (
        <Paragraph className="quiet">{say('exemptions.asked', { at: exemption.askedAt })}</Paragraph>
      )}
      <Pairs pairs={factsOf(exemption, terms, { say, unitName })} />
      {exemption.reason !== undefined && (
        <Paragraph>
          {say('shell.reason')}: {exemption.reason}
        </Paragraph>
      )}
      {answers.second && <Paragraph className="strong">{say('exemptions.yours')}</Paragraph>}
      {may('approver') && (answers.deny || answers.withdraw) && (
        <div className="buttons">
          {answers.approve && (
            <Button data-size="sm" onClick={() => setDialog('approve')}>
              {say('exemptions.approve')}
            </Button>
          )}
          {answers.deny && (
            <Button data-size="sm" variant="secondary" onClick={() => setDialog('deny')}>
              {say('exemptions.deny')}
            </Button>
          )}
          {answers.withdraw && (
            <Button data-size="sm" variant="secondary" onClick={() => setDialog('withdraw')}>
              {say('exemptions.withdraw')}
            </Button>
          )}
        </div>
      )}
      <ApproveDialog exemption={exemption} terms={terms} open={dialog === 'approve'} onClose={close} />
      <DenyDialog exemption={exemption} open={dialog === 'deny'} onClose={close} />
      <WithdrawDialog exemption={exemption} open={dialog === 'withdraw'} onClose={close} />
    </article>
  );
}

function factsOf(
  exemption: Exemption,
  terms: Ban['exemptions'] | undefined,
  {
    say,
    unitName,
  }: Pick<ReturnType<typeof useWords>, 'say'> & { readonly unitName: (unit: string) => string },
): readonly Pair[] {
  const { from, until, neededOn } = exemption;
  return [
    from !== undefined && until !== undefined
      ? [say('audit.when'), say('exemptions.runs', { from, until })]
      : [say('exemptions.approve.days'), say('exemptions.days', { n: exemption.days })],
    [
      say('exemptions.approvers', {
        have: String(exemption.approvedBy.length),
        needed: String(exemption.approversNeeded),
      }),
      exemption.approvedBy.length === 0
        ? '–'
        : say('exemptions.approved-by', { names: exemption.approvedBy.join(', ') }),
    ],
    ...(exemption.unit === undefined ? [] : [[say('shell.unit'), unitName(exemption.unit)] as const]),
    ...(neededOn === undefined
      ? []
      : [[say('exemptions.device'), say(`exemptions.needed.${neededOn}`)] as const]),
    ...(terms === undefined ? [] : [[say('exemptions.terms'), termsWords(terms, say)] as const]),
  ];
}
