import { Button, Paragraph, Table } from '@digdir/designsystemet-react';
import { useState } from 'react';
import { inLanguage } from '#locales/language.ts';
import type { OperationId, ResponseOf } from '#protocol/console-server.ts';
import { useAct } from '../../api/use-act.ts';
import { Choice } from '../../parts/choice.tsx';
import { ReasonDialog } from '../../parts/reason-dialog.tsx';
import { TableBox } from '../../parts/table-box.tsx';
import { EffectTag } from '../../parts/tags.tsx';
import { useMay } from '../../shell/session.ts';
import { useWords } from '../../shell/words.tsx';
import { nameOfBan, nameOfId } from '../../view-models/app-name.ts';
import { effectsHere } from '../../view-models/pack-file.ts';
import { BanSources } from './ban-sources.tsx';

type Pack = ResponseOf<'getPack'>;
type PackBan = Pack['bans'][number];

/** Bans of a pack: what they do in the pack, what they do here, and why that differs. */
export function PackBans(props: { readonly pack: Pack; readonly changed: readonly OperationId[] }) {
  const { say, language } = useWords();
  const may = useMay();
  const [weakening, setWeakening] = useState<PackBan>();
  const { pack } = props;
  const written = new Map(
    [...(pack.heldDocument?.bans ?? []), ...pack.document.bans].map((ban) => [ban.id, ban]),
  );
  const canChange = may('approver', 'organisation');
  return (
    <>
      <TableBox label={say('packs.bans')}>
        <Table>
          <Table.Head>
            <Table.Row>
              <Table.HeaderCell>{say('packs.ban')}</Table.HeaderCell>
              <Table.HeaderCell>{say('packs.ban.pack')}</Table.HeaderCell>
              <Table.HeaderCell>{say('packs.ban.here')}</Table.HeaderCell>
              <Table.HeaderCell>{say('packs.ban.why')}</Table.HeaderCell>
              {canChange && (
                <Table.HeaderCell>
                  <span className="ds-sr-only">{say('packs.weaken')}</span>
                </Table.HeaderCell>
              )}
            </Table.Row>
          </Table.Head>
          <Table.Body>
            {pack.bans.map((ban) => {
              const text = written.get(ban.ban);
              const name = text === undefined ? nameOfId(ban.ban) : nameOfBan(text);
              return (
                <Table.Row key={ban.ban}>
                  <Table.Cell>{name}</Table.Cell>
                  <Table.Cell>
                    <EffectTag effect={ban.effect} />
                  </Table.Cell>
                  <Table.Cell>
                    <EffectTag effect={ban.effectHere} />
                    {ban.weakened !== undefined && (
                      <div className="quiet">
                        {say('packs.ban.weakened', {
                          by: ban.weakened.by,
                          at: ban.weakened.at,
                          reason: ban.weakened.reason,
                        })}
                      </div>
                    )}
                  </Table.Cell>
                  <Table.Cell>
                    {text !== undefined && (
                      <>
                        <Paragraph>{inLanguage(text.notice.why, language)}</Paragraph>
                        <BanSources ban={text} />
                      </>
                    )}
                  </Table.Cell>
                  {canChange && (
                    <Table.Cell>
                      <Button
                        variant="secondary"
                        data-size="sm"
                        aria-label={`${say('packs.weaken')}: ${name}`}
                        onClick={() => setWeakening(ban)}
                      >
                        {say('packs.weaken')}
                      </Button>
                    </Table.Cell>
                  )}
                </Table.Row>
              );
            })}
          </Table.Body>
        </Table>
      </TableBox>
      {weakening !== undefined && (
        <WeakenDialog
          key={weakening.ban}
          pack={pack.pack}
          ban={weakening}
          changed={props.changed}
          onClose={() => setWeakening(undefined)}
        />
      )}
    </>
  );
}

function WeakenDialog(props: {
  readonly pack: string;
  readonly ban: PackBan;
  readonly changed: readonly OperationId[];
  readonly onClose: () => void;
}) {
  const { say } = useWords();
  const { pack, ban, onClose } = props;
  const [effect, setEffect] = useState<PackBan['effectHere']>(ban.effectHere);
  const weaken = useAct('weakenPackBan', props.changed);
  return (
    <ReasonDialog
      open
      title={say('packs.weaken.title', { ban: nameOfId(ban.ban) })}
      lead={say('packs.weaken.lead')}
      verb={say('shell.button.save')}
      busy={weaken.isPending}
      fault={weaken.error}
      onClose={onClose}
      onDo={(reason) =>
        weaken.mutate({ params: { pack, ban: ban.ban }, body: { effect, reason } }, { onSuccess: onClose })
      }
    >
      <Choice
        label={say('packs.weaken.effect')}
        value={effect}
        options={effectsHere(ban.effect).map((one) => ({ value: one, name: say(`shell.effect.${one}`) }))}
        onChoose={(chosen) => {
          if (chosen !== '') setEffect(chosen);
        }}
      />
    </ReasonDialog>
  );
}
