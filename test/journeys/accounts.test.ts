import { describe, expect, it } from 'vitest';
import { loadCatalogue } from '#catalogue/load.ts';
import { ban } from '#test/kit/policy-builder.ts';
import { policyFiles, startTestServer, type TestServer } from '#test/kit/server-in-test.ts';
import { tempFolder } from '#test/kit/temp-folder.ts';
import { JourneyClock } from './journey-clock.ts';
import { Pc, type PcWishes } from './pc.ts';
import { until } from './until.ts';

const catalogue = loadCatalogue();

/** The accounts that the server knows of a PC once its agent has come back with the policy in its hands. */
async function accountsToldBy(
  wishes: Omit<PcWishes, 'unit' | 'account'>,
  asksAccounts: boolean | undefined,
): Promise<readonly string[] | undefined> {
  using folder = tempFolder();
  const clock = new JourneyClock(Date.UTC(2026, 2, 2, 8));
  const first = await startTestServer(folder.path, { clock });
  const asking = asksAccounts === undefined ? {} : { asksAccounts };
  await first.must('applyPolicy', { body: { files: policyFiles([ban()], asking) } });
  await using pc = await Pc.start(
    { unit: 'kommune', account: 'ola', ...wishes },
    { clock, catalogue, server: first.url, token: await first.enrolmentToken() },
  );
  await pc.applies((await first.must('getServerInfo')).release);
  // Before it held a release that asks for them it told nobody's name.
  expect(await told(first, pc)).toBeUndefined();
  await first.stop();
  await until('the PC is alone', () => !pc.status().server.connected || undefined);
  await using again = await startTestServer(folder.path, {
    clock,
    token: first.token,
    port: first.address.port,
  });
  await until('the PC is back', () => {
    clock.moveTo(clock.now() + 60_000);
    return pc.status().server.connected || undefined;
  });
  const sent = await pc.ledger('sent');
  // Each person of the PC reads the ledger: it says that names were told, and no name.
  const names = sent.filter((one) => /"accounts":1/.test(one)).length;
  expect(names > 0).toBe((await told(again, pc)) !== undefined);
  expect(sent.filter((one) => one.includes('"hello"') && one.includes('ola'))).toEqual([]);
  return told(again, pc);
}
const told = async (server: TestServer, pc: Pc): Promise<readonly string[] | undefined> =>
  (await server.must('getDevice', { params: { device: pc.id } })).accounts;

describe('the names of the accounts of a PC', () => {
  it('reach the server where the organisation asks for them', async () => {
    expect(await accountsToldBy({}, true)).toEqual(['ola']);
  });
  it.each([undefined, false])('stay on the PC where it does not (%s)', async (asks) => {
    expect(await accountsToldBy({}, asks)).toBeUndefined();
  });
  it('stay on a private PC, whatever is asked', async () => {
    expect(await accountsToldBy({ class: 'private' }, true)).toBeUndefined();
  });
});
