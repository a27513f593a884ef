import { writeFileSync } from 'node:fs';
import { ok, type Outcome } from '#policy/outcome.ts';
import type { Cli, CommandSetup } from '../cli.ts';
import { failing, systemCode, type CliFault } from '../cli-fault.ts';
import { moment } from '../moments.ts';
import { wholeNumber } from '../option-values.ts';
import { readEnvelope, readText, readPayload } from '../release-document.ts';
import { createKey, signRelease, type SignOptions } from '../release-signing.ts';
import {
  callAndShow,
  openApi,
  withExamples,
  withServerOptions,
  type ServerOptions,
} from '../server-command.ts';

const version = wholeNumber(1, Number.MAX_SAFE_INTEGER);

export const setUpRelease: CommandSetup = (command, cli) => {
  withExamples(withServerOptions(command.command('list')), 'portvakt release list')
    .description('releases, newest first')
    .action(
      cli.handled((options: ServerOptions) =>
        callAndShow(
          cli,
          options,
          (api) => api.call('listReleases', {}),
          ({ releases }) =>
            cli.out.table(
              ['version', 'state', 'issued', 'by', 'bans', 'PCs', 'sha-256'],
              releases.map((one) => [
                one.version,
                one.state,
                moment(one.issuedAt),
                one.issuedBy,
                one.bans,
                one.devices,
                one.sha256,
              ]),
              'No releases.',
            ),
        ),
      ),
    );

  const fetched = withServerOptions(command.command('fetch'))
    .description('write a release to a file, to be signed on another machine')
    .argument('<version>', 'its version', version)
    .requiredOption('--out <path>', 'where to; `-` is standard output');
  withExamples(fetched, 'portvakt release fetch 4 --out release.json');
  fetched.action(
    cli.handled((wanted: number, options: ServerOptions & { out: string }) =>
      fetchRelease(cli, wanted, options),
    ),
  );

  const sign = withServerOptions(command.command('sign'))
    .description('sign a release with the organisation key; speaks to no server when --in is given')
    .requiredOption('--key <path>', 'the organisation key (PEM)')
    .option('--in <path>', 'the release, from `release fetch` (default: the one that awaits its signature)')
    .option('--out <path>', 'where the envelope goes (default: standard output)')
    .option('--policy <paths...>', 'refuse unless the release says exactly what these files say')
    .option('--previous <path>', 'the last envelope: show what changes, refuse an older version');
  withExamples(
    sign,
    'portvakt release sign --key org-key.pem --in release.json --policy policies/ --out envelope.json',
  );
  sign.action(cli.handled((options: SignOptions) => signRelease(cli, options)));

  const upload = withServerOptions(command.command('upload'))
    .description('publish a release that was signed')
    .argument('<envelope>', 'file from `release sign`; `-` reads standard input');
  withExamples(upload, 'portvakt release upload envelope.json');
  upload.action(cli.handled((path: string, options: ServerOptions) => uploadEnvelope(cli, path, options)));

  const key = command.command('key').description('the organisation key');
  const create = key
    .command('create')
    .description('make an organisation key; keep it offline, and a copy of it')
    .requiredOption('--out <path>', 'a file that is not there yet')
    .option('--no-passphrase', 'do not encrypt it')
    .option('--json', 'print JSON for scripts');
  withExamples(create, 'portvakt release key create --out org-key.pem');
  create.action(
    cli.handled((options: { out: string; passphrase: boolean; json?: boolean }) => createKey(cli, options)),
  );
};

async function fetchRelease(
  cli: Cli,
  wanted: number,
  options: ServerOptions & { readonly out: string },
): Promise<Outcome<unknown, CliFault>> {
  const api = openApi(cli, options);
  if (!api.ok) return api;
  const answer = await api.value.call('getRelease', { params: { version: wanted } });
  if (!answer.ok) return answer;
  if (options.out === '-') {
    cli.out.json(answer.value);
    return ok(undefined);
  }
  try {
    writeFileSync(options.out, `${JSON.stringify(answer.value, null, 2)}\n`);
  } catch (fault) {
    return failing('fault', `${options.out} cannot be written (${systemCode(fault) ?? 'unknown'})`);
  }
  cli.out.note(`Version ${wanted} (${answer.value.state}) is in ${options.out}.`);
  return ok(undefined);
}

async function uploadEnvelope(
  cli: Cli,
  path: string,
  options: ServerOptions,
): Promise<Outcome<unknown, CliFault>> {
  const text = readText(path);
  if (!text.ok) return text;
  const envelope = readEnvelope(text.value);
  if (!envelope.ok) return envelope;
  const signed = readPayload(Buffer.from(envelope.value.payload, 'base64').toString('utf8'));
  if (!signed.ok) return signed;
  return callAndShow(
    cli,
    options,
    (api) =>
      api.call('putReleaseEnvelope', {
        params: { version: signed.value.release.version },
        body: { envelope: envelope.value },
      }),
    (answer) => cli.out.line(`Version ${answer.version} is ${answer.state}.`),
  );
}
