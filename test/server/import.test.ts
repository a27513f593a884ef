import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fleetFiles, joined, operatorOf } from '#test/kit/fleet-in-test.ts';
import { call, startTestServer, type TestServer } from '#test/kit/server-in-test.ts';
import { tempFolder } from '#test/kit/temp-folder.ts';
import { enrolDevice } from '#test/kit/wire-agent.ts';

describe('an import of devices', () => {
  const folder = tempFolder();
  let server: TestServer;
  beforeAll(async () => {
    server = await startTestServer(folder.path);
    await server.must('applyPolicy', { body: { files: fleetFiles() } });
  });
  afterAll(async () => {
    await server.stop();
    folder[Symbol.dispose]();
  });
  const importing = (csv: string, dryRun = false) => server.must('importDevices', { body: { csv, dryRun } });

  it('takes the good rows and lists the broken ones', async () => {
    const { agent, device } = await joined(server, 'PC-A');
    const csv = [
      '\ufeffhostname;unit;labels;class',
      'pc-a;school;"pupil;room:204";dedicated',
      'pc-b;nowhere;;',
      'pc-c;school;Not A Label;',
      'pc-d;school;;private',
      ';school;;',
      'PC-A;library;;',
      '',
      'pc-e;library;;;;',
      'pc-f;north;;',
    ].join('\r\n');
    const dry = await importing(csv, true);
    expect(dry).toMatchObject({ rows: 8, changed: 1, unchanged: 0, notYetEnrolled: 1 });
    expect(dry.broken.map(({ row, column }) => [row, column])).toEqual([
      [3, 'unit'],
      [4, 'labels'],
      [5, 'class'],
      [6, 'hostname'],
      [7, 'hostname'],
      [9, undefined],
    ]);
    expect((await server.must('getDevice', { params: { device } })).unit).toBe('kommune');
    await agent.take('assignment');
    expect(await importing(csv)).toEqual(dry);
    expect(await server.must('getDevice', { params: { device } })).toMatchObject({
      unit: 'school',
      labels: ['pupil', 'room:204'],
      class: 'dedicated',
      placedBy: 'import',
    });
    await agent.take('assignment');
    expect(await importing('hostname,unit\npc-a,school')).toMatchObject({ changed: 0, unchanged: 1 });
    agent.cut();
  });

  it('waits for PCs that are not enrolled yet, and puts them there when they come', async () => {
    await importing('device,unit,labels\nlater-1,north,exam\n');
    const { expected } = await server.must('listExpected');
    expect(expected.find(({ hostName }) => hostName === 'later-1')).toMatchObject({
      unit: 'north',
      labels: ['exam'],
    });
    const { agent, device } = await joined(server, 'LATER-1', { class: 'dedicated', labels: ['new'] });
    expect(await server.must('getDevice', { params: { device } })).toMatchObject({
      unit: 'north',
      labels: ['exam'],
      class: 'dedicated',
      placedBy: 'import',
    });
    const left = await server.must('listExpected');
    expect(left.expected.map(({ hostName }) => hostName)).not.toContain('later-1');
    agent.cut();
  });

  it.each([
    ['', 400],
    ['unit,labels\nschool,x\n', 422],
    ['hostname,unit\npc-x,nowhere\n', 422],
    ['hostname,hostname\npc-x,pc-x\n', 422],
    ['hostname,unit\n"pc-x,school\n', 422],
  ])('of %j changes nothing and says why', async (csv, status) => {
    const before = (await server.must('listAudit', { query: { limit: 500 } })).entries.length;
    const answer = await call(server.apiUrl, server.token, 'importDevices', { body: { csv } });
    expect(answer.status).toBe(status);
    expect('problem' in answer ? answer.problem.detail : '').toBeTruthy();
    expect((await server.must('listAudit', { query: { limit: 500 } })).entries).toHaveLength(before);
  });

  it('does not choose between two PCs of one name', async () => {
    const twins = [await joined(server, 'twin'), await joined(server, 'twin')];
    const done = await importing(`hostname,unit\ntwin,school\n${twins[0]?.device},north\n`);
    expect(done).toMatchObject({ changed: 1, broken: [{ row: 2, column: 'hostname' }] });
    const units = [];
    for (const { device, agent } of twins) {
      units.push((await server.must('getDevice', { params: { device } })).unit);
      agent.cut();
    }
    expect(units).toEqual(['north', 'kommune']);
  });

  it('takes no PC over that others expect already', async () => {
    await importing('hostname,unit\nexpected-1,library\n');
    const school = await operatorOf(server, 'expecting sonja', 'helpdesk', 'school');
    const csv = 'hostname,unit\nexpected-1,school\nexpected-2,school\n';
    expect(await school.must('importDevices', { body: { csv } })).toMatchObject({
      notYetEnrolled: 1,
      broken: [{ row: 2, column: 'hostname' }],
    });
    const { agent, device } = await joined(server, 'expected-1');
    expect((await server.must('getDevice', { params: { device } })).unit).toBe('library');
    agent.cut();
    // What was expected in one's own unit may be changed.
    expect(
      await school.must('importDevices', { body: { csv: 'hostname,unit\nexpected-2,north\n' } }),
    ).toMatchObject({
      notYetEnrolled: 1,
      broken: [],
    });
  });

  it('moves nothing out of another unit, and claims nothing there', async () => {
    const school = await operatorOf(server, 'importing sonja', 'helpdesk', 'school');
    const { agent, device } = await joined(server, 'lib-7', { unit: 'library' });
    const done = await school.must('importDevices', {
      body: { csv: 'hostname,unit\nlib-7,school\nlib-8,school\nlib-9,library\nsch-9,\n' },
    });
    expect(done).toMatchObject({ changed: 0, notYetEnrolled: 1 });
    expect(done.broken.map(({ row, column }) => [row, column])).toEqual([
      [2, 'hostname'],
      [4, 'unit'],
      [5, 'unit'],
    ]);
    expect((await server.must('getDevice', { params: { device } })).unit).toBe('library');
    // Somebody else's PC that comes under the name is where its token puts it.
    const other = await joined(server, 'lib-8', { unit: 'library' });
    expect(await server.must('getDevice', { params: { device: other.device } })).toMatchObject({
      unit: 'library',
    });
    expect((await school.must('listExpected')).expected.map(({ hostName }) => hostName)).toEqual(
      expect.arrayContaining(['lib-8']),
    );
    agent.cut();
    other.agent.cut();
  });

  it('of 10,000 rows with 1 % broken ones takes the 9,900', async () => {
    const rows = Array.from({ length: 10_000 }, (_, at) =>
      at % 100 === 50 ? `many-${at},no unit,x,service` : `many-${at},school,"a;b",service`,
    );
    const csv = ['hostname,unit,labels,class', ...rows].join('\n');
    const done = await importing(csv);
    expect(done).toMatchObject({ rows: 10_000, changed: 0, notYetEnrolled: 9_900 });
    expect(done.broken).toHaveLength(100);
    expect(done.broken[0]).toMatchObject({ row: 52, column: 'unit' });
    const first = await server.must('listExpected', { query: { after: 'many-0', limit: 500 } });
    expect(first.expected).toHaveLength(500);
    await enrolDevice(server.url, await server.enrolmentToken());
    expect((await server.must('listAudit', { query: { limit: 1 } })).intact).toBe(true);
  });
});
