import { Button, Paragraph, Table, Tag } from '@digdir/designsystemet-react';
import { useState } from 'react';
import type { ResponseOf } from '#protocol/console-server.ts';
import { useAct } from '../../api/use-act.ts';
import { useOperation } from '../../api/use-operation.ts';
import { Choice } from '../../parts/choice.tsx';
import { ReasonDialog } from '../../parts/reason-dialog.tsx';
import { ShownOnce } from '../../parts/shown-once.tsx';
import { Answered, Fault } from '../../parts/states.tsx';
import { TableBox } from '../../parts/table-box.tsx';
import { TextLine } from '../../parts/text-line.tsx';
import { UnitChoice } from '../../parts/unit-choice.tsx';
import { roleOrder, useSession } from '../../shell/session.ts';
import { useWords } from '../../shell/words.tsx';
import { wholeNumber } from '../../view-models/typed.ts';

type Operator = ResponseOf<'listOperators'>['operators'][number];

/** People in IT, what they may do, and how they come in. */
export function Operators() {
  const { say, day } = useWords();
  const operators = useOperation('listOperators');
  const [dialog, setDialog] = useState<'new' | { readonly edit: Operator } | { readonly revoke: Operator }>();
  const [once, setOnce] = useState<{ readonly text: string; readonly lead: string }>();
  const link = useAct('makeSignInLink');
  const revoke = useAct('revokeOperator', ['listOperators']);
  const close = (): void => {
    revoke.reset();
    setDialog(undefined);
  };
  const revoking = typeof dialog === 'object' && 'revoke' in dialog ? dialog.revoke : undefined;
  return (
    <>
      <Paragraph>{say('settings.operators.lead')}</Paragraph>
      <div className="buttons">
        <Button onClick={() => setDialog('new')}>{say('settings.operators.new')}</Button>
      </div>
      {once !== undefined && (
        <ShownOnce key={once.text} title={say('settings.once.made')} lead={once.lead} text={once.text} />
      )}
      <Fault fault={link.error} />
      <Answered query={operators}>
        {(answer) => (
          <TableBox label={say('settings.view.operators')}>
            <Table>
              <Table.Head>
                <Table.Row>
                  <Table.HeaderCell>{say('settings.name')}</Table.HeaderCell>
                  <Table.HeaderCell>{say('settings.operators.role')}</Table.HeaderCell>
                  <Table.HeaderCell>{say('shell.unit')}</Table.HeaderCell>
                  <Table.HeaderCell>{say('settings.operators.via')}</Table.HeaderCell>
                  <Table.HeaderCell>{say('settings.operators.seen')}</Table.HeaderCell>
                  <Table.HeaderCell>
                    <span className="ds-sr-only">{say('settings.operators.edit.verb')}</span>
                  </Table.HeaderCell>
                </Table.Row>
              </Table.Head>
              <Table.Body>
                {answer.operators.map((one) => (
                  <Table.Row key={one.operator}>
                    <Table.Cell>
                      {one.name}{' '}
                      {one.revokedAt !== undefined && (
                        <Tag data-color="neutral">{say('settings.operators.revoked')}</Tag>
                      )}
                    </Table.Cell>
                    <Table.Cell>{say(`shell.role.${one.role}`)}</Table.Cell>
                    <Table.Cell>{one.unit}</Table.Cell>
                    <Table.Cell>{say(`settings.via.${one.via}`)}</Table.Cell>
                    <Table.Cell>{one.lastSeen === undefined ? '–' : day(one.lastSeen)}</Table.Cell>
                    <Table.Cell>
                      {one.revokedAt === undefined && (
                        <div className="buttons">
                          <Button
                            variant="tertiary"
                            data-size="sm"
                            aria-label={say('settings.operators.edit', { name: one.name })}
                            onClick={() => setDialog({ edit: one })}
                          >
                            {say('settings.operators.edit.verb')}
                          </Button>
                          <Button
                            variant="tertiary"
                            data-size="sm"
                            aria-label={`${say('settings.operators.link')}: ${one.name}`}
                            onClick={() =>
                              link.mutate(
                                { params: { operator: one.operator } },
                                {
                                  onSuccess: ({ url, expiresAt }) =>
                                    setOnce({
                                      text: url,
                                      lead: say('settings.operators.link.body', { at: expiresAt }),
                                    }),
                                },
                              )
                            }
                          >
                            {say('settings.operators.link')}
                          </Button>
                          <Button
                            variant="tertiary"
                            data-size="sm"
                            data-color="danger"
                            aria-label={say('settings.operators.revoke.title', { name: one.name })}
                            onClick={() => setDialog({ revoke: one })}
                          >
                            {say('settings.operators.revoke')}
                          </Button>
                        </div>
                      )}
                    </Table.Cell>
                  </Table.Row>
                ))}
              </Table.Body>
            </Table>
          </TableBox>
        )}
      </Answered>
      {dialog === 'new' && (
        <NewOperator onClose={close} onMade={(text) => setOnce({ text, lead: say('settings.once') })} />
      )}
      {typeof dialog === 'object' && 'edit' in dialog && (
        <EditOperator operator={dialog.edit} onClose={close} />
      )}
      <ReasonDialog
        open={revoking !== undefined}
        title={say('settings.operators.revoke.title', { name: revoking?.name ?? '' })}
        lead={say('settings.operators.revoke.lead')}
        verb={say('settings.operators.revoke')}
        needsReason={false}
        danger
        busy={revoke.isPending}
        fault={revoke.error}
        onClose={close}
        onDo={() => {
          if (revoking !== undefined)
            revoke.mutate({ params: { operator: revoking.operator } }, { onSuccess: close });
        }}
      />
    </>
  );
}

function RoleChoice(props: {
  readonly value: Operator['role'];
  readonly onChoose: (role: Operator['role']) => void;
}) {
  const { say } = useWords();
  return (
    <Choice
      label={say('settings.operators.role')}
      value={props.value}
      options={roleOrder.map((role) => ({ value: role, name: say(`shell.role.${role}`) }))}
      onChoose={(role) => {
        if (role !== '') props.onChoose(role);
      }}
    />
  );
}

function NewOperator(props: { readonly onClose: () => void; readonly onMade: (text: string) => void }) {
  const { say, number } = useWords();
  const { session } = useSession();
  const [name, setName] = useState('');
  const [role, setRole] = useState<Operator['role']>('viewer');
  const [unit, setUnit] = useState(session?.operator?.unit ?? '');
  const [days, setDays] = useState('365');
  const [tried, setTried] = useState(false);
  const make = useAct('createOperatorToken', ['listOperators']);
  const valid = wholeNumber(days, 1, 3_660);
  const daysWrong = days.trim() !== '' && valid === undefined;
  return (
    <ReasonDialog
      open
      title={say('settings.operators.new')}
      verb={say('settings.operators.make')}
      needsReason={false}
      busy={make.isPending}
      fault={make.error}
      onClose={props.onClose}
      onDo={() => {
        setTried(true);
        if (name.trim() === '' || daysWrong) return;
        make.mutate(
          {
            body: {
              name: name.trim(),
              role,
              ...(unit === '' ? {} : { unit }),
              ...(valid === undefined ? {} : { validDays: valid }),
            },
          },
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
        label={say('settings.name')}
        value={name}
        onType={setName}
        fault={tried && name.trim() === '' ? say('settings.missing') : undefined}
      />
      <RoleChoice value={role} onChoose={setRole} />
      <UnitChoice value={unit} onChoose={setUnit} />
      <TextLine
        label={say('settings.operators.days')}
        numeric
        value={days}
        onType={setDays}
        fault={
          tried && daysWrong ? say('devices.token.number', { least: '1', most: number(3_660) }) : undefined
        }
      />
    </ReasonDialog>
  );
}

function EditOperator(props: { readonly operator: Operator; readonly onClose: () => void }) {
  const { say } = useWords();
  const { operator, onClose } = props;
  const [role, setRole] = useState(operator.role);
  const [unit, setUnit] = useState(operator.unit);
  const set = useAct('setOperator', ['listOperators', 'getSession']);
  return (
    <ReasonDialog
      open
      title={say('settings.operators.edit', { name: operator.name })}
      verb={say('shell.button.save')}
      needsReason={false}
      busy={set.isPending}
      fault={set.error}
      onClose={onClose}
      onDo={() =>
        set.mutate({ params: { operator: operator.operator }, body: { role, unit } }, { onSuccess: onClose })
      }
    >
      <RoleChoice value={role} onChoose={setRole} />
      <UnitChoice value={unit} onChoose={setUnit} />
    </ReasonDialog>
  );
}
