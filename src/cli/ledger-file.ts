import { closeSync, openSync, unlinkSync, writeFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { Compile } from 'typebox/compile';
import { ok, type Outcome } from '#policy/outcome.ts';
import { LedgerFile, ledgerFile } from '#protocol/ledger-file.ts';
import type { LedgerEntry } from '#protocol/tray-agent.ts';
import { checkEntries } from '#runtime/hash-chain.ts';
import { askAgent, type AgentOptions } from './agent-door.ts';
import type { Cli } from './cli.ts';
import { failing, systemCode, type CliFault } from './cli-fault.ts';
import { defined } from './defined.ts';
import { moment } from './moments.ts';
import { readText } from './release-document.ts';

const check = Compile(LedgerFile);
/** The agent takes 20 questions a second. */
const pauseMs = 1_000;
const mostPauses = 60;

/** Writes everything that is this person's to see into a new file. */
export async function exportLedger(
  cli: Cli,
  options: AgentOptions,
  path: string,
): Promise<Outcome<unknown, CliFault>> {
  const entries = await wholeLedger(cli, options);
  if (!entries.ok) return entries;
  const status = await askAgent(cli, options, { type: 'status' });
  const file = ledgerFile(status.ok ? status.value.status : undefined, entries.value, cli.now());
  try {
    writeNew(path, `${JSON.stringify(file, null, 2)}\n`);
  } catch (fault) {
    return systemCode(fault) === 'EEXIST'
      ? failing('conflict', `${path} is there already: it is not overwritten`)
      : failing('fault', `${path} cannot be written (${systemCode(fault) ?? 'unknown'})`);
  }
  cli.out.note(`${entries.value.length} entries are in ${path}`);
  return verdictOf(cli, file);
}

/** Checks a file that was exported, without an agent. */
export function verifyLedgerFile(cli: Cli, path: string): Outcome<unknown, CliFault> {
  const read = readText(path);
  if (!read.ok) return read;
  const value = parseJson(read.value);
  return check.Check(value)
    ? verdictOf(cli, value)
    : failing('invalid-files', `${path} is no exported ledger`);
}

function verdictOf(cli: Cli, { entries, exportedAt }: LedgerFile): Outcome<unknown, CliFault> {
  switch (checkEntries(entries)) {
    case 'broken':
      return failing('not-intact', 'entries were changed, or do not follow from those before them');
    case 'unchecked':
      return failing(
        'not-intact',
        entries.length === 0
          ? 'there are no entries to check'
          : 'not every entry says what came before it: this cannot be checked',
      );
    case 'verified': {
      const indexes = entries.map(({ index }) => index);
      const hidden = Math.max(...indexes) - Math.min(...indexes) + 1 - entries.length;
      cli.out.line(`${entries.length} entries of ${moment(exportedAt)} are unchanged and fit together.`);
      if (hidden > 0)
        cli.out.line(
          `${hidden} between them are not in the file: those of other accounts of that PC never are, and the file cannot show whether others were taken out.`,
        );
      return ok(undefined);
    }
  }
}

/** Page after page, newest first. */
async function wholeLedger(
  cli: Cli,
  options: AgentOptions,
): Promise<Outcome<readonly LedgerEntry[], CliFault>> {
  const entries: LedgerEntry[] = [];
  for (let pauses = 0; ;) {
    const page = await askAgent(cli, options, {
      type: 'ledger',
      ...defined({ before: entries.at(-1)?.index }),
    });
    if (page.ok) {
      entries.push(...page.value.entries);
      if (page.value.entries.length === 0 || entries.at(-1)?.index === 1) return ok(entries);
    } else if (page.fault.exit === 'conflict' && pauses < mostPauses) {
      pauses += 1;
      await delay(pauseMs, undefined, { signal: cli.signal });
    } else return page;
  }
}

/** A file that was there, or that a link leads to, is left alone; one that could not be written in full does not stay. */
function writeNew(path: string, text: string): void {
  const fd = openSync(path, 'wx', 0o600);
  try {
    writeFileSync(fd, text);
  } catch (fault) {
    unlinkSync(path);
    throw fault;
  } finally {
    closeSync(fd);
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
