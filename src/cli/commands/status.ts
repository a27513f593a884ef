import { ok } from '#policy/outcome.ts';
import type { Person } from '#locales/person.ts';
import { reasonWords, serverWords, stateWords } from '#locales/status-words.ts';
import { text } from '#locales/text.ts';
import type { BrowserCoverage } from '#policy/proof.ts';
import type { AgentStatus } from '#protocol/tray-agent.ts';
import { browserName } from '../browser-words.ts';
import { askAgent, withAgentOptions, type AgentOptions } from '../agent-door.ts';
import type { CommandSetup } from '../cli.ts';
import { moment } from '../moments.ts';
import type { Output } from '../output.ts';
import { personOf } from '../person-language.ts';
import { withExamples } from '../server-command.ts';

export const setUpStatus: CommandSetup = (command, cli) => {
  withAgentOptions(command);
  withExamples(command, 'portvakt status', 'portvakt status --json', 'LANG=nb_NO.UTF-8 portvakt status');
  command.action(
    cli.handled(async (options: AgentOptions) => {
      const answer = await askAgent(cli, options, { type: 'status' });
      if (!answer.ok) return answer;
      if (options.json === true) cli.out.json(answer.value.status);
      else showStatus(cli.out, personOf(cli.env), answer.value.status);
      return ok(undefined);
    }),
  );
};

function showStatus(out: Output, person: Person, status: AgentStatus): void {
  const { language, timeZone } = person;
  out.heading(`Portvakt ${status.agentVersion}`);
  out.line(stateWords(person, status));
  if (status.organisation !== undefined)
    out.line(text(language, 'notice.contact', { contact: status.organisation.contact }));
  out.line();
  const unit = status.unit === undefined ? '' : `, ${status.unit}`;
  out.line(`  ${text(language, `device-class.${status.class}`, {})}${unit}`);
  out.line(`  ${serverWords(person, status)} (${status.server.address})`);
  if (!status.server.connected && status.server.why !== undefined) out.line(`    ${status.server.why}`);
  if (status.releaseAppliedAt !== undefined)
    out.line(
      `  ${text(language, 'status.release', { version: String(status.release), at: status.releaseAppliedAt }, timeZone)}`,
    );
  const why = status.watch.why === undefined ? '' : ` (${status.watch.why})`;
  out.line(`  ${text(language, `status.watch.${status.watch.kind}`, {})}${why}`);
  if (status.guard !== undefined) out.line(`  ${guardWords(person, status.guard)}`);
  out.line(`  ${text(language, 'status.waiting-events', { count: status.counts.waitingEvents })}`);
  for (const ban of status.bans) showBan(out, person, status, ban);
  showBrowsers(out, person, status.browsers ?? []);
  if (status.faults.length === 0) return;
  out.line();
  for (const { code, detail, at } of status.faults) out.line(`! ${moment(at)}  ${code}: ${detail}`);
}

function guardWords(
  { language }: Person,
  { kind, unguarded = [], why }: NonNullable<AgentStatus['guard']>,
): string {
  const words = text(language, `status.guard.${kind}`, {});
  if (unguarded.length > 0)
    return `${words} ${text(language, 'status.guard.unguarded', { kinds: unguarded.join(', ') })}`;
  return why === undefined ? words : `${words} (${why})`;
}

function showBrowsers(out: Output, { language }: Person, browsers: readonly BrowserCoverage[]): void {
  if (browsers.length === 0) return;
  out.line();
  out.heading(text(language, 'browsers.heading', {}));
  for (const { connected, policy, profiles, silent, ...browser } of browsers) {
    const parts = [
      text(language, `browsers.policy.${policy}`, {}),
      ...(profiles === 0
        ? []
        : [
            text(language, 'browsers.connected', {
              connected: String(connected),
              profiles: String(profiles),
            }),
          ]),
      ...(silent === 0 ? [] : [text(language, 'browsers.silent', { count: silent })]),
    ];
    out.line(`  - ${browserName(browser)}: ${parts.join('; ')} [${policy}]`);
  }
}

function showBan(out: Output, person: Person, status: AgentStatus, ban: BanStatus): void {
  const { language, timeZone } = person;
  out.line();
  out.heading(`${ban.apps.join(', ')}: ${text(language, `effect.${ban.effect}`, {})} [${ban.ban}]`);
  out.line(`  ${reasonWords(person, status, ban) ?? `(${ban.reason})`}`);
  if (ban.deadline !== undefined && ban.reason !== 'grace')
    out.line(
      `  ${text(language, 'notice.until.date', { app: ban.apps.join(', '), deadline: ban.deadline }, timeZone)}`,
    );
  for (const [{ level, why }, channels] of sameLevel(ban.truth)) {
    const names = channels.map((channel) => text(language, `channel.${channel}`, {}));
    out.line(
      `  - ${names.join(', ')}: ${text(language, `truth.${level}`, {})} [${level}]${why === undefined ? '' : `: ${why}`}`,
    );
  }
  if (ban.mayAsk)
    out.line(`  ${text(language, 'button.ask', {})}: portvakt ask ${ban.ban} --purpose … --days …`);
}

type BanStatus = AgentStatus['bans'][number];
type Truth = BanStatus['truth'][number];

/** Channels that are enforced alike, together. */
function sameLevel(truth: readonly Truth[]): readonly (readonly [Truth, readonly Truth['channel'][]])[] {
  const groups = Map.groupBy(truth, ({ level, why }) => `${level} ${why ?? ''}`);
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    return first === undefined ? [] : [[first, group.map(({ channel }) => channel)] as const];
  });
}
