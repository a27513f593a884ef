import { ok, type Outcome } from '#policy/outcome.ts';
import type { AuditEntry } from '#protocol/console-operators.ts';
import type { Api } from '../api-client.ts';
import type { Cli, CommandSetup } from '../cli.ts';
import { failing, type CliFault } from '../cli-fault.ts';
import { moment } from '../moments.ts';
import { wholeNumber } from '../option-values.ts';
import { openApi, withExamples, withServerOptions, type ServerOptions } from '../server-command.ts';

type AuditOptions = ServerOptions & { after: number; limit?: number };

export const setUpAudit: CommandSetup = (command, cli) => {
  withServerOptions(command)
    .option('--after <seq>', 'only what came after this entry', wholeNumber(0, Number.MAX_SAFE_INTEGER), 0)
    .option('--limit <n>', 'at most so many', wholeNumber(1, 10_000_000));
  withExamples(command, 'portvakt audit', 'portvakt audit --json > audit.json');
  command.action(cli.handled((options: AuditOptions) => showAudit(cli, options)));
};

type Audit = { readonly entries: readonly AuditEntry[]; readonly cursor: number; readonly intact: boolean };

async function showAudit(cli: Cli, options: AuditOptions): Promise<Outcome<unknown, CliFault>> {
  const api = openApi(cli, options);
  if (!api.ok) return api;
  const read = await allEntries(api.value, options.after, options.limit ?? Number.POSITIVE_INFINITY);
  if (!read.ok) return read;
  const { entries, intact } = read.value;
  if (options.json === true) cli.out.json(read.value);
  else
    cli.out.table(
      ['seq', 'when', 'who', 'did', 'to', 'with'],
      entries.map(({ seq, at, operator, action, subject, body }) => [
        seq,
        moment(at),
        operator,
        action,
        subject,
        body,
      ]),
      'No entries.',
    );
  return intact
    ? ok(undefined)
    : failing('not-intact', 'the chain does not hold: entries were changed or are missing');
}

async function allEntries(api: Api, from: number, most: number): Promise<Outcome<Audit, CliFault>> {
  const entries: AuditEntry[] = [];
  let cursor = from;
  let intact = true;
  for (;;) {
    const limit = Math.min(500, most - entries.length);
    const page = await api.call('listAudit', { query: { after: cursor, limit } });
    if (!page.ok) return page;
    entries.push(...page.value.entries);
    intact &&= page.value.intact;
    const went = page.value.cursor > cursor;
    cursor = page.value.cursor;
    if (!went || page.value.entries.length < limit || entries.length >= most)
      return ok({ entries, cursor, intact });
  }
}
