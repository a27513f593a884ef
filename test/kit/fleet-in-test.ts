import type { Ban } from '#policy/ban.ts';
import type { AssignmentRule, ServerSettings } from '#policy/server-file.ts';
import type { Truth } from '#policy/proof.ts';
import type { PolicyFileText } from '#protocol/console-policies.ts';
import { ban } from './policy-builder.ts';
import { must, policyFiles, type TestServer } from './server-in-test.ts';
import { WireAgent } from './wire-agent.ts';

/** Root `kommune`, below it `school` (with `north` below) and `library`; the root's bans and the server's settings. */
export function fleetFiles(
  bans: readonly Ban[] = [ban({ review: '2099-01-01' })],
  server: ServerSettings = {},
  more: readonly PolicyFileText[] = [],
): PolicyFileText[] {
  const units = [
    { id: 'kommune', name: 'Kommune' },
    { id: 'school', name: 'Schools', parent: 'kommune' },
    { id: 'north', name: 'North school', parent: 'school' },
    { id: 'library', name: 'Library', parent: 'kommune' },
  ];
  return [
    ...policyFiles(bans, { units }),
    { name: 'server.yaml', text: JSON.stringify({ portvakt: 'server/1', server }) },
    ...more,
  ];
}
export const rulesOnly = (assignment: readonly AssignmentRule[]): ServerSettings => ({
  assignment: [...assignment],
});

const facts = {
  hostName: 'pc-1',
  os: 'linux',
  osName: 'Debian GNU/Linux',
  osVersion: '12',
  model: 'test',
  agentVersion: '0.1.0',
} as const;

export type FleetDevice = { readonly device: string; readonly agent: WireAgent };

/** A device of that name, enrolled into a unit and connected. */
export async function joined(
  server: TestServer,
  hostName: string,
  token: Parameters<TestServer['enrolmentToken']>[0] = {},
  isPrivate = false,
): Promise<FleetDevice> {
  const text = await server.enrolmentToken(token);
  await using newcomer = new WireAgent(server.url);
  await newcomer.sayEnrol(text, { facts: { ...facts, hostName }, private: isPrivate });
  const { device } = await newcomer.take('enrolled');
  const agent = new WireAgent(server.url, { key: newcomer.key });
  await agent.arrive(device, { facts: { ...facts, hostName }, private: isPrivate });
  return { device, agent };
}

/** The device says that it applies the release in force, at these levels. */
export async function applies(
  server: TestServer,
  { agent }: FleetDevice,
  truth: readonly Truth[],
): Promise<void> {
  const { release } = await server.must('getServerInfo');
  agent.send({ type: 'release-applied', version: release, assignment: 1, truth: [...truth] });
  await agent.settled();
  // What it said is written with what others say, a moment later.
  for (;;) {
    const { release: held } = await server.must('getDevice', { params: { device: agent.device } });
    if (held === release) return;
  }
}

/** An operator's own view of the API. */
export async function operatorOf(
  server: TestServer,
  name: string,
  role: 'viewer' | 'helpdesk' | 'approver' | 'administrator',
  unit: string,
): Promise<{ readonly token: string; readonly must: TestServer['must'] }> {
  const { text } = await server.must('createOperatorToken', { body: { name, role, unit } });
  return { token: text, must: (id, parts) => must(server.apiUrl, text, id, parts) };
}
