import { Button, Card, Details, Heading, Paragraph, Tag } from '@digdir/designsystemet-react';
import type { AppSummary } from '#catalogue/app-summary.ts';
import { useWords } from '../../shell/words.tsx';
import { nameOfId, shortName } from '../../view-models/app-name.ts';
import { forksOf } from '../../view-models/catalogue-search.ts';

/** An app of the catalogue: by which ways it comes, which forks a ban covers, and what others say of it. */
export function AppCard(props: {
  readonly app: AppSummary;
  readonly apps: readonly AppSummary[];
  readonly chosen: boolean;
  readonly onChoose: () => void;
}) {
  const { say } = useWords();
  const { app, apps, chosen, onChoose } = props;
  const forks = forksOf(apps, app.id);
  const name = shortName(app.name);
  return (
    <Card className="app-card">
      <div className="section-head">
        <Heading level={2} data-size="xs">
          {name}
        </Heading>
        <Button data-size="sm" disabled={chosen} onClick={onChoose}>
          {chosen ? say('bans.new.chosen') : say('bans.new.choose', { app: name })}
        </Button>
      </div>
      <Paragraph className="quiet" lang="en">
        {app.vendor} · {app.countryOfControl}
      </Paragraph>
      {app.forkOf !== undefined && (
        <Paragraph className="quiet">{say('bans.new.fork-of', { app: nameOfId(app.forkOf) })}</Paragraph>
      )}
      <div className="tags">
        {app.channels.map((channel) => (
          <Tag key={channel} data-color="neutral">
            {say(`shell.channel.${channel}`)}
          </Tag>
        ))}
      </div>
      {forks.length > 0 && (
        <Paragraph>
          {say('bans.new.forks')}: {forks.map((fork) => shortName(fork.name)).join(', ')}
        </Paragraph>
      )}
      {app.advice.length > 0 && (
        <Details>
          <Details.Summary>{say('bans.new.advice')}</Details.Summary>
          <Details.Content>
            <ul className="points">
              {app.advice.map(({ level, summary, sources }) => (
                <li key={summary}>
                  <span className="strong">
                    {say('bans.new.advice.level', { level: level === 'recommend-remove' ? 'remove' : level })}
                  </span>
                  : <span lang="en">{summary}</span>{' '}
                  <span className="quiet" lang="en">
                    ({sources.join('; ')})
                  </span>
                </li>
              ))}
            </ul>
          </Details.Content>
        </Details>
      )}
    </Card>
  );
}
