import { createHash } from 'node:crypto';
import { appSummaries } from '#catalogue/app-summary.ts';
import { consoleSay, type ConsoleSay } from '#locales/console/console-text.ts';
import { loadConsole } from '#locales/console/load-console.ts';
import { intlLocaleOf } from '#locales/intl-locale.ts';
import type { Language } from '#locales/language.ts';
import type { Report, Reported, ReportedBan } from '#protocol/console-report.ts';
import { style } from './style.ts';

/** Nothing runs, nothing is loaded, nobody frames it. */
export const reportPagePolicy = `default-src 'none'; style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`;

const levels = [
  'denied-before-start',
  'stopped-after-start',
  'warned',
  'reported-only',
  'blind',
  'unknown',
] as const;

type Words = {
  readonly say: ConsoleSay;
  readonly number: (value: number) => string;
  readonly percent: (share: number) => string;
  readonly day: (day: string) => string;
  readonly told: (reported: Reported) => string;
};

/** The whole page. `timeZone` is the organisation's. */
export async function reportPage(report: Report, language: Language, timeZone: string): Promise<string> {
  const words = wordsOf(consoleSay(language, await loadConsole(language), timeZone), language);
  const { say, number, told } = words;
  const { devices } = report;
  const title = `${say('report.heading')} – ${report.organisation}`;
  return `<!doctype html>
<html lang="${language}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><meta name="color-scheme" content="light">
<title>${escape(title)}</title><style>${style}</style></head>
<body><main>
<h1>${escape(say('report.heading'))}</h1>
<p class="lead">${escape(say('report.lead', { organisation: report.organisation, unit: report.unitName }))}<br>
${escape(say('report.period', { from: report.from, to: report.to }))}</p>
<p>${escape(say('report.made', { at: report.madeAt, release: number(report.release) }))}</p>
<ul class="notes">${[
    say('report.phones'),
    ...(report.smallNumbers ? [say('report.small')] : []),
    ...(report.daysNotKept > 0 ? [say('report.not-kept', { n: report.daysNotKept })] : []),
  ]
    .map((text) => `<li>${escape(text)}</li>`)
    .join('')}</ul>
<h2>${escape(say('report.pcs'))}</h2>
${pairs([
  [say('report.pcs.enrolled'), number(devices.enrolled)],
  [say('report.pcs.active'), number(devices.active)],
  [say('report.pcs.silent'), told(devices.silent)],
  [say('devices.class.service'), told(devices.byClass.service)],
  [say('devices.class.dedicated'), told(devices.byClass.dedicated)],
  [say('devices.class.private'), told(devices.byClass.private)],
])}
<h2>${escape(say('report.bans'))}</h2>
${report.bans.length === 0 ? `<p>${escape(say('report.bans.none'))}</p>` : report.bans.map((ban) => banPart(ban, words)).join('\n')}
<h2>${escape(say('report.receipts'))}</h2>
${receiptPart(report, words)}
<h2>${escape(say('report.meaning'))}</h2>
${pairs(levels.map((level) => [say(`shell.level.${level}`), say(`report.meaning.${level}`)]))}
</main></body></html>
`;
}

function banPart(ban: ReportedBan, { say, told, percent, day }: Words): string {
  const share = ban.share === undefined ? '' : ` (${percent(ban.share)})`;
  const enforced = say('report.enforced', { enforced: told(ban.enforced), devices: told(ban.devices) });
  const { exemptions, removed } = ban;
  const channels = ban.channels.flatMap(({ channel, levels: counted }) =>
    counted.map(({ level, devices }) => [
      say(`shell.channel.${channel}`),
      say(`shell.level.${level}`),
      told(devices),
    ]),
  );
  return `<section><h3>${escape(nameOf(ban))} <span class="effect">${escape(say(`shell.effect.${ban.effect}`))}</span></h3>
<p><strong>${escape(`${enforced}${share}`)}</strong></p>
${pairs([
  [say('report.basis'), basisOf(ban, say)],
  [say('report.of', { unit: ban.unit }), say('report.in-force', { from: ban.from, review: ban.review })],
  [
    say('report.exemptions'),
    say('report.exemptions.words', {
      granted: told(exemptions.granted),
      running: told(exemptions.running),
      ended: told(exemptions.ended),
      denied: told(exemptions.denied),
    }),
  ],
  [
    say('report.removed'),
    say('report.removed.words', { verified: told(removed.verified), unverified: told(removed.unverified) }),
  ],
])}
${
  channels.length === 0
    ? `<p>${escape(say('report.levels.none'))}</p>`
    : table(say('report.levels'), [say('report.channel'), say('report.level'), say('report.pcs')], channels)
}
${
  ban.hits.length === 0
    ? `<p>${escape(say('report.hits.none'))}</p>`
    : table(
        say('report.hits'),
        [say('report.week'), say('report.hits.number')],
        ban.hits.map(({ week, hits }) => [day(week), told(hits)]),
      )
}</section>`;
}

function receiptPart({ receipts }: Report, { say, told }: Words): string {
  if (receipts.length === 0) return `<p>${escape(say('report.receipts.none'))}</p>`;
  const head = [
    say('report.receipts.layer'),
    say('devices.result.blocked'),
    say('devices.result.not-blocked'),
    say('devices.result.could-not-try'),
  ];
  const rows = receipts.map(({ layer, blocked, notBlocked, couldNotTry }) => [
    say(`devices.layer.${layer}`),
    ...[blocked, notBlocked, couldNotTry].map(told),
  ]);
  return table(say('report.receipts.lead'), head, rows);
}

function basisOf({ basis }: ReportedBan, say: ConsoleSay): string {
  if (basis.kind === 'unwritten')
    return say('report.basis.unwritten', {
      by: basis.statedBy,
      date: basis.date,
      until: basis.toBeWrittenBy,
    });
  const { decidedBy: by, reference, date } = basis;
  return say(`report.basis.${basis.kind}`, { by, reference, date });
}

const names = new Map(appSummaries().map(({ id, name }) => [id, name]));
/** What people call a ban: its apps, where the catalogue has them. */
const nameOf = ({ ban, apps: ids }: ReportedBan): string =>
  ids.length === 0 ? ban : ids.map((id) => names.get(id) ?? id).join(', ');

const pairs = (rows: readonly (readonly [string, string])[]): string =>
  `<dl>${rows.map(([name, value]) => `<div><dt>${escape(name)}</dt><dd>${escape(value)}</dd></div>`).join('')}</dl>`;

/** Every column but the first that holds a number ends at the right. */
function table(caption: string, head: readonly string[], rows: readonly (readonly string[])[]): string {
  const cells = (tag: 'th' | 'td', row: readonly string[]): string =>
    row
      .map((cell) => (tag === 'th' ? `<th scope="col">${escape(cell)}</th>` : `<td>${escape(cell)}</td>`))
      .join('');
  return `<table><caption>${escape(caption)}</caption><thead><tr>${cells('th', head)}</tr></thead><tbody>${rows.map((row) => `<tr>${cells('td', row)}</tr>`).join('')}</tbody></table>`;
}

function wordsOf(say: ConsoleSay, language: Language): Words {
  const locale = intlLocaleOf(language);
  const numbers = new Intl.NumberFormat(locale);
  const shares = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 1 });
  const days = new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeZone: 'UTC' });
  return {
    say,
    number: (value) => numbers.format(value),
    percent: (share) => shares.format(share),
    day: (day) => days.format(new Date(`${day}T12:00:00Z`)),
    told: (reported) =>
      typeof reported === 'number'
        ? numbers.format(reported)
        : say('report.under', { limit: numbers.format(reported.under) }),
  };
}

const escape = (text: string): string =>
  text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
