import { basisText } from '#locales/basis.ts';
import { Section } from '../parts/section.tsx';
import { decidedBans } from '../model/decided-bans.ts';
import { useTray } from '../tray-context.ts';

/** Who decided each ban. */
export function BanBasis() {
  const { state, say } = useTray();
  const bans = decidedBans(state);
  if (bans.length === 0) return null;
  return (
    <Section title={say('notice.who.heading')}>
      <dl className="pairs">
        {bans.map(({ ban, appName, basis }) => (
          <div key={ban}>
            <dt>{appName}</dt>
            <dd>{basisText(state.language, basis)}</dd>
          </div>
        ))}
      </dl>
    </Section>
  );
}
