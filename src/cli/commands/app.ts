import { resolve } from 'node:path';
import { ok } from '#policy/outcome.ts';
import type { Explanation } from '#protocol/tray-agent.ts';
import { askAgent, withAgentOptions, type AgentOptions } from '../agent-door.ts';
import type { CommandSetup } from '../cli.ts';
import { failing } from '../cli-fault.ts';
import { slugValue } from '../option-values.ts';
import type { Output } from '../output.ts';
import { withExamples } from '../server-command.ts';

export const setUpApp: CommandSetup = (command, cli) => {
  const explain = withAgentOptions(command.command('explain'))
    .description('what a program is, by which evidence, what would be done about it and why')
    .argument('<path>', 'the program file');
  withExamples(explain, 'portvakt app explain ~/Downloads/Telegram/Telegram');
  explain.action(
    cli.handled(async (path: string, options: AgentOptions) => {
      const question = { type: 'explain', path: resolve(path) } as const;
      const answer = await askAgent(cli, options, question);
      if (!answer.ok) return answer;
      if (options.json === true) cli.out.json(answer.value.explanation);
      else showExplanation(cli.out, answer.value.explanation);
      return ok(undefined);
    }),
  );

  const list = command
    .command('list')
    .description('the apps that the built-in catalogue knows')
    .option('--json', 'print JSON for scripts');
  withExamples(list, 'portvakt app list');
  list.action(
    cli.handled(async (options: { json?: boolean }) => {
      const { builtInApps } = await import('#catalogue/load.ts');
      const apps = builtInApps().map(({ id, name, vendor, categories, identifiers, web }) => ({
        id,
        name,
        vendor,
        categories,
        channels: [
          ...new Set([
            ...identifiers.map(({ channel }) => channel),
            ...(web === undefined ? [] : (['web'] as const)),
          ]),
        ],
      }));
      if (options.json === true) cli.out.json({ apps });
      else
        cli.out.table(
          ['id', 'name', 'vendor', 'channels'],
          apps.map(({ id, name, vendor, channels }) => [id, name, vendor, channels.join(' ')]),
        );
      return ok(undefined);
    }),
  );

  const show = command
    .command('show')
    .description('all that the catalogue knows of one app')
    .argument('<id>', 'its id, from `app list`', slugValue)
    .option('--json', 'print JSON for scripts');
  withExamples(show, 'portvakt app show tiktok');
  show.action(
    cli.handled(async (id: string, options: { json?: boolean }) => {
      const [{ builtInApps }, { showApp }] = await Promise.all([
        import('#catalogue/load.ts'),
        import('../app-words.ts'),
      ]);
      const app = builtInApps().find((one) => one.id === id);
      if (app === undefined)
        return failing('not-found', `the catalogue has no app \`${id}\`: see \`portvakt app list\``);
      if (options.json === true) cli.out.json(app);
      else showApp(cli.out, app);
      return ok(undefined);
    }),
  );
};

function showExplanation(out: Output, { path, evidence, matches, decisions, refused }: Explanation): void {
  out.heading(path);
  if (matches.length === 0) out.line('It is no app that the catalogue or a ban knows.');
  for (const match of matches) {
    const sure = match.strength === 'certain' ? 'it is' : 'it may be, but nothing is stopped by this alone:';
    out.line(`${sure} ${match.name} [${match.app}] (${match.channel}, ${match.confidence})`);
    for (const { kind, value } of match.by) out.line(`  by ${kind}: ${value}`);
  }
  out.line();
  if (decisions.length === 0) out.line('No ban acts on it.');
  for (const { ban, effect, reason, origin, sentence } of decisions) {
    out.line(`${ban}: ${effect} (${reason}; from ${origin})`);
    out.line(`  ${sentence}`);
  }
  if (refused === true) out.line('Its start is refused: nothing of it runs.');
  else if (decisions.some(({ effect }) => effect === 'block'))
    out.line('It starts, and is stopped as soon as it runs.');
  if (evidence.length === 0) return;
  out.line();
  out.table(
    ['evidence read', 'value'],
    evidence.map(({ kind, value }) => [kind, value]),
  );
}
