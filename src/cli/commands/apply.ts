import type { Command } from 'commander';
import { applyFiles, type ApplyOptions } from '../apply-files.ts';
import type { CommandSetup } from '../cli.ts';
import { wholeNumber } from '../option-values.ts';
import { withExamples, withServerOptions } from '../server-command.ts';

export const setUpApply: CommandSetup = (command, cli) => {
  withApplyOptions(withServerOptions(command)).requiredOption(
    '-f, --files <path>',
    'the folder that holds them, or a file; may be repeated',
    (path: string, before: readonly string[] | undefined) => [...(before ?? []), path],
  );
  withExamples(
    command,
    'portvakt apply -f org/ --dry-run --preview',
    'portvakt apply -f org/ --yes',
    'portvakt apply -f org/ --dry-run --detailed-exitcode   # in a pipeline: 9 where there are changes',
  );
  command.action(
    cli.handled((options: ApplyOptions & { files: readonly string[] }) =>
      applyFiles(cli, options.files, options),
    ),
  );
};

export function withApplyOptions(command: Command): Command {
  return command
    .option('--dry-run', 'only show what would change')
    .option('--preview', 'also ask the PCs how many have the apps of new and changed bans')
    .option(
      '--preview-wait <seconds>',
      'how long to wait for their answers (default: 60)',
      wholeNumber(1, 3_600),
    )
    .option('--yes', 'do not ask; nothing is ever asked without a terminal')
    .option('--detailed-exitcode', 'with --dry-run: end with 9 where there are changes')
    .option(
      '--based-on <version>',
      'refuse if somebody changed the policy since this version',
      wholeNumber(1, Number.MAX_SAFE_INTEGER),
    );
}
