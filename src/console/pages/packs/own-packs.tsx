import { Button, Heading, Paragraph } from '@digdir/designsystemet-react';
import { useState } from 'react';
import { inLanguage, type Language } from '#locales/language.ts';
import { useAct } from '../../api/use-act.ts';
import { useOperation } from '../../api/use-operation.ts';
import { CheckGroup } from '../../parts/check-group.tsx';
import { Pairs } from '../../parts/pairs.tsx';
import { ReasonDialog } from '../../parts/reason-dialog.tsx';
import { Answered, Empty } from '../../parts/states.tsx';
import { TextLine } from '../../parts/text-line.tsx';
import { useMay } from '../../shell/session.ts';
import { useWords } from '../../shell/words.tsx';
import { nameOfBan } from '../../view-models/app-name.ts';
import { isSlug } from '../../view-models/typed.ts';

/** What this organisation publishes for others to follow. */
export function OwnPacks() {
  const { say, language, number } = useWords();
  const may = useMay();
  const packs = useOperation('listOwnPacks');
  const [publishing, setPublishing] = useState(false);
  return (
    <>
      <Paragraph>{say('packs.own.lead')}</Paragraph>
      {may('editor', 'organisation') && (
        <div className="buttons">
          <Button variant="secondary" onClick={() => setPublishing(true)}>
            {say('packs.publish')}
          </Button>
        </div>
      )}
      <Answered query={packs}>
        {(answer) =>
          answer.packs.length === 0 ? (
            <Empty title={say('packs.own.none')} />
          ) : (
            <ul className="records">
              {answer.packs.map((pack) => (
                <li key={pack.pack}>
                  <article className="record" aria-label={inLanguage(pack.title, language)}>
                    <Heading level={2} data-size="2xs">
                      {inLanguage(pack.title, language)}
                    </Heading>
                    <Paragraph>
                      {say('packs.version', { n: number(pack.version) })}.{' '}
                      {say('packs.own.issued', { by: pack.issuedBy, at: pack.issuedAt })}
                    </Paragraph>
                    <Pairs
                      pairs={[
                        [
                          say('packs.source.url'),
                          <a key="url" href={pack.path} className="mono">
                            {`${location.origin}${pack.path}`}
                          </a>,
                        ],
                        [say('packs.bans'), pack.bans.join(', ')],
                        [
                          say('packs.own.key'),
                          <span key="key" className="mono">
                            {pack.authorityKey}
                          </span>,
                        ],
                        [
                          say('packs.fingerprint'),
                          <span key="print" className="mono">
                            {pack.keyFingerprint}
                          </span>,
                        ],
                      ]}
                    />
                  </article>
                </li>
              ))}
            </ul>
          )
        }
      </Answered>
      {publishing && <PublishDialog onClose={() => setPublishing(false)} />}
    </>
  );
}

function PublishDialog({ onClose }: { readonly onClose: () => void }) {
  const { say, language } = useWords();
  const bans = useOperation('listBans');
  const [pack, setPack] = useState('');
  const [title, setTitle] = useState('');
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const [tried, setTried] = useState(false);
  const publish = useAct('publishPack', ['listOwnPacks']);
  // Bans that come from somebody's pack are not this organisation's to publish.
  const own = (bans.data?.bans ?? []).filter((one) => one.pack === undefined);
  const texts: { readonly [one in Language]?: string } = { [language]: title.trim() };
  return (
    <ReasonDialog
      open
      title={say('packs.publish')}
      verb={say('packs.publish.do')}
      needsReason={false}
      busy={publish.isPending}
      fault={publish.error}
      onClose={onClose}
      onDo={() => {
        setTried(true);
        if (!isSlug(pack) || title.trim() === '' || chosen.length === 0) return;
        publish.mutate(
          {
            body: {
              pack,
              title: texts,
              bans: own
                .filter(({ unit, ban }) => chosen.includes(`${unit}/${ban.id}`))
                .map(({ unit, ban }) => ({ unit, ban: ban.id })),
            },
          },
          { onSuccess: onClose },
        );
      }}
    >
      <TextLine
        label={say('packs.publish.id')}
        value={pack}
        longest={64}
        onType={setPack}
        fault={tried && !isSlug(pack) ? say('packs.publish.id.wrong') : undefined}
      />
      <TextLine
        label={say('packs.publish.name')}
        value={title}
        onType={setTitle}
        fault={tried && title.trim() === '' ? say('packs.publish.name.missing') : undefined}
      />
      <CheckGroup
        legend={say('packs.publish.bans')}
        options={own.map(({ unit, ban }) => ({
          value: `${unit}/${ban.id}`,
          name: `${nameOfBan(ban)} (${unit})`,
        }))}
        chosen={chosen}
        onChoose={setChosen}
        fault={tried && chosen.length === 0 ? say('packs.publish.bans.missing') : undefined}
      />
    </ReasonDialog>
  );
}
