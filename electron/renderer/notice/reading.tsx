import { Link } from '@digdir/designsystemet-react';
import type { NoticeWords } from '#locales/notice-words.ts';
import { Section } from '../parts/section.tsx';
import { useTray } from '../tray-context.ts';

/** Further reading. The main process opens a link in the person's browser, and only one that a notice carries. */
export function Reading(props: Pick<NoticeWords, 'reading'>) {
  const { say, bridge } = useTray();
  if (props.reading.length === 0) return null;
  return (
    <Section title={say('notice.reading.heading')}>
      <ul className="plain">
        {props.reading.map(({ language, title, url }) => (
          <li key={url}>
            <Link
              href={url}
              title={url}
              lang={language}
              onClick={(event) => {
                event.preventDefault();
                void bridge.read({ url });
              }}
            >
              {title}
            </Link>{' '}
            <span className="quiet">({say('window.opens-browser')})</span>
          </li>
        ))}
      </ul>
    </Section>
  );
}
