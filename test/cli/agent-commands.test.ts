import { describe, expect, it } from 'vitest';
import type { Explanation } from '#protocol/tray-agent.ts';
import { exampleAgent, explanation, hexId, status } from './example-agent.ts';
import { runCli } from './run-cli.ts';
import { tempFolder } from '#test/kit/temp-folder.ts';

describe('portvakt status', () => {
  it('says what applies, how well it is enforced, and what is wrong', async () => {
    await using agent = await exampleAgent();
    const { code, out, err } = await runCli(['status'], agent.env);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toContain('The rules of Kommune apply on this PC.');
    expect(out).toContain('No contact with the server since 22 November');
    expect(out).toContain('TikTok: Not allowed [tiktok]');
    expect(out).toContain('Installed program: Closed right after it opens [stopped-after-start]');
    expect(out).toContain('Cannot be seen on this PC [blind]: no browser is governed');
    expect(out).toContain('You may use Telegram until the end of 1 December 2026.');
    expect(out).toContain(
      'firefox: Its policy applies from its next start; 1 of 3 profiles have the extension; 1 runs without the extension [from-next-start]',
    );
    expect(out).toContain('opera (portable): It takes no policy [unsupported]');
    expect(out).toContain('disk-full: the journal cannot grow');
  });

  it.each([
    ['nb_NO.UTF-8', 'Ikke tillatt'],
    ['nl_BE.UTF-8', 'Niet toegestaan'],
  ])('speaks the person’s language (%s)', async (LANG, words) => {
    await using agent = await exampleAgent();
    expect((await runCli(['status'], { ...agent.env, LANG })).out).toContain(words);
  });

  it('gives scripts exactly what the agent said', async () => {
    await using agent = await exampleAgent();
    expect(JSON.parse((await runCli(['status', '--json'], agent.env)).out)).toEqual(status);
  });

  it('says that no agent answers, and claims nothing', async () => {
    using folder = tempFolder();
    const { code, out, err } = await runCli(['status', '--run', folder.path]);
    expect({ code, out }).toEqual({ code: 4, out: '' });
    expect(err).toContain('nothing can be said about what applies here');
  });

  it.each([
    [{ kind: 'off' }, 'No rule in use here needs Portvakt to be asked before a program starts.'],
    [{ kind: 'guarding', unguarded: [] }, 'Portvakt is asked before a program starts.'],
    [
      { kind: 'guarding', unguarded: ['fuse.sshfs', 'nfs4'] },
      'Portvakt is asked before a program starts. Programs from these file systems start without being asked about: fuse.sshfs, nfs4',
    ],
    [{ kind: 'gap', why: 'it did not answer' }, 'At the moment Portvakt is not asked'],
    [{ kind: 'unsupported', why: 'no fanotify' }, 'is closed right after it opens. (no fanotify)'],
  ] as const)('says in one line what the start guard does: %j', async ({ kind, ...more }, words) => {
    const guard = {
      kind,
      ...('why' in more ? { why: more.why } : {}),
      ...('unguarded' in more ? { unguarded: [...more.unguarded] } : {}),
    };
    await using agent = await exampleAgent(({ id }) => ({
      type: 'status',
      id,
      status: { ...status, guard },
    }));
    const lines = (await runCli(['status'], agent.env)).out.split('\n');
    expect(lines.filter((line) => line.includes(words))).toHaveLength(1);
    expect(lines.some((line) => line.endsWith(' Portvakt is asked before a program starts.'))).toBe(
      kind === 'guarding' && guard.unguarded?.length === 0,
    );
  });

  it('lets nothing of what it shows steer the terminal', async () => {
    await using agent = await exampleAgent(({ id }) => ({
      type: 'status',
      id,
      status: {
        ...status,
        faults: [{ code: 'x', detail: 'a\u001b]0;owned\u0007b\u009b2J\u202ec', at: 0 }],
      },
    }));
    const { out } = await runCli(['status'], agent.env);
    expect(out).toContain('x: a]0;ownedb2Jc');
    expect((await runCli(['status', '--json'], agent.env)).out).not.toMatch(
      /(?!\n)[\p{Cc}\p{Bidi_Control}]/u,
    );
  });
});

describe('the other commands for the person at the PC', () => {
  it.each([
    [
      ['ask', 'tiktok', '--purpose', 'film', '--days', '7'],
      'Your request is saved',
      { type: 'ask', ban: 'tiktok', purpose: 'film', days: 7 },
    ],
    [
      ['ask', 'tiktok', '--purpose', 'film', '--days', '7', '--device', 'dedicated'],
      'Your request is saved',
      { type: 'ask', ban: 'tiktok', purpose: 'film', days: 7, device: 'dedicated' },
    ],
    [['requests'], 'Not approved', { type: 'requests' }],
    [['notices', '--json'], 'It collects much.', { type: 'notices' }],
    [['notices', '--acknowledge', hexId], '', { type: 'acknowledge', notice: hexId }],
    [['ledger'], 'kari in IT looked at this PC: its details.', { type: 'ledger' }],
    [['app', 'explain', '/usr/bin/tiktok'], 'Not to be used.', { type: 'explain', path: '/usr/bin/tiktok' }],
    [['rescan'], 'read anew', { type: 'rescan' }],
  ])('%j', async (args, words, message) => {
    await using agent = await exampleAgent();
    const { code, out, err } = await runCli(args, agent.env);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toContain(words);
    expect(agent.asked).toEqual([{ ...message, id: expect.any(Number) as number }]);
  });

  it('notices printed for a person count as shown', async () => {
    await using agent = await exampleAgent();
    const { out } = await runCli(['notices'], agent.env);
    expect(out).toContain('It collects much.');
    expect(agent.asked).toMatchObject([{ type: 'notices' }, { type: 'shown', notice: hexId }]);
  });

  it('explain gives scripts the whole explanation', async () => {
    await using agent = await exampleAgent();
    const { out } = await runCli(['app', 'explain', '/usr/bin/tiktok', '--json'], agent.env);
    expect(JSON.parse(out)).toEqual(explanation);
  });

  it('explain says whether a start is refused, or stopped as soon as it runs', async () => {
    const shown = async (over: Partial<Explanation>): Promise<string> => {
      await using agent = await exampleAgent(({ id }) => ({
        type: 'explanation',
        id,
        explanation: { ...explanation, ...over },
      }));
      return (await runCli(['app', 'explain', '/usr/bin/tiktok'], agent.env)).out;
    };
    const [decision] = explanation.decisions;
    if (decision === undefined) throw new Error('the example decides nothing');
    const refused = 'Its start is refused: nothing of it runs.';
    const stopped = 'It starts, and is stopped as soon as it runs.';
    const decisions = [{ ...decision, effect: 'block' }];
    expect(await shown({ decisions, refused: true })).toContain(refused);
    expect(await shown({ decisions })).toContain(stopped);
    const warned = await shown({ decisions: [{ ...decision, effect: 'warn' }] });
    expect(warned).not.toContain(refused);
    expect(warned).not.toContain(stopped);
  });

  it('enrol hands the token over without showing it', async () => {
    await using agent = await exampleAgent();
    const ran = await runCli(
      ['enrol', '--server', 'wss://portvakt.example.org', '--token-file', '-'],
      agent.env,
      'pvt1.secret\n',
    );
    expect(ran.code).toBe(0);
    expect(ran.out + ran.err).not.toContain('pvt1.secret');
    expect(agent.asked[0]).toMatchObject({ type: 'enrol', token: 'pvt1.secret' });
  });

  it.each([
    ['unknown-ban', 6],
    ['asking-not-allowed', 5],
    ['too-many-requests', 7],
  ])('a refusal (%s) ends with code %i and its sentence', async (fault, expected) => {
    await using agent = await exampleAgent(({ id }) => ({
      type: 'refused',
      id,
      fault,
      detail: 'the sentence',
    }));
    const ran = await runCli(['ask', 'tiktok', '--purpose', 'x', '--days', '1'], agent.env);
    expect(ran).toMatchObject({ code: expected, out: '' });
    expect(ran.err).toContain('the sentence');
  });

  it('ask takes no other place than the two', async () => {
    const ran = await runCli(['ask', 'tiktok', '--purpose', 'x', '--days', '1', '--device', 'home']);
    expect(ran).toMatchObject({ code: 2, out: '' });
  });

  it('requests say where the app is needed', async () => {
    const request = { id: hexId, ban: 'tiktok', account: 'ola', purpose: 'film', days: 7, askedAt: 1 };
    await using agent = await exampleAgent(({ id }) => ({
      type: 'requests',
      id,
      requests: [
        { request: { ...request, device: 'dedicated' }, answer: { request: hexId, state: 'waiting' } },
      ],
    }));
    expect((await runCli(['requests'], agent.env)).out).toContain('PC kept for one purpose');
  });

  it('a ledger that is not whole ends with its own code', async () => {
    await using agent = await exampleAgent(({ id }) => ({ type: 'ledger', id, entries: [], intact: false }));
    expect((await runCli(['ledger'], agent.env)).code).toBe(8);
  });
});
