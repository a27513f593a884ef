import { Option } from 'commander';
import { announcementKinds, type AnnouncementKind } from '#protocol/announcement.ts';
import type { Webhook } from '#protocol/console-outlets.ts';
import type { Cli, CommandSetup } from '../cli.ts';
import { failing } from '../cli-fault.ts';
import { defined } from '../defined.ts';
import { deliveryFault, deliveryWords, kindsValue, showDelivery } from '../delivery-words.ts';
import { moment } from '../moments.ts';
import { idValue } from '../option-values.ts';
import { callAndShow, serverVerb, type ServerOptions } from '../server-command.ts';

const id = '5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a';
type CreateOptions = ServerOptions & {
  readonly name: string;
  readonly url: string;
  readonly kinds: readonly AnnouncementKind[];
  readonly hits?: boolean;
};
type SetOptions = ServerOptions & Partial<CreateOptions> & { readonly on?: boolean; readonly off?: boolean };

export const setUpWebhook: CommandSetup = (command, cli) => {
  serverVerb(command, 'list', {
    does: 'addresses that are told what happens',
    examples: ['portvakt webhook'],
    isDefault: true,
  }).action(
    cli.handled((options: ServerOptions) =>
      callAndShow(
        cli,
        options,
        (api) => api.call('listWebhooks', {}),
        ({ webhooks }) => showWebhooks(cli, webhooks),
      ),
    ),
  );

  serverVerb(command, 'create', {
    does: 'add an address; the secret that signs its messages is shown this once',
    examples: [
      'portvakt webhook create --name "Service desk" --url https://desk.example.org/hook --kinds rollout-halted,exemption-requested > hook.secret',
    ],
  })
    .requiredOption('--name <text>', 'what it is')
    .requiredOption('--url <url>', 'where the messages go')
    .requiredOption('--kinds <kinds>', `of what it is told: ${announcementKinds.join(', ')}`, kindsValue)
    .option('--hits', 'also of hits, without account and device name')
    .action(
      cli.handled((options: CreateOptions) =>
        callAndShow(
          cli,
          options,
          (api) =>
            api.call('createWebhook', {
              body: {
                name: options.name,
                url: options.url,
                kinds: [...options.kinds],
                ...defined({ hits: options.hits }),
              },
            }),
          ({ webhook, secret }) => {
            cli.out.line(secret);
            cli.out.note(`Webhook ${webhook.webhook}.\nThis is its secret; it is not shown again.`);
          },
        ),
      ),
    );

  serverVerb(command, 'set', {
    does: 'change one, or switch it off and on',
    examples: [`portvakt webhook set ${id} --off`],
  })
    .argument('<webhook>', 'its id', idValue)
    .option('--name <text>', 'what it is')
    .option('--url <url>', 'where the messages go')
    .option('--kinds <kinds>', 'of what it is told, all of them', kindsValue)
    .option('--hits', 'also of hits')
    .option('--no-hits', 'not of hits')
    .addOption(new Option('--on', 'send again').conflicts('off'))
    .option('--off', 'send nothing')
    .action(
      cli.handled(async (webhook: string, options: SetOptions) => {
        const { name, url, kinds, hits, on, off } = options;
        const enabled = on === true ? true : off === true ? false : undefined;
        const body = defined({ name, url, kinds: kinds && [...kinds], hits, enabled });
        if (Object.keys(body).length === 0)
          return failing('usage', 'nothing to change: give --name, --url, --kinds, --hits, --on or --off');
        return callAndShow(
          cli,
          options,
          (api) => api.call('setWebhook', { params: { webhook }, body }),
          (changed) => showWebhooks(cli, [changed]),
        );
      }),
    );

  serverVerb(command, 'remove', {
    does: 'remove one, with what waits for it',
    examples: [`portvakt webhook remove ${id}`],
  })
    .argument('<webhook>', 'its id', idValue)
    .action(
      cli.handled((webhook: string, options: ServerOptions) =>
        callAndShow(
          cli,
          options,
          (api) => api.call('removeWebhook', { params: { webhook } }),
          () => cli.out.line('Removed.'),
        ),
      ),
    );

  serverVerb(command, 'test', {
    does: 'send a message at once and say how it went',
    examples: [`portvakt webhook test ${id}`],
  })
    .argument('<webhook>', 'its id', idValue)
    .action(
      cli.handled(async (webhook: string, options: ServerOptions) => {
        const done = await callAndShow(
          cli,
          options,
          (api) => api.call('testWebhook', { params: { webhook } }),
          (delivery) => showDelivery(cli, delivery),
        );
        return done.ok ? deliveryFault(done.value) : done;
      }),
    );

  serverVerb(command, 'deliveries', {
    does: 'the newest 100 messages to one and how they went',
    examples: [`portvakt webhook deliveries ${id}`],
  })
    .argument('<webhook>', 'its id', idValue)
    .action(
      cli.handled((webhook: string, options: ServerOptions) =>
        callAndShow(
          cli,
          options,
          (api) => api.call('listDeliveries', { params: { webhook } }),
          ({ deliveries }) =>
            cli.out.table(
              ['message', 'kind', 'queued', 'state', 'tries', 'next try', 'how it went'],
              deliveries.map((one) => [
                one.message,
                one.kind,
                moment(one.queuedAt),
                one.state,
                one.tries,
                moment(one.nextTryAt),
                one.last === undefined ? undefined : deliveryWords(one.last),
              ]),
              'No messages yet.',
            ),
        ),
      ),
    );
};

function showWebhooks(cli: Cli, webhooks: readonly Webhook[]): void {
  cli.out.table(
    ['webhook', 'name', 'address', 'state', 'kinds', 'hits', 'waiting', 'last'],
    webhooks.map((one) => [
      one.webhook,
      one.name,
      one.url,
      one.enabled ? 'on' : 'off',
      one.kinds.join(' '),
      one.hits ? 'yes' : 'no',
      one.waiting,
      one.lastDelivery === undefined ? undefined : deliveryWords(one.lastDelivery),
    ]),
    'No webhooks.',
  );
}
