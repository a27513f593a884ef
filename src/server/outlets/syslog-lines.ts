import type { SyslogSettings } from '#protocol/console-outlets.ts';
import { kindOf, type Told } from './told.ts';

export type LineFrame = { readonly hostName: string; readonly version: string };
type Fact = readonly [name: string, value: string | number | undefined];

/**
 * The enterprise number of an SD-ID. 32473 is the one that RFC 5612 sets aside for documentation: Portvakt has none of its
 * own, and receivers only need it to be a number.
 */
const sdId = 'portvakt@32473';
/** RFC 5424 facilities: log audit, and local use 0. */
const facilities = { audit: 13, other: 16 } as const;
const severities = { warning: 4, notice: 5, informational: 6 } as const;
const warnings: ReadonlySet<string> = new Set(['rollout-halted', 'pack-refused', 'ban-review-passed']);

const severityOf = (told: Told): keyof typeof severities => {
  if (told.what === 'announcement') return warnings.has(told.of.kind) ? 'warning' : 'notice';
  return told.what === 'hit' && told.of.action === 'stop-failed' ? 'warning' : 'informational';
};

/** One message as one line, without the framing of the transport. Never holds a line break or another control character. */
export function lineOf(told: Told, format: SyslogSettings['format'], frame: LineFrame): string {
  const facility = told.what === 'audit' ? facilities.audit : facilities.other;
  const priority = facility * 8 + severities[severityOf(told)];
  const at = new Date(told.at).toISOString();
  const header = `<${priority}>1 ${at} ${nilled(frame.hostName, 255)} portvakt ${process.pid} ${nilled(kindOf(told), 32)}`;
  if (format === 'cef') return `${header} - ${cefOf(told, frame.version)}`;
  const facts = factsOf(told).flatMap(([name, value]) =>
    value === undefined ? [] : [`${name}="${paramValue(String(value))}"`],
  );
  const text = plain(textOf(told));
  // RFC 5424: a text in UTF-8 begins with the byte order mark; one in ASCII needs none.
  return `${header} [${[sdId, ...facts].join(' ')}] ${/^[\x20-\x7e]*$/.test(text) ? '' : '\u{feff}'}${text}`;
}

/** ArcSight Common Event Format, version 0. */
export function cefOf(told: Told, version: string): string {
  const kind = kindOf(told);
  const grade = { warning: 7, notice: 4, informational: 3 }[severityOf(told)];
  const head = ['CEF:0', 'Portvakt', 'Portvakt', version, kind, textOf(told).slice(0, 512)].map((part, at) =>
    at === 0 ? part : cefHeader(part),
  );
  const custom: string[] = [];
  const pairs = factsOf(told).flatMap(([name, value]) => {
    if (value === undefined) return [];
    const known = cefNames[name];
    if (known !== undefined) return [`${known}=${cefValue(String(value))}`];
    if (custom.length >= 6) return [];
    custom.push(name);
    return [`cs${custom.length}Label=${cefValue(name)}`, `cs${custom.length}=${cefValue(String(value))}`];
  });
  return `${[...head, grade].join('|')}|${[`rt=${told.at}`, ...pairs, `msg=${cefValue(textOf(told))}`].join(' ')}`;
}

const cefNames: Readonly<Record<string, string>> = {
  operator: 'suser',
  action: 'act',
  device: 'deviceExternalId',
  repeats: 'cnt',
  seq: 'externalId',
};

function factsOf(told: Told): readonly Fact[] {
  switch (told.what) {
    case 'announcement': {
      const { kind, subject, unit, by } = told.of;
      return [
        ['kind', kind],
        ['subject', subject],
        ['unit', unit],
        ['operator', by],
      ];
    }
    case 'hit': {
      const { ban, app, channel, action, effect, level, device, unit, repeats } = told.of;
      return [
        ['ban', ban],
        ['app', app],
        ['channel', channel],
        ['action', action],
        ['effect', effect],
        ['level', level],
        ['unit', unit],
        ['device', device],
        ['repeats', repeats],
      ];
    }
    case 'audit': {
      const { seq, operator, action, subject, unit, hash } = told.of;
      return [
        ['seq', seq],
        ['operator', operator],
        ['action', action],
        ['subject', subject],
        ['unit', unit],
        ['hash', hash],
      ];
    }
    case 'test':
      return [];
  }
}

function textOf(told: Told): string {
  switch (told.what) {
    case 'announcement':
    case 'test':
      return told.of.text;
    case 'hit':
      return `${told.of.action}: ${told.of.ban}`;
    case 'audit':
      return `${told.of.operator}: ${told.of.action} ${told.of.subject}`;
  }
}

// Others' texts may hold line breaks and terminal escapes: each control character becomes a blank.
const plain = (text: string): string => text.replaceAll(/[\p{Cc}\u2028\u2029]+/gu, ' ').toWellFormed();
/** RFC 5424 6.3.3: `"`, `\` and `]` are escaped in the value of a parameter. */
const paramValue = (text: string): string => plain(text).replaceAll(/["\\\]]/g, String.raw`\$&`);
const cefHeader = (text: string): string => plain(text).replaceAll(/[\\|]/g, String.raw`\$&`);
const cefValue = (text: string): string =>
  text
    .replaceAll(/\r\n|\r|\n/g, '\n')
    .replaceAll(/[\\=]/g, String.raw`\$&`)
    .replaceAll('\n', String.raw`\n`)
    .replaceAll(/[\p{Cc}\u2028\u2029]+/gu, ' ')
    .toWellFormed();
/** A field of the header: printable ASCII without blanks, or the sign for none. */
function nilled(text: string, most: number): string {
  const kept = text.replaceAll(/[^\x21-\x7e]/g, '').slice(0, most);
  return kept === '' ? '-' : kept;
}
