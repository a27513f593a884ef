import type { CommandSetup } from './cli.ts';

const pc = 'On this PC:';
const it = 'For IT, through the server:';

/** Every command; its file is read only when it is asked for. */
export const commandTable: readonly {
  readonly name: string;
  readonly summary: string;
  readonly group: string;
  readonly load: () => Promise<CommandSetup>;
}[] = [
  {
    name: 'up',
    summary: 'server, agent of this PC and a sample policy, to try it all',
    group: 'To begin with:',
    load: async () => (await import('./commands/up.ts')).setUpUp,
  },
  {
    name: 'status',
    summary: 'what applies on this PC, and how well it is enforced',
    group: pc,
    load: async () => (await import('./commands/status.ts')).setUpStatus,
  },
  {
    name: 'ask',
    summary: 'ask for an exemption from a ban',
    group: pc,
    load: async () => (await import('./commands/ask.ts')).setUpAsk,
  },
  {
    name: 'requests',
    summary: 'my requests and their answers',
    group: pc,
    load: async () => (await import('./commands/requests.ts')).setUpRequests,
  },
  {
    name: 'notices',
    summary: 'what I was told, and acknowledging it',
    group: pc,
    load: async () => (await import('./commands/notices.ts')).setUpNotices,
  },
  {
    name: 'ledger',
    summary: 'everything that was sent about me, and who looked',
    group: pc,
    load: async () => (await import('./commands/ledger.ts')).setUpLedger,
  },
  {
    name: 'app',
    summary: 'what a program is, and what the catalogue knows',
    group: pc,
    load: async () => (await import('./commands/app.ts')).setUpApp,
  },
  {
    name: 'rescan',
    summary: 'read installed apps and processes anew (administrators)',
    group: pc,
    load: async () => (await import('./commands/rescan.ts')).setUpRescan,
  },
  {
    name: 'enrol',
    summary: 'give the agent its enrolment token (administrators)',
    group: pc,
    load: async () => (await import('./commands/enrol.ts')).setUpEnrol,
  },
  {
    name: 'login',
    summary: 'keep the address of a server and an operator token',
    group: it,
    load: async () => (await import('./commands/login.ts')).setUpLogin,
  },
  {
    name: 'server',
    summary: 'the organisation, versions, keys and counts',
    group: it,
    load: async () => (await import('./commands/server.ts')).setUpServer,
  },
  {
    name: 'policy',
    summary: 'check, apply, show and compare policy files',
    group: it,
    load: async () => (await import('./commands/policy.ts')).setUpPolicy,
  },
  {
    name: 'release',
    summary: 'sign releases with the organisation key, offline',
    group: it,
    load: async () => (await import('./commands/release.ts')).setUpRelease,
  },
  {
    name: 'pack',
    summary: 'ban packs: follow, review and weaken them; sign and publish your own',
    group: it,
    load: async () => (await import('./commands/pack.ts')).setUpPack,
  },
  {
    name: 'devices',
    summary: 'enrolled PCs',
    group: it,
    load: async () => (await import('./commands/devices.ts')).setUpDevices,
  },
  {
    name: 'events',
    summary: 'what agents reported, also as it comes',
    group: it,
    load: async () => (await import('./commands/events.ts')).setUpEvents,
  },
  {
    name: 'token',
    summary: 'enrolment tokens',
    group: it,
    load: async () => (await import('./commands/token.ts')).setUpToken,
  },
  {
    name: 'exemptions',
    summary: 'requests and grants',
    group: it,
    load: async () => (await import('./commands/exemptions.ts')).setUpExemptions,
  },
  {
    name: 'operators',
    summary: 'people in IT and their tokens',
    group: it,
    load: async () => (await import('./commands/operators.ts')).setUpOperators,
  },
  {
    name: 'audit',
    summary: 'what operators did and looked at',
    group: it,
    load: async () => (await import('./commands/audit.ts')).setUpAudit,
  },
];
