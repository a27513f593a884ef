import { Section } from '../parts/section.tsx';
import { useTray } from '../tray-context.ts';

/** What leaves this PC, by its class: from a private one no hit does. */
export function Reported() {
  const { state, say } = useTray();
  const kind = state.status?.class ?? 'service';
  const sentences = [
    say('about.reported.device'),
    ...(kind === 'service' ? [say('about.reported.accounts')] : []),
    kind === 'private'
      ? say('about.reported.private')
      : say('about.reported.hits', { account: kind === 'service' ? 'named' : 'other' }),
    say('about.reported.truth'),
    say('about.reported.asked'),
    say('about.reported.preview'),
    say('about.reported.faults'),
  ];
  return (
    <Section title={say('about.reported.heading')}>
      <ul className="points">
        {sentences.map((sentence) => (
          <li key={sentence}>{sentence}</li>
        ))}
      </ul>
    </Section>
  );
}
