import { ok, type Outcome } from '#policy/outcome.ts';
import { ledgerWords } from '#locales/ledger-words.ts';
import { text } from '#locales/text.ts';
import { askAgent, withAgentOptions, type AgentOptions } from '../agent-door.ts';
import type { Cli, CommandSetup } from '../cli.ts';
import { failing, type CliFault } from '../cli-fault.ts';
import { defined } from '../defined.ts';
import { exportLedger, verifyLedgerFile } from '../ledger-file.ts';
import { moment } from '../moments.ts';
import { wholeNumber } from '../option-values.ts';
import { personOf } from '../person-language.ts';
import { withExamples } from '../server-command.ts';

type LedgerOptions = AgentOptions & { before?: number; exact?: boolean; export?: string; verify?: string };

export const setUpLedger: CommandSetup = (command, cli) => {
  withAgentOptions(command)
    .option('--before <index>', 'only older entries than this one', wholeNumber(1, Number.MAX_SAFE_INTEGER))
    .option('--exact', 'also the exact text of each entry')
    .option('--export <file>', 'write all of it into a new file, which can be checked elsewhere')
    .option('--verify <file>', 'check a file that was exported, without an agent; - is standard input');
  withExamples(
    command,
    'portvakt ledger',
    'portvakt ledger --exact',
    'portvakt ledger --export ledger.json',
    'portvakt ledger --verify ledger.json',
  );
  command.action(
    cli.handled((options: LedgerOptions) => {
      if (options.verify !== undefined && options.export !== undefined)
        return Promise.resolve(failing('usage', 'write either --export or --verify'));
      if (options.verify !== undefined) return Promise.resolve(verifyLedgerFile(cli, options.verify));
      return options.export === undefined
        ? showLedger(cli, options)
        : exportLedger(cli, options, options.export);
    }),
  );
};

async function showLedger(cli: Cli, options: LedgerOptions): Promise<Outcome<unknown, CliFault>> {
  const answer = await askAgent(cli, options, { type: 'ledger', ...defined({ before: options.before }) });
  if (!answer.ok) return answer;
  const { entries, intact } = answer.value;
  const person = personOf(cli.env);
  const broken = text(person.language, 'ledger.broken', {});
  if (options.json === true) cli.out.json({ entries, intact });
  else {
    cli.out.heading(text(person.language, 'ledger.heading', {}));
    if (entries.length === 0) cli.out.line(text(person.language, 'ledger.empty', {}));
    for (const entry of entries) {
      const words = ledgerWords(person, entry);
      cli.out.line(`${entry.index}  ${moment(entry.at)}  ${words ?? `${entry.kind}: ${entry.body}`}`);
      if (options.exact === true && words !== undefined) cli.out.line(`    ${entry.body}`);
    }
    if (intact) cli.out.line(text(person.language, 'ledger.intact', {}));
  }
  return intact ? ok(undefined) : failing('not-intact', broken);
}
