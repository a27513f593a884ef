import { Section } from '../parts/section.tsx';
import { useTray } from '../tray-context.ts';

const never = [
  'never.app-list',
  'never.browsing',
  'never.titles-and-files',
  'never.content',
  'never.presence',
  'never.private-device',
  'never.before-you-know',
] as const;

/** What IT cannot see. */
export function NeverReported() {
  const { say } = useTray();
  return (
    <Section title={say('never.heading')}>
      <ul className="points">
        {never.map((key) => (
          <li key={key}>{say(key)}</li>
        ))}
      </ul>
    </Section>
  );
}
