import { Option } from 'commander';
import { ok, type Outcome } from '#policy/outcome.ts';
import { truthLevels, type TruthLevel } from '#policy/proof.ts';
import type { QueryOf } from '#protocol/console-server.ts';
import type { DeviceDetail, DeviceSummary } from '#protocol/console-devices.ts';
import type { Api } from '../api-client.ts';
import { browserName, policyWords } from '../browser-words.ts';
import type { Cli, CommandSetup } from '../cli.ts';
import { failing, type CliFault } from '../cli-fault.ts';
import { defined } from '../defined.ts';
import { idValue, several, slugValue, wholeNumber } from '../option-values.ts';
import { setUpFleet } from './devices-fleet.ts';
import {
  callAndShow,
  serverVerb,
  withExamples,
  withServerOptions,
  type ServerOptions,
} from '../server-command.ts';

type State = DeviceSummary['state'];
type ListOptions = ServerOptions & {
  unit?: string;
  label?: string;
  state?: string;
  search?: string;
  ban?: string;
  level?: TruthLevel;
  silent?: boolean;
  limit?: number;
};
type SetOptions = ServerOptions & {
  unit?: string;
  label?: readonly string[];
  labels: boolean;
  class?: string;
};
const states: readonly State[] = ['awaiting-approval', 'active', 'revoked'];
const classes = ['service', 'dedicated'] as const;

export const setUpDevices: CommandSetup = (command, cli) => {
  const list = withServerOptions(command.command('list', { isDefault: true }))
    .description('enrolled PCs, by filter; phones are not covered (the default)')
    .option('--unit <id>', 'only this unit', slugValue)
    .option('--label <label>', 'only with this label')
    .option('--state <state>', states.join(', '))
    .option('--search <text>', 'part of a host name, or the beginning of an id')
    .option('--ban <id>', 'only those that told of this ban', slugValue)
    .addOption(
      new Option('--level <level>', 'with --ban: really enforced at this level').choices(truthLevels),
    )
    .option('--silent', 'not seen for 14 days')
    .option('--limit <n>', 'at most so many', wholeNumber(1, 1_000_000));
  withExamples(
    list,
    'portvakt devices',
    'portvakt devices --unit library --label floor-2',
    'portvakt devices --json | jq ".devices[].hostName"',
  );
  list.action(cli.handled((options: ListOptions) => listDevices(cli, options)));

  const show = withServerOptions(command.command('show'))
    .description('one PC; the look is audited, and shown to its user')
    .argument('<device>', 'its id', idValue);
  withExamples(show, 'portvakt devices show 0123456789abcdef0123456789abcdef');
  show.action(
    cli.handled((device: string, options: ServerOptions) =>
      callAndShow(
        cli,
        options,
        (api) => api.call('getDevice', { params: { device } }),
        (found) => showDetail(cli, found),
      ),
    ),
  );

  const set = withServerOptions(command.command('set'))
    .description('move a PC to a unit, label it, say what it is for')
    .argument('<device>', 'its id', idValue)
    .option('--unit <id>', 'the unit', slugValue)
    .option('--label <label>', 'its labels, all of them; may be repeated', several)
    .option('--no-labels', 'take all labels away')
    .option('--class <class>', classes.join(' or '));
  withExamples(set, 'portvakt devices set 0123456789abcdef0123456789abcdef --unit library --label floor-2');
  set.action(cli.handled((device: string, options: SetOptions) => setDevice(cli, device, options)));

  const approve = withServerOptions(command.command('approve'))
    .description('let a PC in that waits for approval')
    .argument('<device>', 'its id', idValue);
  withExamples(approve, 'portvakt devices approve 0123456789abcdef0123456789abcdef');
  approve.action(
    cli.handled((device: string, options: ServerOptions) =>
      callAndShow(
        cli,
        options,
        (api) => api.call('approveDevice', { params: { device } }),
        (found) => showRows(cli, [found]),
      ),
    ),
  );

  const revoke = withServerOptions(command.command('revoke'))
    .description('shut a PC out for good; it keeps its last good release')
    .argument('<device>', 'its id', idValue)
    .requiredOption('--reason <text>', 'why; it is audited');
  withExamples(revoke, 'portvakt devices revoke 0123456789abcdef0123456789abcdef --reason stolen');
  revoke.action(
    cli.handled((device: string, options: ServerOptions & { reason: string }) =>
      callAndShow(
        cli,
        options,
        (api) => api.call('revokeDevice', { params: { device }, body: { reason: options.reason } }),
        (found) => showRows(cli, [found]),
      ),
    ),
  );

  serverVerb(command, 'search', {
    does: 'PCs by a part of their host name, or the beginning of their id',
    examples: ['portvakt devices search pc-47'],
  })
    .argument('<text>', 'case does not count')
    .action(cli.handled((search: string, options: ListOptions) => listDevices(cli, { ...options, search })));
  setUpFleet(command, cli);
};

async function listDevices(cli: Cli, options: ListOptions): Promise<Outcome<unknown, CliFault>> {
  const state = states.find((one) => one === options.state);
  if (options.state !== undefined && state === undefined)
    return failing('usage', `--state is one of: ${states.join(', ')}`);
  const { unit, label, search, ban, level, silent } = options;
  if (level !== undefined && ban === undefined) return failing('usage', '--level goes with --ban');
  const filter = defined({ unit, label, state, search, ban, level, silent });
  return callAndShow(
    cli,
    options,
    (api) => allDevices(api, filter, options.limit ?? Number.POSITIVE_INFINITY),
    ({ devices, total }) => {
      if (devices.length > 0) showRows(cli, devices);
      cli.out.note(
        total === devices.length
          ? `${total} ${total === 1 ? 'PC' : 'PCs'}; phones are not covered`
          : `${devices.length} of ${total} PCs`,
      );
    },
  );
}

type Filter = Omit<NonNullable<QueryOf<'listDevices'>>, 'after' | 'limit'>;

/** Page after page, up to `most`. */
async function allDevices(
  api: Api,
  filter: Filter,
  most: number,
): Promise<Outcome<{ devices: DeviceSummary[]; total: number }, CliFault>> {
  const devices: DeviceSummary[] = [];
  let after: string | undefined;
  for (;;) {
    const limit = Math.min(500, most - devices.length);
    const page = await api.call('listDevices', { query: { ...filter, limit, ...defined({ after }) } });
    if (!page.ok) return page;
    devices.push(...page.value.devices);
    const { next, total } = page.value;
    if (next === undefined || next === after || devices.length >= most) return ok({ devices, total });
    after = next;
  }
}

async function setDevice(cli: Cli, device: string, options: SetOptions): Promise<Outcome<unknown, CliFault>> {
  const use = classes.find((one) => one === options.class);
  if (options.class !== undefined && use === undefined)
    return failing(
      'usage',
      '--class is service or dedicated; `private` is chosen when the agent is installed',
    );
  const labels = options.labels ? options.label : [];
  const body = defined({
    unit: options.unit,
    labels: labels === undefined ? undefined : [...labels],
    class: use,
  });
  if (Object.keys(body).length === 0)
    return failing('usage', 'nothing to set: give --unit, --label, --no-labels or --class');
  return callAndShow(
    cli,
    options,
    (api) => api.call('setDevice', { params: { device }, body }),
    (found) => showRows(cli, [found]),
  );
}

function showRows(cli: Cli, devices: readonly DeviceSummary[]): void {
  cli.out.table(
    ['device', 'host', 'unit', 'class', 'state', 'release', 'last seen', 'system', 'labels'],
    devices.map((one) => [
      one.device,
      one.hostName,
      one.unit,
      one.class,
      one.state,
      one.refused === undefined ? one.release : `${one.release}, refuses ${one.refused.version}`,
      one.lastSeen,
      `${one.osName} ${one.osVersion}`,
      one.labels.join(' '),
    ]),
  );
}

function showDetail(cli: Cli, device: DeviceDetail): void {
  cli.out.heading(`${device.hostName} (${device.device})`);
  cli.out.table(
    ['what', 'value'],
    [
      ['state', device.state],
      ['class', device.private ? 'private, chosen at installation' : device.class],
      ['unit', device.unit],
      ['labels', device.labels.join(' ') || '-'],
      ['system', `${device.osName} ${device.osVersion}`],
      ['model', device.model],
      ['agent', device.agentVersion],
      ['enrolled on', device.enrolledOn],
      ['last seen', device.lastSeen],
      ['release', device.release],
      ...(device.refused === undefined
        ? []
        : [['refuses', `release ${device.refused.version}: ${device.refused.detail}`]]),
    ],
  );
  if (device.truth.length > 0) {
    cli.out.line();
    cli.out.table(
      ['ban', 'channel', 'really enforced', 'why not more'],
      device.truth.map(({ ban, channel, level, why }) => [ban, channel, level, why ?? '']),
    );
  }
  const { browsers = [] } = device;
  if (browsers.length === 0) return;
  cli.out.line();
  cli.out.table(
    ['browser', 'policy', 'profiles', 'with the extension', 'running', 'running without it'],
    browsers.map((one) => [
      browserName(one),
      policyWords[one.policy],
      one.profiles,
      one.connected,
      one.running,
      one.silent,
    ]),
  );
}
