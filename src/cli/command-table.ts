import type { CommandSetup } from './cli.ts';

const pc = 'On this PC:';
const it = 'For IT, through the server:';
const rules = 'For IT, what is banned:';
const outside = 'For IT, what the server tells others:';

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
    name: 'overview',
    summary: 'what needs somebody today, and what is not yet enforced',
    group: it,
    load: async () => (await import('./commands/overview.ts')).setUpOverview,
  },
  {
    name: 'apply',
    summary: 'make a folder of files the policy: a plan first, then the change',
    group: rules,
    load: async () => (await import('./commands/apply.ts')).setUpApply,
  },
  {
    name: 'bans',
    summary: 'the bans in force',
    group: rules,
    load: async () => (await import('./commands/bans.ts')).setUpBans,
  },
  {
    name: 'draft',
    summary: 'drafts of the policy: write, review, publish',
    group: rules,
    load: async () => (await import('./commands/draft.ts')).setUpDraft,
  },
  {
    name: 'preview',
    summary: 'how many PCs have an app, before it is banned',
    group: rules,
    load: async () => (await import('./commands/preview.ts')).setUpPreview,
  },
  {
    name: 'rollout',
    summary: 'how a release reaches the PCs, ring by ring',
    group: rules,
    load: async () => (await import('./commands/rollout.ts')).setUpRollout,
  },
  {
    name: 'pause',
    summary: 'pauses of a ban',
    group: rules,
    load: async () => (await import('./commands/pause.ts')).setUpPause,
  },
  {
    name: 'policy',
    summary: 'check, apply, show and compare policy files',
    group: rules,
    load: async () => (await import('./commands/policy.ts')).setUpPolicy,
  },
  {
    name: 'release',
    summary: 'sign releases with the organisation key, offline',
    group: rules,
    load: async () => (await import('./commands/release.ts')).setUpRelease,
  },
  {
    name: 'pack',
    summary: 'ban packs: follow, review and weaken them; sign and publish your own',
    group: rules,
    load: async () => (await import('./commands/pack.ts')).setUpPack,
  },
  {
    name: 'devices',
    summary: 'enrolled PCs',
    group: it,
    load: async () => (await import('./commands/devices.ts')).setUpDevices,
  },
  {
    name: 'units',
    summary: 'the org tree, with counts',
    group: it,
    load: async () => (await import('./commands/units.ts')).setUpUnits,
  },
  {
    name: 'coverage',
    summary: 'what the PCs really enforce',
    group: it,
    load: async () => (await import('./commands/coverage.ts')).setUpCoverage,
  },
  {
    name: 'report',
    summary: 'compliance of enrolled PCs, per unit and period',
    group: it,
    load: async () => (await import('./commands/report.ts')).setUpReport,
  },
  {
    name: 'people',
    summary: 'forget what is kept of a person',
    group: it,
    load: async () => (await import('./commands/people.ts')).setUpPeople,
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
    name: 'sessions',
    summary: 'your own browsers that are signed in',
    group: it,
    load: async () => (await import('./commands/sessions.ts')).setUpSessions,
  },
  {
    name: 'idp',
    summary: 'the identity provider by which people in IT sign in',
    group: it,
    load: async () => (await import('./commands/idp.ts')).setUpIdp,
  },
  {
    name: 'retention',
    summary: 'how long data are kept, and what is held',
    group: it,
    load: async () => (await import('./commands/retention.ts')).setUpRetention,
  },
  {
    name: 'audit',
    summary: 'what operators did and looked at',
    group: it,
    load: async () => (await import('./commands/audit.ts')).setUpAudit,
  },
  {
    name: 'export',
    summary: 'events, audit and devices as NDJSON or CSV',
    group: outside,
    load: async () => (await import('./commands/export.ts')).setUpExport,
  },
  {
    name: 'webhook',
    summary: 'addresses that are told what happens',
    group: outside,
    load: async () => (await import('./commands/webhook.ts')).setUpWebhook,
  },
  {
    name: 'mail',
    summary: 'how the server sends mail',
    group: outside,
    load: async () => (await import('./commands/mail.ts')).setUpMail,
  },
  {
    name: 'syslog',
    summary: 'where the SIEM listens',
    group: outside,
    load: async () => (await import('./commands/syslog.ts')).setUpSyslog,
  },
  {
    name: 'api',
    summary: 'the HTTP API itself: its document, and whether it is ready',
    group: outside,
    load: async () => (await import('./commands/api.ts')).setUpApi,
  },
];
