import type { Sessions } from '#platform/sessions/port.ts';

/** Accounts of people; where there are none, root is the person. */
export function peopleOf(sessions: Sessions): ReturnType<Sessions['accounts']> {
  const all = sessions.accounts();
  const people = all.filter(({ uid }) => uid >= 1_000 && uid < 60_000);
  return people.length > 0 ? people : all.filter(({ uid }) => uid === 0);
}
