import { Button, Paragraph, Spinner } from '@digdir/designsystemet-react';
import { useEffect, useState } from 'react';
import { appNames } from '#locales/app-names.ts';
import { isRemovedInBrowser } from '#locales/removal-facts.ts';
import type { Removable } from '#protocol/tray-agent.ts';
import { namesOfBan } from '../model/app-names.ts';
import type { Tried } from '../model/removal-steps.ts';
import { FaultMessage } from '../parts/fault-message.tsx';
import { PageHeading } from '../parts/page-heading.tsx';
import { outcomeWords } from '../removal/outcome-words.ts';
import { RemovableCard } from '../removal/removable-card.tsx';
import { goneItems, withRemoved } from '../model/removal-list.ts';
import { useTray } from '../tray-context.ts';
import { useVerb } from '../use-verb.ts';

/** Guided removal of a ban's apps: one step and one button for each installation. */
export function RemovePage({ ban }: { readonly ban: string }) {
  const { state, say, bridge, announce } = useTray();
  const [found, setFound] = useState<readonly Removable[]>();
  const [tried, setTried] = useState<Tried>({});
  const { busy, fault, run } = useVerb();
  const foundNames = [...new Set(found?.map(({ appName }) => appName))];
  const app = foundNames.length === 0 ? namesOfBan(ban, state) : appNames(state.language, foundNames);
  const check = (): void =>
    run(
      () => bridge.removables({ ban }),
      (now) => {
        const before = found ?? [];
        const gone = goneItems(before, now).map((item) => [item, 'removed'] as const);
        setFound(withRemoved(before, now));
        setTried((known) => ({ ...known, ...Object.fromEntries(gone) }));
      },
    );
  useEffect(check, [bridge, ban]);
  const remove = (item: Removable): void => {
    setTried((before) => ({ ...before, [item.item]: 'working' }));
    const doing = isRemovedInBrowser(item) ? 'removal.checking' : 'removal.working';
    announce(say(doing, { app: item.appName }));
    void bridge.remove({ ban, item: item.item }).then((answer) => {
      const end = answer.ok ? answer.value : { fault: answer.fault };
      setTried((before) => ({ ...before, [item.item]: end }));
      // A fault is an alert of its own.
      if (answer.ok) announce(outcomeWords(say, answer.value, item.appName));
    });
  };
  const working = Object.values(tried).includes('working');
  return (
    <>
      <PageHeading>{say('removal.title', { app })}</PageHeading>
      {found === undefined && fault === undefined && (
        <p className="loading">
          <Spinner aria-hidden="true" /> {say('window.loading')}
        </p>
      )}
      <FaultMessage fault={fault} />
      {found !== undefined && (
        <Paragraph>{say(found.length === 0 ? 'removal.none' : 'removal.intro', { app })}</Paragraph>
      )}
      {found?.map((item) => (
        <RemovableCard
          key={item.item}
          removable={item}
          tried={tried}
          mayStart={!working}
          onRemove={() => remove(item)}
        />
      ))}
      <div className="buttons">
        <Button variant="tertiary" aria-disabled={busy || working || undefined} onClick={check}>
          {say('removal.check-again')}
        </Button>
      </div>
    </>
  );
}
