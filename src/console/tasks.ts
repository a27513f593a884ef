import type { ConsoleKey } from '#locales/console/console-messages.ts';

/** One click: the role and the accessible name of what is pressed, as the texts say it in the person's language. */
export type Click =
  | { readonly role: 'link' | 'button'; readonly name: ConsoleKey }
  /** The first link of the page's main part that leads below this address: a row of a list. */
  | { readonly role: 'row'; readonly below: string };

/** Something that people in IT do often, and the way to where it is done, from the overview. */
export type ConsoleTask = {
  readonly id: string;
  readonly title: ConsoleKey;
  readonly clicks: readonly Click[];
};

const link = (name: ConsoleKey): Click => ({ role: 'link', name });
const button = (name: ConsoleKey): Click => ({ role: 'button', name });
const row = (below: string): Click => ({ role: 'row', below });

/** The twelve commonest tasks. Each is begun within three clicks of the overview, and a test walks every way. */
export const tasks: readonly ConsoleTask[] = [
  { id: 'ban-an-app', title: 'bans.new', clicks: [link('bans.new')] },
  { id: 'see-a-ban', title: 'bans.terms', clicks: [link('shell.nav.bans'), row('/bans/')] },
  {
    id: 'change-a-ban',
    title: 'bans.change',
    clicks: [link('shell.nav.bans'), row('/bans/'), button('bans.change')],
  },
  {
    id: 'pause-a-ban',
    title: 'rollouts.pause',
    clicks: [link('shell.nav.bans'), row('/bans/'), button('rollouts.pause')],
  },
  { id: 'review-a-draft', title: 'drafts.review', clicks: [link('shell.nav.drafts'), row('/drafts/')] },
  {
    id: 'publish-a-draft',
    title: 'drafts.publish',
    clicks: [link('shell.nav.drafts'), row('/drafts/'), button('drafts.publish')],
  },
  {
    id: 'halt-a-rollout',
    title: 'rollouts.halt',
    clicks: [link('shell.nav.rollouts'), row('/rollouts/'), button('rollouts.halt')],
  },
  {
    id: 'undo-a-release',
    title: 'rollouts.revert',
    clicks: [link('shell.nav.rollouts'), row('/rollouts/'), button('rollouts.revert')],
  },
  { id: 'answer-a-request', title: 'exemptions.title', clicks: [link('shell.nav.exemptions')] },
  { id: 'look-at-a-pc', title: 'devices.title', clicks: [link('shell.nav.devices'), row('/devices/')] },
  { id: 'follow-a-pack', title: 'packs.title', clicks: [link('shell.nav.packs')] },
  { id: 'prove-compliance', title: 'report.title', clicks: [link('shell.nav.report')] },
];
