import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startLoad, type Load } from './load-generator.ts';
import { event, truth } from './policy.ts';
import { startServerProcess, type ServerUnderLoad } from './server-under-load.ts';
import { parseEnrolmentToken } from '#protocol/enrolment-token.ts';

export type Sizes = {
  /** Agents in the comparisons with others. */
  readonly fleet: number;
  /** A first and a second step on one server. */
  readonly nine: number;
  readonly eighteen: number;
  /** Of them, enrolled over the wire; the others are put into the store by the server's own code. */
  readonly enrolled: number;
  readonly tls: number;
  readonly rounds: number;
};
export const wholeSizes: Sizes = {
  ...{ fleet: 10_000, nine: 9_000, eighteen: 18_000, enrolled: 500, tls: 5_000, rounds: 5 },
};
/** A thousand agents: tells whether the bench itself still works, and nothing of speed. */
export const quickSizes: Sizes = {
  ...{ fleet: 800, nine: 500, eighteen: 1_000, enrolled: 50, tls: 200, rounds: 2 },
};

export type Stage = AsyncDisposable & {
  readonly sizes: Sizes;
  readonly folder: string;
  readonly dataFolder: string;
  /** The first administrator's. */
  readonly token: string;
  /** PEM files of a certificate for 127.0.0.1. */
  readonly certificate: readonly [certificate: string, key: string];
  /** Agents of a server: those in the store already or, `withNewcomers`, some who are yet to enrol, and they come first. */
  readonly agents: (
    server: ServerUnderLoad,
    how?: { readonly most?: number; readonly withNewcomers?: boolean; readonly tls?: boolean },
  ) => Promise<Load>;
};

/** A data folder with a fleet in it, and what all measurements share. */
export async function openStage(sizes: Sizes): Promise<Stage> {
  const folder = mkdtempSync(join(tmpdir(), 'portvakt-fleet-'));
  await using undo = new AsyncDisposableStack();
  undo.defer(() => rmSync(folder, { recursive: true, force: true }));
  const dataFolder = join(folder, 'data');
  const file = join(folder, 'seeded');
  let enrolment: string | undefined;
  let token: string;
  {
    // A process of its own, so that what the seeding leaves in memory is not weighed.
    await using server = await startServerProcess('link', dataFolder);
    ({ token } = server);
    await server.ask({ ask: 'seed', count: sizes.eighteen, file });
    const { text = '' } = await server.ask({ ask: 'token', uses: sizes.enrolled });
    enrolment = parseEnrolmentToken(text)?.secret;
    await server.stop();
  }
  const seeded = readFileSync(file, 'utf8').trimEnd().split('\n');
  const newcomers = Array.from({ length: sizes.enrolled }, () => `- ${randomBytes(32).toString('hex')}`);
  const held = undo.move();
  let count = 0;
  return {
    ...{ sizes, folder, dataFolder, token },
    certificate: makeCertificate(folder),
    agents: async (server, { most = sizes.eighteen, withNewcomers = false, tls = false } = {}) => {
      const list = join(folder, `agents-${(count += 1)}`);
      const all = [...(withNewcomers ? newcomers : []), ...seeded].slice(0, most);
      writeFileSync(list, `${all.join('\n')}\n`, { mode: 0o600 });
      const load = await startLoad('portvakt', server.port, list, tls);
      load.say(`truth ${JSON.stringify(truth)}`);
      load.say(`event ${JSON.stringify(event)}`);
      if (enrolment !== undefined) load.say(`token ${enrolment}`);
      return load;
    },
    [Symbol.asyncDispose]: () => held.disposeAsync(),
  };
}

function makeCertificate(folder: string): readonly [string, string] {
  const [certificate, key] = [join(folder, 'certificate.pem'), join(folder, 'key.pem')];
  const how = ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];
  const whom = ['-days', '2', '-subj', '/CN=127.0.0.1', '-addext', 'subjectAltName=IP:127.0.0.1'];
  execFileSync('/usr/bin/openssl', [...how, ...whom, '-keyout', key, '-out', certificate], {
    stdio: 'ignore',
  });
  return [certificate, key];
}
