import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Compile } from 'typebox/compile';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Operation } from '#protocol/console-operation.ts';
import { operations, type OperationId } from '#protocol/console-server.ts';
import { payloadTypes } from '#policy/release.ts';
import { fromText } from '#server/console-api/router.ts';
import { release } from '#test/kit/policy-builder.ts';
import { tempFolder } from '#test/kit/temp-folder.ts';
import { exampleServer, exampleText, testToken, type ExampleServer, type Request } from './example-server.ts';
import { runHere } from './run-here.ts';

const folder = tempFolder();
const at = (name: string): string => join(folder.path, name);
const samples = join(import.meta.dirname, '../../src/cli/samples');
const device = operations.getDevice.example.params.device;
const draft = operations.getDraft.example.params.draft;
const { exemption } = operations.approveRequest.example.params;
const { token } = operations.revokeToken.example.params;
const { operator } = operations.setOperator.example.params;
const { webhook } = operations.setWebhook.example.params;
const { preview } = operations.getPreview.example.params;
const { pack, ban: packBan } = operations.weakenPackBan.example.params;
const period = ['--from', '2026-11-01', '--to', '2026-11-30'];
const shipped = [join(samples, 'packs/sample-tiktok.json'), '--key', join(samples, 'packs/sample-key.pub')];

/** Which command calls which operation. An operation without a line here does not compile. */
const commands: Record<OperationId, readonly string[] | 'a browser alone: it is about a cookie'> = {
  getHealth: ['api', 'health'],
  getOpenApi: ['api', 'document'],
  getServerInfo: ['server'],
  getPolicy: ['policy', 'show'],
  listPolicyFiles: ['policy', 'files'],
  applyPolicy: ['apply', '-f', at('org')],
  getPolicyDiff: ['policy', 'diff', at('org')],
  listReleases: ['release', 'list'],
  getRelease: ['release', 'fetch', '4', '--out', '-'],
  putReleaseEnvelope: ['release', 'upload', at('release-envelope.json')],
  listDevices: ['devices', 'search', 'pc-47'],
  getDevice: ['devices', 'show', device],
  setDevice: ['devices', 'set', device, '--unit', 'school'],
  approveDevice: ['devices', 'approve', device],
  revokeDevice: ['devices', 'revoke', device, '--reason', 'stolen'],
  listEvents: ['events'],
  createToken: ['token', 'create'],
  listTokens: ['token', 'list'],
  revokeToken: ['token', 'revoke', token],
  listExemptions: ['exemptions'],
  grantExemption: ['exemptions', 'grant', device, 'tiktok', '--purpose', 'film', '--days', '7'],
  approveRequest: ['exemptions', 'approve', exemption],
  answerOfflineCode: [
    ...['exemptions', 'code', '--device', device, '--ban', 'tiktok'],
    ...['--challenge', '7K3M-9QXW', '--hours', '4', '--purpose', 'film'],
  ],
  denyRequest: ['exemptions', 'deny', exemption, '--reason', 'no'],
  withdrawExemption: ['exemptions', 'withdraw', exemption, '--reason', 'over'],
  createOperatorToken: ['operators', 'create', 'kari', '--role', 'viewer'],
  listOperators: ['operators'],
  revokeOperator: ['operators', 'revoke', operator],
  setOperator: ['operators', 'set', operator, '--role', 'editor'],
  makeSignInLink: ['operators', 'link', operator],
  listAudit: ['audit'],
  listDrafts: ['draft', 'list', '--state', 'open'],
  createDraft: ['draft', 'create', '--title', 'Ban TikTok', '--files', at('org')],
  getDraft: ['draft', 'show', draft],
  setDraftBan: ['draft', 'set-ban', draft, '--unit', 'kommune', '--file', at('ban.yaml')],
  removeDraftBan: ['draft', 'remove-ban', draft, 'tiktok', '--unit', 'kommune'],
  setDraftAdoption: ['draft', 'answer', draft, 'tiktok', 'declined', '--unit', 'school', '--reason', 'no'],
  setDraftOrganisation: ['draft', 'set-organisation', draft, '--file', at('org/organisation.yaml')],
  setDraftServer: ['draft', 'set-server', draft, '--file', at('org/server.yaml')],
  setDraftFiles: ['draft', 'edit-file', draft, 'bans.yaml', '--file', at('ban.yaml')],
  submitDraft: ['draft', 'submit', draft],
  reviewDraft: ['draft', 'reject', draft, '--reason', 'the grace is too short'],
  publishDraft: ['draft', 'publish', draft, '--everyone'],
  abandonDraft: ['draft', 'abandon', draft],
  getPolicyContent: ['policy', 'content'],
  listBans: ['bans'],
  listRollouts: ['rollout'],
  getRollout: ['rollout', 'show', '12'],
  promoteRollout: ['rollout', 'promote', '12'],
  haltRollout: ['rollout', 'halt', '12', '--reason', 'too much'],
  resumeRollout: ['rollout', 'resume', '12', '--reason', 'a test'],
  listPauses: ['pause'],
  pauseBan: ['pause', 'start', 'tiktok', '--hours', '24', '--reason', 'culture night'],
  endPause: ['pause', 'end', 'tiktok'],
  askProof: ['devices', 'prove', device],
  askRescan: ['devices', 'rescan', device],
  listPreviews: ['preview'],
  createPreview: ['preview', 'ask', 'telegram', 'tiktok', '--unit', 'school'],
  getPreview: ['preview', 'show', preview],
  listPacks: ['pack', 'list'],
  listOwnPacks: ['pack', 'own'],
  publishPack: ['pack', 'publish', pack, '--title', 'en=TikTok', '--ban', 'kommune/tiktok'],
  inspectPack: ['pack', 'inspect', ...shipped],
  followPack: ['pack', 'follow', ...shipped],
  getPack: ['pack', 'show', pack],
  setPackMode: ['pack', 'terms', pack, '--mode', 'hold'],
  refreshPack: ['pack', 'refresh', pack],
  adoptPackVersion: ['pack', 'adopt', pack, '3'],
  weakenPackBan: ['pack', 'weaken', pack, packBan, 'inform', '--reason', 'a duty'],
  unfollowPack: ['pack', 'unfollow', pack, '--reason', 'over'],
  listUnits: ['units'],
  getCoverage: ['coverage', '--unit', 'school', '--ban', 'tiktok'],
  getOverview: ['overview'],
  importDevices: ['devices', 'import', at('pcs.csv')],
  listExpected: ['devices', 'expected'],
  getDevicePolicy: ['devices', 'policy', device],
  eraseDevice: ['devices', 'erase', device, '--reason', 'scrapped'],
  erasePerson: ['people', 'erase', 'ola', '--reason', 'article 17'],
  getSession: ['sessions', 'whoami'],
  openSession: 'a browser alone: it is about a cookie',
  endSession: 'a browser alone: it is about a cookie',
  listSessions: ['sessions'],
  endSessions: ['sessions', 'end-all'],
  getIdentityProvider: ['idp'],
  setIdentityProvider: ['idp', 'set', at('idp.yaml'), '--secret-file', at('secret')],
  removeIdentityProvider: ['idp', 'remove'],
  listWebhooks: ['webhook'],
  createWebhook: [
    'webhook',
    'create',
    '--name',
    'x',
    '--url',
    'https://x.example',
    '--kinds',
    'rollout-done',
  ],
  setWebhook: ['webhook', 'set', webhook, '--off'],
  removeWebhook: ['webhook', 'remove', webhook],
  testWebhook: ['webhook', 'test', webhook],
  listDeliveries: ['webhook', 'deliveries', webhook],
  getMail: ['mail'],
  setMail: [
    ...['mail', 'set', '--host', 'mail.example', '--from', 'a@example.org', '--to', 'b@example.org'],
    ...['--kinds', 'ban-review-due', '--user', 'portvakt', '--password-file', at('secret')],
  ],
  testMail: ['mail', 'test'],
  getSyslog: ['syslog'],
  setSyslog: ['syslog', 'set', '--host', 'siem.example', '--kinds', 'rollout-halted', '--hits'],
  testSyslog: ['syslog', 'test'],
  exportEvents: ['export', 'events', ...period, '--unit', 'school'],
  exportAudit: ['export', 'audit', '--format', 'csv'],
  exportDevices: ['export', 'devices'],
  exportReport: ['report', ...period, '--html', '-', '--language', 'nb'],
  getReady: ['api', 'ready'],
  getRetention: ['retention'],
  getReport: ['report', ...period],
};
const run = Object.entries(commands).flatMap(([id, args]) =>
  typeof args === 'string' ? [] : [{ id: id as OperationId, args }],
);

function writeFiles(): void {
  mkdirSync(at('org'));
  cpSync(join(samples, 'organisation.yaml'), at('org/organisation.yaml'));
  cpSync(join(samples, 'enforce-policy.yaml'), at('org/bans.yaml'));
  writeFileSync(at('org/server.yaml'), 'portvakt: server/1\nserver: { policyReview: four-eyes }\n');
  writeFileSync(at('ban.yaml'), JSON.stringify(operations.setDraftBan.example.body.ban));
  writeFileSync(at('pcs.csv'), operations.importDevices.example.body.csv);
  const { clientSecret, ...provider } = operations.setIdentityProvider.example.body;
  writeFileSync(at('idp.yaml'), JSON.stringify(provider));
  writeFileSync(at('secret'), `${clientSecret}\n`);
  const payload = Buffer.from(JSON.stringify(release())).toString('base64');
  writeFileSync(
    at('release-envelope.json'),
    JSON.stringify({
      ...operations.putReleaseEnvelope.example.body.envelope,
      payloadType: payloadTypes.release,
      payload,
    }),
  );
}

/** What a request says otherwise than its operation describes it; empty where it is right. */
function wrongIn({ id, params, query, body }: Request): readonly unknown[] {
  const described: Operation = operations[id];
  return (['params', 'query', 'body'] as const).flatMap((part) => {
    const schema = described[part];
    const sent: unknown = part === 'body' ? body : fromText(part === 'query' ? query : params, schema);
    if (schema === undefined) return Object.keys(sent ?? {}).length === 0 ? [] : [[id, part, sent]];
    return [...Compile(schema).Errors(sent ?? {})].map((error) => [id, part, error]);
  });
}

describe('every operation', () => {
  let server: ExampleServer;
  beforeAll(async () => {
    writeFiles();
    server = await exampleServer();
  });
  afterAll(async () => {
    await server[Symbol.asyncDispose]();
    folder[Symbol.dispose]();
  });

  it('of the protocol has a command, or is for browsers alone', () => {
    expect(Object.keys(commands).toSorted()).toEqual(Object.keys(operations).toSorted());
    expect(Object.keys(operations).length - run.length).toBe(2);
  });

  it.each(run)('$id is called by its command as it is described', async ({ id, args }) => {
    const before = server.requests.length;
    const people = await runHere(args, { env: server.env });
    expect([args, people.code, people.code === 0 ? '' : people.err]).toEqual([args, 0, '']);
    const sent = server.requests.slice(before);
    expect(sent.map((request) => request.id)).toContain(id);
    expect(sent.flatMap(wrongIn)).toEqual([]);
    expect(people.out + people.err).not.toBe('');

    const script = await runHere([...args, '--json'], { env: server.env });
    expect([script.code, script.err]).toEqual([0, expect.any(String)]);
    const described: Operation = operations[id];
    if (described.produces !== undefined) expect(script.out).toBe(exampleText);
    else
      for (const text of id === 'listEvents' ? script.out.trim().split('\n') : [script.out]) JSON.parse(text);
    for (const text of [people.out, people.err, script.out, script.err]) {
      expect(text).not.toContain(testToken);
      expect(text).not.toContain(readFileSync(at('secret'), 'utf8').trim());
    }
  });
});
