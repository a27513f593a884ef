import type { Overview } from '#protocol/console-coverage.ts';
import type { Cli, CommandSetup } from '../cli.ts';
import { callAndShow, withExamples, withServerOptions, type ServerOptions } from '../server-command.ts';

export const setUpOverview: CommandSetup = (command, cli) => {
  withExamples(withServerOptions(command), 'portvakt overview', 'portvakt overview --json');
  command.action(
    cli.handled((options: ServerOptions) =>
      callAndShow(
        cli,
        options,
        (api) => api.call('getOverview', {}),
        (overview) => showOverview(cli, overview),
      ),
    ),
  );
};

function showOverview(cli: Cli, overview: Overview): void {
  const { devices, connected, silent, retention } = overview;
  cli.out.heading(
    `${devices} PCs${connected === undefined ? '' : `, ${connected} connected`}, ${silent} silent; phones are not covered`,
  );
  const todo: readonly (readonly [number, string])[] = [
    [overview.awaitingApproval, 'PCs await approval: portvakt devices --state awaiting-approval'],
    [overview.requestsWaiting, 'requests wait: portvakt exemptions --state waiting'],
    [
      overview.halfApproved,
      'exemptions wait for a second approver: portvakt exemptions --state half-approved',
    ],
    [overview.draftsInReview, 'drafts wait for a review: portvakt draft list --state in-review'],
    [overview.packsHeld, 'versions of ban packs are held: portvakt pack list'],
    [overview.expiringSoon, 'exemptions end within seven days: portvakt exemptions --expiring 7'],
  ];
  const waiting = todo.filter(([count]) => count > 0);
  for (const [count, what] of waiting) cli.out.line(`${count} ${what}`);
  if (waiting.length === 0) cli.out.line('Nothing waits for you.');
  if (overview.rolloutHalted !== undefined)
    cli.out.line(`The rollout of release ${overview.rolloutHalted} is halted: portvakt rollout`);
  if (overview.rolloutRunning !== undefined)
    cli.out.line(`Release ${overview.rolloutRunning} is going out: portvakt rollout`);
  if (!retention.ok) cli.out.line(`Old data are not deleted as they should: ${retention.why ?? 'unknown'}`);
  if (overview.reviewsDue.length > 0) {
    cli.out.line();
    cli.out.table(
      ['ban to be reviewed', 'unit', 'when'],
      overview.reviewsDue.map(({ ban, unit, reviewInDays }) => [
        ban,
        unit,
        reviewInDays < 0 ? `${-reviewInDays} days late` : `in ${reviewInDays} days`,
      ]),
    );
  }
  if (overview.notEnforced.length > 0) {
    cli.out.line();
    cli.out.table(
      ['not blocked everywhere', 'unit', 'channel', 'PCs'],
      overview.notEnforced.map((one) => [one.ban, one.unit, one.channel, `${one.devices} of ${one.of}`]),
    );
  }
}
