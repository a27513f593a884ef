/**
 * Every message of the product and its parameters. A language file must have exactly these keys, and a test holds
 * each message to exactly these placeholders.
 */
export const messageParameters = {
  // --- notices: title and what happened
  'notice.inform.title': { app: 'text' },
  'notice.inform.body': { app: 'text', organisation: 'text' },
  'notice.warn.title': { app: 'text' },
  'notice.warn.body': { app: 'text', organisation: 'text' },
  'notice.closing.title': { app: 'text' },
  'notice.closing.body': { app: 'text', seconds: 'count' },
  'notice.block.title': { app: 'text' },
  'notice.block.body': { app: 'text', organisation: 'text' },
  'notice.exemption-answered.approved.title': { app: 'text' },
  'notice.exemption-answered.approved.body': { app: 'text', until: 'end' },
  'notice.exemption-answered.denied.title': { app: 'text' },
  'notice.exemption-answered.denied.body': { app: 'text', organisation: 'text' },
  'notice.exemption-answered.half.title': { app: 'text' },
  'notice.exemption-answered.half.body': { app: 'text' },
  'notice.exemption-answered.reason': { reason: 'text' },
  'notice.exemption-ends-soon.title': { app: 'text' },
  'notice.exemption-ends-soon.body': { app: 'text', until: 'end' },
  'notice.lifted.title': { app: 'text' },
  'notice.lifted.body': { app: 'text', organisation: 'text' },
  'notice.removed.title': { app: 'text' },
  'notice.removed.body': { app: 'text' },
  'notice.times': { count: 'count' },
  // --- notices: why, who, until when
  'notice.why.heading': {},
  'notice.who.heading': {},
  'notice.basis.decision': { decidedBy: 'text', reference: 'text', date: 'date' },
  'notice.basis.law': { decidedBy: 'text', reference: 'text', date: 'date' },
  'notice.basis.risk-assessment': { decidedBy: 'text', reference: 'text', date: 'date' },
  'notice.basis.advice': { decidedBy: 'text', reference: 'text', date: 'date' },
  'notice.basis.unwritten': { statedBy: 'text', date: 'date', toBeWrittenBy: 'date' },
  'notice.review': { date: 'date' },
  'notice.until.heading': {},
  'notice.until.date': { app: 'text', deadline: 'end' },
  'notice.until.working-days': { app: 'text', days: 'count' },
  'notice.until.working-days-and-date': { app: 'text', days: 'count', deadline: 'end' },
  'notice.until.none': {},
  'notice.until.inform': { app: 'text' },
  // --- notices: what to do
  'notice.do.heading': {},
  'notice.do.remove': { app: 'text' },
  'notice.do.remove-required': { app: 'text' },
  'notice.do.ask': { app: 'text' },
  'notice.do.cannot-ask': {},
  'notice.do.save': {},
  'notice.do.nothing': {},
  'notice.instead.heading': {},
  'notice.removes-data': { app: 'text', data: 'text' },
  // what goes with an app: the catalogue's words for personal data
  'data.session': {},
  'data.cache': {},
  'data.settings': {},
  'data.messages': {},
  'data.files': {},
  'data.games': {},
  'data.profile': {},
  'notice.nothing-lost': {},
  'notice.nothing-lost.data': { app: 'text' },
  'notice.contact': { contact: 'text' },
  'notice.reading.heading': {},
  'notice.reports': {},
  // --- the page that stands in for a web client
  'web.block.title': { app: 'text' },
  'web.block.body': { app: 'text', organisation: 'text' },
  'web.warn.title': { app: 'text' },
  'web.warn.body': { app: 'text', organisation: 'text' },
  // --- buttons and menu
  'button.read': {},
  'button.remove': {},
  'button.ask': {},
  'button.remind': {},
  'button.close': {},
  'button.back': {},
  'button.continue': {},
  'button.send': {},
  'button.cancel': {},
  'menu.status': {},
  'menu.notices': { count: 'count' },
  'menu.requests': {},
  'menu.ledger': {},
  // --- asking for an exemption, removing
  'ask.title': { app: 'text' },
  'ask.purpose': {},
  'ask.days': {},
  'ask.sent': {},
  'request.waiting': {},
  'request.half-approved': {},
  'request.approved': { until: 'end' },
  'request.denied': {},
  'remove.confirm': { app: 'text' },
  'remove.done': { app: 'text' },
  'remove.failed': { app: 'text' },
  // --- reasons: one sentence per reason code
  'reason.blocked': { app: 'text', organisation: 'text' },
  'reason.warned': { app: 'text', organisation: 'text' },
  'reason.informed': { app: 'text', organisation: 'text' },
  'reason.grace': { app: 'text', deadline: 'end' },
  'reason.grace-not-started': { app: 'text' },
  'reason.recommended': { app: 'text', organisation: 'text', unit: 'text' },
  'reason.adopted': { app: 'text', unit: 'text' },
  'reason.declined': { app: 'text', unit: 'text' },
  'reason.review-passed': { app: 'text', date: 'date' },
  'reason.exempt': { app: 'text', until: 'end' },
  'reason.paused': { app: 'text', until: 'date' },
  'reason.not-yet': { app: 'text', date: 'date' },
  'reason.protected': {},
  'reason.hint-only': { app: 'text' },
  'reason.not-for-this-device': { app: 'text' },
  'reason.unknown-feature': { ban: 'text' },
  'reason.unreadable-ban': { ban: 'text' },
  'reason.fact-unknown': { app: 'text' },
  'reason.not-found': { app: 'text' },
  // --- status
  'status.waiting-for-organisation': {},
  'status.awaiting-approval': { organisation: 'text' },
  'status.active': { organisation: 'text' },
  'status.device-revoked': { organisation: 'text' },
  'status.server.connected': {},
  'status.server.unreachable': { since: 'date' },
  'status.server.never': {},
  'status.watch.announced': {},
  'status.watch.swept': {},
  'status.release': { version: 'text', at: 'date' },
  'status.waiting-events': { count: 'count' },
  'truth.denied-before-start': {},
  'truth.stopped-after-start': {},
  'truth.warned': {},
  'truth.reported-only': {},
  'truth.blind': {},
  'device-class.service': {},
  'device-class.private': {},
  'device-class.dedicated': {},
  'channel.native': {},
  'channel.store': {},
  'channel.portable': {},
  'channel.fork': {},
  'channel.pwa': {},
  'channel.web': {},
  'effect.none': {},
  'effect.inform': {},
  'effect.warn': {},
  'effect.block': {},
  'layer.process-stop': {},
  'layer.exec-guard': {},
  'layer.browser-policy': {},
  'layer.browser-extension': {},
  'layer.pwa': {},
  // --- the ledger: what was sent about this person, and who looked
  'ledger.heading': {},
  'ledger.empty': {},
  'ledger.intact': {},
  'ledger.broken': {},
  'ledger.sent.hit.found': { app: 'text', account: 'choice' },
  'ledger.sent.hit.warned': { app: 'text', account: 'choice' },
  'ledger.sent.hit.stopped': { app: 'text', account: 'choice' },
  'ledger.sent.hit.stop-failed': { app: 'text', account: 'choice' },
  'ledger.sent.repeats': { app: 'text', count: 'count', day: 'date' },
  'ledger.sent.ack': { app: 'text' },
  'ledger.sent.request': { app: 'text', days: 'count' },
  'ledger.sent.receipt.blocked': { layer: 'text' },
  'ledger.sent.receipt.not-blocked': { layer: 'text' },
  'ledger.sent.receipt.could-not-try': { layer: 'text' },
  'ledger.sent.removed': { app: 'text' },
  'ledger.sent.fault': { detail: 'text' },
  'ledger.sent.facts': {},
  'ledger.sent.truth': {},
  'ledger.sent.refused': {},
  'ledger.look': { operator: 'text', what: 'text' },
  'ledger.preview': { app: 'text' },
  'ledger.received': {},
  // --- what Portvakt never reports
  'never.heading': {},
  'never.app-list': {},
  'never.browsing': {},
  'never.titles-and-files': {},
  'never.content': {},
  'never.presence': {},
  'never.private-device': {},
  'never.before-you-know': {},
} as const satisfies Readonly<Record<string, Readonly<Record<string, Parameter>>>>;

/**
 * What a placeholder takes. `text` is shown as it is, `count` is a number that the grammar follows, `choice` is one of the
 * words of the message's own `select`, `date` is an instant or a
 * calendar day, `end` is the first instant no longer allowed, or the last day allowed.
 */
export type Parameter = 'text' | 'count' | 'choice' | 'date' | 'end';

/** Epoch milliseconds, shown in the caller's time zone; or a calendar day such as `2023-03-21`, the same everywhere. */
export type When = number | string;

type ArgumentOf<P extends Parameter> = P extends 'count' ? number : P extends 'date' | 'end' ? When : string;

export type MessageKey = keyof typeof messageParameters;
export type MessageArguments = {
  readonly [K in MessageKey]: {
    readonly [P in keyof (typeof messageParameters)[K]]: (typeof messageParameters)[K][P] extends Parameter
      ? ArgumentOf<(typeof messageParameters)[K][P]>
      : never;
  };
};

/** What a language file holds: an ICU message for every key. */
export type Messages = { readonly [K in MessageKey]: string };
