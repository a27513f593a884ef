import type { PolicyFileText } from '#protocol/console-policies.ts';

/** What a new server starts with, so that agents can enrol before IT wrote anything: one unit, no bans. */
export function firstPolicy(organisation: { readonly id: string; readonly name: string }): PolicyFileText[] {
  const name = JSON.stringify(organisation.name);
  return [
    {
      name: 'organisation.yaml',
      text: `portvakt: organisation/1
organisation:
  id: ${organisation.id}
  name: ${name}
  contact:
    name: IT
  languages: [en]
  units:
    - id: ${organisation.id}
      name: ${name}
  calendar:
    timeZone: Europe/Oslo
    workingDays: [1, 2, 3, 4, 5]
    holidays: []
    absence: pause
  limits:
    exemptions: true
    longestPauseHours: 0
  subscriptions: []
`,
    },
  ];
}
