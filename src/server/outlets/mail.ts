import { createTransport } from 'nodemailer';
import type { MailSettings } from '#protocol/console-outlets.ts';
import { loadConsole } from '#locales/console/load-console.ts';
import type { Language } from '#locales/language.ts';
import type { Sent } from './deliverer.ts';
import type { Message } from './queue.ts';
import type { Told } from './told.ts';

const timeoutMs = 10_000;
const mostSubject = 150;

export type MailConfig = Omit<MailSettings, 'hasPassword'>;
export type Mail = {
  readonly config: MailConfig;
  readonly password: string | undefined;
  readonly messages: readonly Pick<Message, 'id' | 'told'>[];
  readonly language: Language;
  readonly organisation: string;
};

/** One mail with all that waits. What happened is named in the organisation's first language; the sentences are ours, in English. */
export async function sendMail({ config, password, messages, language, organisation }: Mail): Promise<Sent> {
  const { host, port, tls, user, from, to } = config;
  const transport = createTransport({
    host,
    port,
    secure: tls === 'tls',
    requireTLS: tls === 'starttls',
    ignoreTLS: tls === 'none',
    ...(user === undefined ? {} : { auth: { user, pass: password ?? '' } }),
    connectionTimeout: timeoutMs,
    greetingTimeout: timeoutMs,
    socketTimeout: timeoutMs,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  try {
    const titles = await titlesIn(language);
    const [first] = messages;
    const more = messages.length > 1 ? ` (+${messages.length - 1})` : '';
    const subject = `Portvakt ${organisation}: ${first === undefined ? '' : titles(first.told)}`;
    await transport.sendMail({
      from: { name: 'Portvakt', address: from },
      to: [...to],
      subject: `${plain(subject).slice(0, mostSubject)}${more}`,
      text: messages.map(({ told }) => paragraph(told, titles(told))).join('\n\n'),
      headers: { 'auto-submitted': 'auto-generated' },
      ...(first === undefined ? {} : { messageId: `<${first.id}@${from.split('@')[1] ?? 'portvakt'}>` }),
    });
    return { ok: true };
  } catch (fault) {
    return { ok: false, why: whyOf(fault) };
  } finally {
    transport.close();
  }
}

async function titlesIn(language: Language): Promise<(told: Told) => string> {
  const messages = await loadConsole(language);
  return (told) => {
    if (told.what === 'announcement') return messages[`settings.kind.${told.of.kind}`];
    return told.what === 'test' ? told.of.text : told.what;
  };
}

function paragraph(told: Told, title: string): string {
  const at = new Date(told.at).toISOString().replace(/\.\d+Z$/, 'Z');
  if (told.what !== 'announcement') return `${title}\n${at}`;
  const { text, subject, unit, by } = told.of;
  const about = [
    ...(subject === undefined ? [] : [`subject: ${subject}`]),
    ...(unit === undefined ? [] : [`unit: ${unit}`]),
    ...(by === undefined ? [] : [`by: ${by}`]),
  ];
  return [title, text, about.join(', '), at]
    .filter((line) => line !== '')
    .map(plain)
    .join('\n');
}

const plain = (text: string): string => text.replaceAll(/\p{Cc}+/gu, ' ');

/** Codes of the mail server and of the system; its own words may hold addresses and are left out. */
function whyOf(fault: unknown): string {
  if (!(fault instanceof Error)) return 'the mail was not taken';
  // Nodemailer puts its own code over that of the check; our sentence holds nothing of the certificate's text.
  if (/certificate|altnames/i.test(fault.message) && !('responseCode' in fault))
    return 'the mail server’s certificate is not valid here. If your own authority signed it, name that in NODE_EXTRA_CA_CERTS';
  const status = 'responseCode' in fault ? ` (${String(fault.responseCode)})` : '';
  const code = 'code' in fault ? String(fault.code) : '';
  const known: Readonly<Record<string, string>> = {
    EAUTH: 'the mail server refuses user and password',
    EENVELOPE: 'the mail server refuses the sender or a recipient',
    ETLS: 'the mail server offers no safe connection',
    ETIMEDOUT: 'the mail server did not answer in time',
  };
  return `${known[code] ?? `the mail server cannot be reached or refuses: ${code === '' ? 'unknown' : code}`}${status}`;
}
