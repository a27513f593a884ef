import { Alert, Button, Checkbox, Heading, Paragraph, ValidationMessage } from '@digdir/designsystemet-react';
import { useNavigate } from '@tanstack/react-router';
import { useEffect, useRef, useState } from 'react';
import type { Effect } from '#policy/ban.ts';
import { inLanguage } from '#locales/language.ts';
import type { BodyOf, ResponseOf } from '#protocol/console-server.ts';
import { useAct } from '../../api/use-act.ts';
import { Pairs } from '../../parts/pairs.tsx';
import { Fault } from '../../parts/states.tsx';
import { EffectTag } from '../../parts/tags.tsx';
import { useAnnounce } from '../../shell/announce.tsx';
import { useWords } from '../../shell/words.tsx';
import { nameOfBan } from '../../view-models/app-name.ts';
import { grouped } from '../../view-models/pack-file.ts';
import { BanSources } from './ban-sources.tsx';
import { TermsFields } from './terms-dialog.tsx';

type Inspection = ResponseOf<'inspectPack'>;

/** What a pack contains, whose key signed it, and the way to follow it once the key was compared. */
export function Inspected(props: {
  readonly inspection: Inspection;
  readonly source: Pick<BodyOf<'followPack'>, 'url' | 'envelope'>;
}) {
  const { say, language, number } = useWords();
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  const { inspection, source } = props;
  const { document, vectors, faults, authorityKey, keyFingerprint } = inspection;
  return (
    <section className="record">
      <Heading ref={heading} level={2} data-size="xs" tabIndex={-1} className="page-heading">
        {inLanguage(document.title, language)}
      </Heading>
      {document.authority.unofficial && (
        <Alert data-color="warning">
          <Paragraph>{say('packs.unofficial.lead')}</Paragraph>
        </Alert>
      )}
      {inspection.followed !== undefined && (
        <Paragraph className="strong">
          {say('packs.inspect.followed', { n: number(inspection.followed) })}
        </Paragraph>
      )}
      <Pairs
        pairs={[
          [say('packs.authority'), document.authority.name],
          [say('packs.contains'), say('packs.version', { n: number(document.version) })],
          [
            say('packs.vectors.title'),
            say('packs.vectors', {
              passed: number(vectors.passed),
              all: number(vectors.passed + vectors.failed),
            }),
          ],
        ]}
      />
      <ul className="records">
        {document.bans.map((ban) => (
          <li key={ban.id}>
            <Paragraph>
              <strong>{nameOfBan(ban)}</strong> <EffectTag effect={ban.effect} />
            </Paragraph>
            <Paragraph className="quiet">{inLanguage(ban.notice.why, language)}</Paragraph>
            <BanSources ban={ban} />
          </li>
        ))}
      </ul>
      <Paragraph className="strong">{say(`packs.signature.${inspection.signature}`)}</Paragraph>
      {faults.length > 0 && (
        <Alert data-color="danger">
          <Paragraph>{say('packs.inspect.faults')}</Paragraph>
          <ul className="points" lang="en">
            {faults.map((fault) => (
              <li key={fault}>{fault}</li>
            ))}
          </ul>
        </Alert>
      )}
      {authorityKey !== undefined && keyFingerprint !== undefined && faults.length === 0 && (
        <Follow source={source} authorityKey={authorityKey} keyFingerprint={keyFingerprint} />
      )}
    </section>
  );
}

function Follow(props: {
  readonly source: Pick<BodyOf<'followPack'>, 'url' | 'envelope'>;
  readonly authorityKey: string;
  readonly keyFingerprint: string;
}) {
  const { say } = useWords();
  const announce = useAnnounce();
  const navigate = useNavigate();
  const [mode, setMode] = useState<'adopt' | 'hold'>('hold');
  const [highest, setHighest] = useState<Effect>('block');
  const [compared, setCompared] = useState(false);
  const [missing, setMissing] = useState(false);
  const follow = useAct('followPack', ['listPacks', 'listBans', 'getOverview']);
  return (
    <form
      noValidate
      className="form"
      onSubmit={(event) => {
        event.preventDefault();
        setMissing(!compared);
        if (!compared) return;
        follow.mutate(
          { body: { ...props.source, authorityKey: props.authorityKey, mode, highestEffect: highest } },
          {
            onSuccess: ({ pack }) => {
              announce(say('packs.follow.done'));
              void navigate({ to: '/packs/$pack', params: { pack } });
            },
          },
        );
      }}
    >
      <Paragraph>{say('packs.compare')}</Paragraph>
      <Pairs
        pairs={[
          [
            say('packs.fingerprint'),
            <span key="key" className="mono">
              {grouped(props.keyFingerprint)}
            </span>,
          ],
        ]}
      />
      <div>
        <Checkbox
          label={say('packs.compared')}
          value="compared"
          checked={compared}
          onChange={({ target }) => {
            setCompared(target.checked);
            setMissing(false);
          }}
        />
        {missing && <ValidationMessage>{say('packs.compared.missing')}</ValidationMessage>}
      </div>
      <TermsFields mode={mode} highest={highest} onMode={setMode} onHighest={setHighest} />
      <Fault fault={follow.error} />
      <div className="buttons">
        <Button type="submit" loading={follow.isPending}>
          {say('packs.follow.do')}
        </Button>
      </div>
    </form>
  );
}
