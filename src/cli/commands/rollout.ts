import type { Rollout } from '#protocol/console-rollouts.ts';
import type { Cli, CommandSetup } from '../cli.ts';
import { moment } from '../moments.ts';
import { wholeNumber } from '../option-values.ts';
import { callAndShow, serverVerb, type ServerOptions } from '../server-command.ts';

const version = wholeNumber(1, Number.MAX_SAFE_INTEGER);

export const setUpRollout: CommandSetup = (command, cli) => {
  serverVerb(command, 'list', {
    does: 'how the newest releases reach the PCs',
    examples: ['portvakt rollout'],
    isDefault: true,
  }).action(
    cli.handled((options: ServerOptions) =>
      callAndShow(
        cli,
        options,
        (api) => api.call('listRollouts', {}),
        ({ rollouts }) =>
          cli.out.table(
            ['version', 'state', 'began', 'by', 'what', 'ring', 'halted'],
            rollouts.map((one) => [
              one.version,
              one.state,
              moment(one.startedAt),
              one.startedBy,
              one.title,
              one.everyone ? 'all at once' : one.rings.findLast(({ state }) => state !== 'waiting')?.name,
              one.halted?.why,
            ]),
            'No rollouts.',
          ),
      ),
    ),
  );
  serverVerb(command, 'show', { does: 'one rollout, ring by ring', examples: ['portvakt rollout show 12'] })
    .argument('<version>', 'of the release', version)
    .action(
      cli.handled((of: number, options: ServerOptions) =>
        callAndShow(
          cli,
          options,
          (api) => api.call('getRollout', { params: { version: of } }),
          (one) => showRollout(cli, one),
        ),
      ),
    );
  serverVerb(command, 'promote', {
    does: 'give the release to the next ring now',
    examples: ['portvakt rollout promote 12'],
  })
    .argument('<version>', 'of the release', version)
    .action(
      cli.handled((of: number, options: ServerOptions) =>
        callAndShow(
          cli,
          options,
          (api) => api.call('promoteRollout', { params: { version: of } }),
          (one) => showRollout(cli, one),
        ),
      ),
    );
  serverVerb(command, 'halt', {
    does: 'stop the release from reaching further PCs',
    examples: ['portvakt rollout halt 12 --reason "the service desk is overrun"'],
  })
    .argument('<version>', 'of the release', version)
    .requiredOption('--reason <text>', 'why; it is audited')
    .action(
      cli.handled((of: number, options: ServerOptions & { reason: string }) =>
        callAndShow(
          cli,
          options,
          (api) => api.call('haltRollout', { params: { version: of }, body: { reason: options.reason } }),
          (one) => showRollout(cli, one),
        ),
      ),
    );
  serverVerb(command, 'resume', {
    does: 'let a halted rollout go on',
    examples: ['portvakt rollout resume 12 --reason "the hits were a test"'],
  })
    .argument('<version>', 'of the release', version)
    .requiredOption('--reason <text>', 'why; it is audited')
    .action(
      cli.handled((of: number, options: ServerOptions & { reason: string }) =>
        callAndShow(
          cli,
          options,
          (api) => api.call('resumeRollout', { params: { version: of }, body: { reason: options.reason } }),
          (one) => showRollout(cli, one),
        ),
      ),
    );
};

function showRollout(
  cli: Cli,
  { version: of, state, everyone, startedAt, startedBy, title, rings, halted }: Rollout,
): void {
  cli.out.heading(`Release ${of}: ${state}${title === undefined ? '' : ` (${title})`}`);
  cli.out.line(`Begun ${moment(startedAt)} by ${startedBy}${everyone ? ', to all at once' : ''}`);
  if (halted !== undefined)
    cli.out.line(`Halted ${moment(halted.at)} by ${halted.by ?? 'the brake of the server'}: ${halted.why}`);
  if (rings.length > 0)
    cli.out.table(
      ['ring', 'whom', 'state', 'until', 'applied', 'hits', 'faults', 'requests'],
      rings.map((ring) => [
        ring.name,
        ring.labels?.join(' ') ?? `${ring.percent ?? 100} %`,
        ring.state,
        moment(ring.soakUntil),
        `${ring.applied} of ${ring.devices}`,
        ring.hits,
        ring.faults,
        ring.requests,
      ]),
    );
}
