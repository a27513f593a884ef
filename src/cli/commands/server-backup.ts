import type { Command } from 'commander';
import { makeBackup, restoreBackup, type Backup } from '#server/backup/index.ts';
import { ok, type Outcome } from '#policy/outcome.ts';
import type { Cli } from '../cli.ts';
import { failing, type CliFault } from '../cli-fault.ts';
import { withExamples } from '../server-command.ts';

type Options = { readonly data: string; readonly json?: boolean };

/** `portvakt server backup` and `restore`: on the server's own machine, by whoever may read its data folder. */
export function setUpServerBackup(server: Command, cli: Cli): void {
  const backup = server
    .command('backup')
    .description('copy a server’s data folder, also while it runs; the copy is not encrypted')
    .argument('<folder>', 'the backup: a folder that is not there yet')
    .requiredOption('--data <folder>', 'the data folder of the server')
    .option('--json', 'print JSON for scripts');
  withExamples(backup, 'portvakt server backup /backup/2026-11-22 --data /var/lib/portvakt-server');
  backup.action(
    cli.handled(async (target: string, options: Options) => {
      const made = await attempt(() => makeBackup(options.data, target, cli.now()));
      if (!made.ok) return made;
      show(cli, options, made.value, `The backup is in ${target}.`);
      cli.out.note('Whoever reads it can act as this server: keep it as safe as the server itself.');
      return made;
    }),
  );

  const restore = server
    .command('restore')
    .description('make a data folder of a backup; an empty one, or one that is not there yet')
    .argument('<backup>', 'the folder that `portvakt server backup` left')
    .requiredOption('--data <folder>', 'the data folder to be made')
    .option('--json', 'print JSON for scripts');
  withExamples(restore, 'portvakt server restore /backup/2026-11-22 --data /var/lib/portvakt-server');
  restore.action(
    cli.handled(async (from: string, options: Options) => {
      const restored = await attempt(() => restoreBackup(from, options.data));
      if (!restored.ok) return restored;
      show(cli, options, restored.value, `${options.data} is restored.`);
      cli.out.note('Start the server on it once with --restored: PCs may have seen newer releases.');
      return restored;
    }),
  );
}

function show(cli: Cli, { json }: Options, backup: Backup, sentence: string): void {
  if (json === true) cli.out.json(backup);
  else
    cli.out.line(
      `${sentence} It is as of ${new Date(backup.madeAt).toISOString()}, ${backup.files.length} files.`,
    );
}

/** A folder that may not be read or written is said in a sentence too. */
async function attempt(work: () => Promise<Outcome<Backup, string>>): Promise<Outcome<Backup, CliFault>> {
  try {
    const done = await work();
    return done.ok ? ok(done.value) : failing('conflict', done.fault);
  } catch (fault) {
    return failing('fault', fault instanceof Error ? fault.message : String(fault));
  }
}
