import { Paragraph } from '@digdir/designsystemet-react';
import { dataText } from '#locales/data-words.ts';
import { isRemovedInBrowser } from '#locales/removal-facts.ts';
import type { Removable } from '#protocol/tray-agent.ts';
import { goesToTrash } from '../model/removal-steps.ts';
import { useTray } from '../tray-context.ts';

/** What an installation is, who removes it, and what happens to the person's data. */
export function RemovalFacts(props: { readonly removable: Removable; readonly done: boolean }) {
  const { state, say } = useTray();
  const { appName: app, by, why, source, name, files, destroys, keeps } = props.removable;
  const inBrowser = isRemovedInBrowser(props.removable);
  const data = (kinds: string): string => dataText(state.language, kinds);
  return (
    <>
      <Paragraph>
        {say(`removal.source.${source}`)}
        {!inBrowser && (
          <>
            : <span className="name">{name}</span>
          </>
        )}
      </Paragraph>
      {!props.done && (
        <>
          <Paragraph>
            {inBrowser
              ? say('removal.in-browser', { app, check: say('removal.check-again') })
              : say(`removal.by.${by}`)}
            {why !== undefined && ` ${say(`removal.why.${why}`)}`}
          </Paragraph>
          {by !== 'it' && (
            <>
              {destroys !== undefined && (
                <Paragraph className="strong">
                  {say('removal.data.destroyed', { data: data(destroys) })}
                </Paragraph>
              )}
              {keeps !== undefined && (
                <Paragraph>{say('removal.data.kept', { data: data(keeps) })}</Paragraph>
              )}
              {destroys === undefined && keeps === undefined && (
                <Paragraph>{say('removal.data.unknown')}</Paragraph>
              )}
              {goesToTrash(props.removable) && <Paragraph>{say('removal.trash')}</Paragraph>}
              {files.length > 0 && !inBrowser && (
                <>
                  <Paragraph>{say('removal.files')}:</Paragraph>
                  <ul className="plain">
                    {files.map((file) => (
                      <li key={file} className="name">
                        {file}
                      </li>
                    ))}
                  </ul>
                </>
              )}
            </>
          )}
        </>
      )}
    </>
  );
}
