import { describe, expect, it } from 'vitest';
import { call, startTestServer, type TestServer } from '#test/kit/server-in-test.ts';
import { tempFolder } from '#test/kit/temp-folder.ts';

const create = (server: TestServer, name: string, role: 'viewer' | 'administrator' = 'viewer') =>
  call(server.apiUrl, server.token, 'createOperatorToken', { body: { name, role } });

describe('a person in IT', () => {
  it('has a name that nobody else with a good token has, whatever its case, width or space', async () => {
    using folder = tempFolder();
    await using server = await startTestServer(folder.path);
    const first = await create(server, '  Kari Nordmann ');
    if (!('body' in first)) throw new Error('refused');
    expect(first.body.operator.name).toBe('Kari Nordmann');
    for (const name of ['Kari Nordmann', 'kari nordmann ', 'KARI  NORDMANN', 'Ｋari Nordmann'])
      expect((await create(server, name)).status).toBe(409);
    await server.must('revokeOperator', { params: { operator: first.body.operator.operator } });
    expect((await create(server, 'kari nordmann')).status).toBe(200);
  });

  it.each([
    'server',
    'Server',
    ' up',
    'nobody',
    'token',
    'token intune',
    'TOKEN  x',
    '   ',
    'ka\u200bri',
    'a\nb',
  ])('is not called %j', async (name) => {
    using folder = tempFolder();
    await using server = await startTestServer(folder.path);
    expect([400, 409]).toContain((await create(server, name)).status);
    expect((await server.must('listOperators')).operators).toHaveLength(1);
  });

  it('is not revoked as the last administrator whose token is good', async () => {
    using folder = tempFolder();
    await using server = await startTestServer(folder.path);
    const [self] = (await server.must('listOperators')).operators;
    const revokeSelf = () =>
      call(server.apiUrl, server.token, 'revokeOperator', { params: { operator: self?.operator ?? '' } });
    expect(await revokeSelf()).toMatchObject({ status: 409 });
    expect((await server.must('getServerInfo')).organisation.id).toBe('kommune');
    await create(server, 'second', 'administrator');
    expect(await revokeSelf()).toMatchObject({ status: 200 });
  });
});
