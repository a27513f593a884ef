import type { AssignmentRule } from './server-file.ts';

/** What a device says of itself that a rule may look at. */
export type Placeable = {
  readonly hostName: string;
  readonly os: 'linux' | 'win32' | 'darwin';
  /** Empty where the organisation does not ask for accounts. */
  readonly accounts: readonly string[];
};

/** The first rule whose every condition holds; undefined where none does. */
export function ruleFor(rules: readonly AssignmentRule[], device: Placeable): AssignmentRule | undefined {
  return rules.find(({ when }) => {
    const { hostName, user, os } = when;
    return (
      (hostName === undefined || matchesPattern(hostName, device.hostName)) &&
      (os === undefined || os === device.os) &&
      (user === undefined || device.accounts.some((account) => matchesPattern(user, account)))
    );
  });
}

/**
 * `*` stands for any text, also none, `?` for one character; case does not count. At most pattern × text steps, whatever
 * the pattern: nobody's file can hold up the server.
 */
export function matchesPattern(pattern: string, text: string): boolean {
  const wanted = Array.from(pattern.toLowerCase());
  const given = Array.from(text.toLowerCase());
  let at = 0;
  let star = -1;
  let resume = 0;
  for (let place = 0; place < given.length;) {
    if (wanted[at] === '*') {
      star = at;
      resume = place;
      at += 1;
    } else if (at < wanted.length && (wanted[at] === '?' || wanted[at] === given[place])) {
      at += 1;
      place += 1;
    } else if (star !== -1) {
      // The last star takes one character more.
      resume += 1;
      place = resume;
      at = star + 1;
    } else return false;
  }
  while (wanted[at] === '*') at += 1;
  return at === wanted.length;
}
