import type { Erased } from '#protocol/console-fleet.ts';
import type { Cli } from './cli.ts';

export function showErased(cli: Cli, { events, exemptions, audit }: Erased): void {
  cli.out.line(
    `Erased: ${events} events, ${exemptions} exemptions, the texts of ${audit} audit entries. The chain of the audit still holds.`,
  );
}
