import type { Person } from '#locales/person.ts';
import { reasonWords } from '#locales/status-words.ts';
import { text } from '#locales/text.ts';
import { canary } from '#policy/proof.ts';
import type { AgentStatus } from '#protocol/tray-agent.ts';
import { browserName, policyWords } from '../browser-words.ts';
import type { Output } from '../output.ts';
import type { TryOut } from './try-out.ts';

/** The one screen of `portvakt up`: what runs, what was found, what to try. */
export function showScreen(out: Output, person: Person, tried: TryOut, enforce: boolean): void {
  const status = tried.status();
  out.line();
  out.heading('Portvakt runs on this PC. Ctrl-C ends it and leaves nothing behind.');
  out.line();
  out.line(`  Server    ${tried.apiUrl}    ${tried.organisation}, release ${status.release}`);
  out.line(`  Agent     ${agentWords(status)}`);
  out.line(
    `  This PC   ${status.counts.installed} installed applications, ${status.counts.running} running programs. This list never leaves it.`,
  );
  if (status.browsers !== undefined)
    out.line(
      `  Browsers  ${status.browsers.map((one) => `${browserName(one)}: policy ${policyWords[one.policy]}`).join('; ') || 'none found'}`,
    );
  out.line();
  out.heading('IT’s console: click, and you are its administrator (good once, for 15 minutes)');
  out.line(`  ${tried.signInLink}`);
  if (!tried.hasConsole)
    out.line(
      '      (it is not built: `npm run build:console`, then start again; without it the page lists the API)',
    );
  out.line();
  out.heading('The policy, and what it finds here');
  for (const ban of status.bans) {
    const here = ban.found ? 'found here' : 'not here';
    out.line(
      `  ${text(person.language, `effect.${ban.effect}`, {})}: ${ban.apps.join(', ')} (${here}) [${ban.ban}]`,
    );
    out.line(`      ${reasonWords(person, status, ban) ?? `(${ban.reason})`}`);
    const web = ban.truth.find(({ channel }) => channel === 'web');
    if (web !== undefined && status.browsers !== undefined)
      out.line(
        `      ${text(person.language, 'channel.web', {})}: ${text(person.language, `truth.${web.level}`, {})} [${web.level}]`,
      );
    const native = ban.truth.find(({ channel }) => channel === 'native') ?? ban.truth[0];
    if (native !== undefined && ban.effect !== 'inform')
      out.line(`      ${text(person.language, `truth.${native.level}`, {})} [${native.level}]`);
  }
  out.line();
  const run = tried.runIsUsual ? '' : `PORTVAKT_RUN=${tried.run} `;
  out.heading('Try, in a second terminal');
  tryLine(
    out,
    `${tried.canary} 600`,
    'a harmless program that the policy blocks: it does not start, or is stopped as it starts',
  );
  if (status.browsers !== undefined && status.browsers.length > 0)
    tryLine(
      out,
      `http://${canary.webSite}`,
      'in a browser that is listed above: the page that explains a ban (nobody answers at this address)',
    );
  tryLine(
    out,
    `${run}npm run tray`,
    'the employee’s tray in your desktop: icon, notices, what is known about you',
  );
  tryLine(out, `${run}npm run -s portvakt -- status`, 'the same in words (LANG=nb_NO.UTF-8 for Norwegian)');
  tryLine(
    out,
    `${run}npm run -s portvakt -- app explain ${tried.canary}`,
    'what is this program, by which evidence, and what would happen',
  );
  tryLine(out, `${run}npm run -s portvakt -- ledger`, 'everything that was sent about you');
  tryLine(
    out,
    `export PORTVAKT_SERVER=${tried.apiUrl} PORTVAKT_TOKEN_FILE=${tried.tokenFile}`,
    'from here on as IT:',
  );
  tryLine(out, 'npm run -s portvakt -- devices', 'the PCs; also: events, policy show, exemptions, audit');
  if (!enforce)
    tryLine(out, 'npm start -- --enforce', 'the real bans on Telegram and TikTok, with their grace period');
  out.line();
  out.heading('What happens now');
}

function tryLine(out: Output, command: string, what: string): void {
  out.line(`  ${command}`);
  out.line(`      ${what}`);
}

function agentWords(status: AgentStatus): string {
  const rights =
    status.mode === 'system'
      ? 'for the whole PC, as its administrator'
      : 'for your own programs only; started as root it would act for the whole PC';
  const watch =
    status.watch.kind === 'announced'
      ? 'the kernel announces each start'
      : `it looks every few seconds (${status.watch.why ?? 'no announcements here'})`;
  const guard = status.guard?.kind === 'guarding' ? '; starts of what is banned are refused' : '';
  return `${rights}; ${watch}${guard}`;
}
