import type { Erased } from '#protocol/console-fleet.ts';
import type { Cli } from './cli.ts';

export function showErased(cli: Cli, { events, exemptions, audit, messages = 0, policy = [] }: Erased): void {
  cli.out.line(
    `Erased: ${events} events, ${exemptions} exemptions, the texts of ${audit} audit entries, ${messages} messages to other systems. The chain of the audit still holds.`,
  );
  if (policy.length === 0) return;
  cli.out.line(
    'Policy files still name it. They were not changed; whether they should be is yours to decide:',
  );
  for (const { version, draft, file, line } of policy)
    cli.out.line(
      `  ${version === undefined ? `draft ${draft ?? ''}` : `release ${version}`}: ${file}, line ${line}`,
    );
}
