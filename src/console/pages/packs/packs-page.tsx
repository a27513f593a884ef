import { Alert, Button, Heading, Paragraph, Tag } from '@digdir/designsystemet-react';
import { inLanguage } from '#locales/language.ts';
import type { ResponseOf } from '#protocol/console-server.ts';
import { useOperation } from '../../api/use-operation.ts';
import { Answered, Empty } from '../../parts/states.tsx';
import { useView, Views } from '../../parts/views.tsx';
import { useAddress } from '../../shell/address.ts';
import { Go } from '../../shell/go.tsx';
import { PageFrame } from '../../shell/page-frame.tsx';
import { useMay } from '../../shell/session.ts';
import { useWords } from '../../shell/words.tsx';
import { FollowPack } from './follow-pack.tsx';
import { OwnPacks } from './own-packs.tsx';

type Pack = ResponseOf<'listPacks'>['packs'][number];

/** Ban packs: those that are followed, and those that this organisation publishes. */
export function PacksPage() {
  const { say } = useWords();
  const may = useMay();
  const [, change] = useAddress();
  const view = useView(['followed', 'own', 'follow']);
  return (
    <PageFrame
      title={say('packs.title')}
      lead={say('packs.lead')}
      actions={
        view !== 'follow' &&
        may('editor', 'organisation') && (
          <Button onClick={() => change({ view: 'follow' })}>{say('packs.follow')}</Button>
        )
      }
    >
      <Views
        label={say('packs.title')}
        shown={view}
        views={[
          { id: 'followed', name: say('packs.followed') },
          { id: 'own', name: say('packs.own') },
          ...(may('editor', 'organisation') ? [{ id: 'follow' as const, name: say('packs.follow') }] : []),
        ]}
      />
      {view === 'followed' && <FollowedPacks />}
      {view === 'own' && <OwnPacks />}
      {view === 'follow' && <FollowPack />}
    </PageFrame>
  );
}

function FollowedPacks() {
  const { say } = useWords();
  const packs = useOperation('listPacks');
  return (
    <Answered query={packs}>
      {(answer) =>
        answer.packs.length === 0 ? (
          <Empty title={say('packs.none.title')}>
            <Paragraph>{say('packs.none.body')}</Paragraph>
          </Empty>
        ) : (
          <ul className="records">
            {answer.packs.map((pack) => (
              <li key={pack.pack}>
                <PackCard pack={pack} />
              </li>
            ))}
          </ul>
        )
      }
    </Answered>
  );
}

function PackCard({ pack }: { readonly pack: Pack }) {
  const { say, language, number } = useWords();
  const weakened = pack.bans.filter((ban) => ban.weakened !== undefined).length;
  return (
    <article className="record" aria-label={inLanguage(pack.title, language)}>
      <div className="record-head">
        <Heading level={2} data-size="2xs">
          <Go to="/packs/$pack" params={{ pack: pack.pack }}>
            {inLanguage(pack.title, language)}
          </Go>
        </Heading>
        <span className="tags">
          {pack.authority.unofficial && <Tag data-color="warning">{say('packs.unofficial')}</Tag>}
          <Tag data-color={pack.version === 0 ? 'neutral' : 'success'}>
            {pack.version === 0
              ? say('packs.version.none')
              : say('packs.version', { n: number(pack.version) })}
          </Tag>
        </span>
      </div>
      <Paragraph className="quiet">{pack.authority.name}</Paragraph>
      {pack.heldVersion !== undefined && (
        <Paragraph className="strong">{say('packs.held', { n: number(pack.heldVersion) })}</Paragraph>
      )}
      {weakened > 0 && <Paragraph>{say('packs.weakened', { n: weakened })}</Paragraph>}
      {pack.fault !== undefined && (
        <Alert data-color="warning">
          <Paragraph>
            {say('packs.fault')} <span lang="en">{pack.fault}</span>
          </Paragraph>
        </Alert>
      )}
    </article>
  );
}
