import { Alert, Button, Paragraph } from '@digdir/designsystemet-react';
import { useNavigate, useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { inLanguage } from '#locales/language.ts';
import type { ResponseOf } from '#protocol/console-server.ts';
import { useAct } from '../../api/use-act.ts';
import { useOperation } from '../../api/use-operation.ts';
import { Pairs } from '../../parts/pairs.tsx';
import { ReasonDialog } from '../../parts/reason-dialog.tsx';
import { Section } from '../../parts/section.tsx';
import { Answered, Fault } from '../../parts/states.tsx';
import { WebLink } from '../../parts/web-link.tsx';
import { useAnnounce } from '../../shell/announce.tsx';
import { Go } from '../../shell/go.tsx';
import { PageFrame } from '../../shell/page-frame.tsx';
import { useMay } from '../../shell/session.ts';
import { useWords } from '../../shell/words.tsx';
import { PackBans } from './pack-bans.tsx';
import { TermsDialog } from './terms-dialog.tsx';

type Pack = ResponseOf<'getPack'>;
const changed = ['getPack', 'listPacks', 'listBans', 'getOverview'] as const;

/** One pack that is followed: where it comes from, what of it is in force here, what waits. */
export function PackPage() {
  const { say, language } = useWords();
  const { pack } = useParams({ from: '/inside/packs/$pack' });
  const query = useOperation('getPack', { params: { pack } });
  return (
    <PageFrame
      wide
      title={query.data === undefined ? pack : inLanguage(query.data.title, language)}
      crumbs={[
        <Go key="packs" to="/packs">
          {say('packs.title')}
        </Go>,
      ]}
      actions={query.data !== undefined && <PackActions pack={query.data} />}
    >
      <Answered query={query}>{(answer) => <PackDetail pack={answer} />}</Answered>
    </PageFrame>
  );
}

function PackDetail({ pack }: { readonly pack: Pack }) {
  const { say, day, number } = useWords();
  const { vectors } = pack;
  return (
    <>
      {pack.authority.unofficial && (
        <Alert data-color="warning">
          <Paragraph>{say('packs.unofficial.lead')}</Paragraph>
        </Alert>
      )}
      {pack.fault !== undefined && (
        <Alert data-color="warning">
          <Paragraph>
            {say('packs.fault')} <span lang="en">{pack.fault}</span>
          </Paragraph>
        </Alert>
      )}
      <Pairs
        pairs={[
          [
            say('packs.in-force'),
            pack.version === 0
              ? say('packs.version.none')
              : say('packs.version', { n: number(pack.version) }),
          ],
          [say('packs.authority'), pack.authority.name],
          [say('packs.mode'), say(`packs.mode.${pack.mode}`)],
          [say('packs.highest'), say(`shell.effect.${pack.highestEffect}`)],
          [
            say('packs.source.url'),
            pack.url === undefined ? say('packs.source.file') : <WebLink key="url" url={pack.url} />,
          ],
          [
            say('packs.fingerprint'),
            <span key="key" className="mono">
              {pack.keyFingerprint}
            </span>,
          ],
          [
            say('packs.vectors.title'),
            say('packs.vectors', {
              passed: number(vectors.passed),
              all: number(vectors.passed + vectors.failed),
            }),
          ],
          ...(pack.expiresOn === undefined ? [] : [[say('packs.expires'), day(pack.expiresOn)] as const]),
          ...(pack.checkedAt === undefined
            ? []
            : [[say('audit.when'), say('packs.checked', { at: pack.checkedAt })] as const]),
        ]}
      />
      {pack.declared === true && <Paragraph className="quiet">{say('packs.declared')}</Paragraph>}
      {pack.heldVersion !== undefined && <Held pack={pack} version={pack.heldVersion} />}
      <Section title={say('packs.bans')}>
        <PackBans pack={pack} changed={changed} />
      </Section>
    </>
  );
}

/** The version that waits, what it changes, and the way to put it in force. */
function Held({ pack, version }: { readonly pack: Pack; readonly version: number }) {
  const { say, number } = useWords();
  const may = useMay();
  const announce = useAnnounce();
  const [asking, setAsking] = useState(false);
  const adopt = useAct('adoptPackVersion', changed);
  const { heldDiff: diff } = pack;
  const kinds = ['added', 'removed', 'changed'] as const;
  const differs = diff !== undefined && kinds.some((kind) => diff[kind].length > 0);
  const close = (): void => {
    adopt.reset();
    setAsking(false);
  };
  return (
    <Section
      title={say('packs.held', { n: number(version) })}
      actions={
        may('approver', 'organisation') && (
          <Button onClick={() => setAsking(true)}>{say('packs.adopt', { n: number(version) })}</Button>
        )
      }
    >
      {diff !== undefined && (
        <Pairs
          pairs={
            differs
              ? kinds
                  .filter((kind) => diff[kind].length > 0)
                  .map((kind) => [say(`packs.diff.${kind}`), diff[kind].join(', ')] as const)
              : [[say('packs.diff'), say('packs.diff.none')]]
          }
        />
      )}
      <ReasonDialog
        open={asking}
        title={say('packs.adopt', { n: number(version) })}
        lead={say('packs.adopt.lead')}
        verb={say('packs.adopt', { n: number(version) })}
        needsReason={false}
        busy={adopt.isPending}
        fault={adopt.error}
        onClose={close}
        onDo={() =>
          adopt.mutate(
            { params: { pack: pack.pack }, body: { version } },
            {
              onSuccess: () => {
                announce(say('packs.adopted'));
                close();
              },
            },
          )
        }
      />
    </Section>
  );
}

function PackActions({ pack }: { readonly pack: Pack }) {
  const { say } = useWords();
  const may = useMay();
  const navigate = useNavigate();
  const [dialog, setDialog] = useState<'terms' | 'unfollow'>();
  const refresh = useAct('refreshPack', changed);
  const unfollow = useAct('unfollowPack', changed);
  if (!may('editor', 'organisation')) return null;
  const close = (): void => setDialog(undefined);
  return (
    <>
      {pack.url !== undefined && (
        <Button
          variant="secondary"
          loading={refresh.isPending}
          onClick={() => refresh.mutate({ params: { pack: pack.pack }, body: {} })}
        >
          {say('packs.refresh')}
        </Button>
      )}
      {pack.declared !== true && (
        <Button variant="secondary" onClick={() => setDialog('terms')}>
          {say('packs.terms')}
        </Button>
      )}
      <Button variant="secondary" data-color="danger" onClick={() => setDialog('unfollow')}>
        {say('packs.unfollow')}
      </Button>
      <Fault fault={refresh.error} />
      <TermsDialog
        key={dialog === 'terms' ? 'open' : 'closed'}
        pack={pack}
        changed={changed}
        open={dialog === 'terms'}
        onClose={close}
      />
      <ReasonDialog
        open={dialog === 'unfollow'}
        title={say('packs.unfollow.title', { pack: pack.pack })}
        lead={say('packs.unfollow.lead')}
        verb={say('packs.unfollow')}
        danger
        busy={unfollow.isPending}
        fault={unfollow.error}
        onClose={close}
        onDo={(reason) =>
          unfollow.mutate(
            { params: { pack: pack.pack }, body: { reason } },
            { onSuccess: () => void navigate({ to: '/packs' }) },
          )
        }
      />
    </>
  );
}
