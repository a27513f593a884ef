import { Link } from '@digdir/designsystemet-react';
import { Section } from '../parts/section.tsx';
import { useTray } from '../tray-context.ts';

/** Further reading. The main process opens a link in the person's browser, and only one that a notice carries. */
export function Reading(props: {
  readonly reading: readonly { readonly title: string; readonly url: string }[];
}) {
  const { say, bridge } = useTray();
  if (props.reading.length === 0) return null;
  return (
    <Section title={say('notice.reading.heading')}>
      <ul className="plain">
        {props.reading.map(({ title, url }) => (
          <li key={url}>
            <Link
              href={url}
              title={url}
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
