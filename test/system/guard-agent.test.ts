import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { StoredEvent } from '#protocol/console-devices.ts';
import type { Notice } from '#protocol/notice.ts';
import type { AgentStatus } from '#protocol/tray-agent.ts';
import { startDeadMan, type DeadMan } from '#test/kit/dead-man.ts';
import { byLoader, forms, formsNeed, whyNoForms } from '#test/kit/guard-forms.ts';
import { guardBans, guardTools, rootGround, telegram, type GuardTools } from '#test/kit/guard-ground.ts';
import { tryForm, type Form, type GuardGround } from '#test/kit/guard-tries.ts';
import { canRunAsRoot } from '#test/kit/needs-root.ts';
import { aloneOnTheMachine } from '#test/kit/root-lock.ts';
import { processTree } from '#test/kit/process-tree.ts';
import { portvakt, until } from '#test/kit/system-under-test.ts';
import { asAccount, createPerson, type Person } from '#test/kit/tray-person.ts';
import { startRealAgent, type RealAgent } from '#test/kit/tray-real-agent.ts';

/**
 * The whole agent as a service has it, with a server, on the whole machine: what the person and IT hear of a start that was refused,
 * and which layer ends what the guard does not see. A dead man kills the agent, and with it the guard, as soon as programs cannot
 * be started for `seconds`.
 */
const seconds = 15;
/** How long a program that ran waits for somebody to end it. */
const patience = 3_000;
const runs = canRunAsRoot('the agent with its guard', { programs: formsNeed, also: whyNoForms });
const stack = new AsyncDisposableStack();
let first: Person;
let second: Person;
let tools: GuardTools;
let dead: DeadMan;
let house: RealAgent;

const status = async (): Promise<AgentStatus> => {
  const told = await portvakt(['status', '--run', house.run, '--json']);
  if (told.code !== 0) throw new Error(told.stderr);
  return JSON.parse(told.stdout) as AgentStatus;
};
const hits = async () =>
  (await house.cli('events', '--json')).stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => (JSON.parse(line) as StoredEvent).body)
    .flatMap((body) => (body.type === 'hit' ? [body] : []));
const itself = (): Form => {
  const [form] = forms;
  if (form === undefined) throw new Error('no form');
  return form;
};
/** What the guard does not refuse, and who ends it. */
const escapes = forms
  .map((form) => ({ ...form, ends: form.onRoot ?? form.ends }))
  .filter(({ ends }) => ends !== 'before-start');
/** What becomes of a form, which this person starts. */
async function fate(form: Form, person: Person, patienceMs = 0): Promise<string> {
  using place: GuardGround & Disposable = rootGround(tools, person);
  return await tryForm(place, form, patienceMs);
}

describe.runIf(runs)('the agent with its guard on the whole machine', () => {
  beforeAll(async () => {
    stack.use(await aloneOnTheMachine());
    first = stack.use(createPerson('portvakt-first'));
    second = stack.use(createPerson('portvakt-second'));
    tools = stack.use(guardTools());
    dead = stack.use(await startDeadMan());
    house = stack.use(
      await startRealAgent(guardBans, {
        words: ['--guard', 'on'],
        started: (agent) => dead.watchWhileStartsWork([agent.pid], seconds),
      }),
    );
    await until('the guard to guard', async () => (await status()).guard?.kind === 'guarding' || undefined);
  });
  afterEach(() => expect(dead.struck).toBe(false));
  afterAll(() => stack.disposeAsync());

  it('claims to refuse before the start, to the person and to IT', async () => {
    const banned = await until('the truth on the PC', async () => {
      const found = (await status()).bans.find(({ ban }) => ban === 'telegram-ban');
      return found?.truth.some(({ level }) => level === 'denied-before-start') ? found : undefined;
    });
    expect(banned).toMatchObject({ effect: 'block', found: true });
    expect(banned.truth).toContainEqual(
      expect.objectContaining({ channel: 'native', level: 'denied-before-start' }),
    );
    const shown = await portvakt(['status', '--run', house.run]);
    expect(shown.stdout).toContain('Portvakt is asked before a program starts.');
    await until('the truth at the server', async () => {
      const { stdout } = await house.cli('coverage', '--ban', 'telegram-ban', '--json');
      return stdout.includes('"denied-before-start"') || undefined;
    });
  });

  it('a refused start is told to the person and to IT as a stop is', async () => {
    expect(await fate(itself(), first)).toBe('refused before it ran');
    const blocked = async ({ uid }: Person): Promise<number> => {
      const told = await portvakt(['notices', '--run', house.run, '--json'], {}, uid);
      const { notices } = JSON.parse(told.stdout) as { readonly notices: readonly Notice[] };
      return notices.filter(({ kind, ban }) => kind === 'block' && ban === 'telegram-ban').length;
    };
    const before = await blocked(second);
    await until('the notice', async () => (await blocked(first)) > before || undefined, 8_000);
    expect(await blocked(second)).toBe(before);
    // IT hears of it once the person was told.
    const shown = await portvakt(['notices', '--run', house.run], {}, first.uid);
    expect(shown.stdout).toContain('Telegram');
    const [hit] = await until('the event at the server', async () => {
      const found = (await hits()).filter(({ level }) => level === 'denied-before-start');
      return found.length > 0 ? found : undefined;
    });
    expect(hit).toMatchObject({ ban: 'telegram-ban', action: 'stopped', effect: 'block', channel: 'native' });
    expect(JSON.stringify(hit)).not.toContain(first.home);
  });

  it.each(escapes)('$form: $ends', async (form) => {
    const became = await fate(form, first, patience);
    console.log(`${form.form}: ${became}`);
    if (form.ends === 'nobody') expect(became).toBe('ran');
    else if (form.ends === 'after-start') expect(became).toBe('ended after its start');
    else expect(['refused before it ran', 'ended after its start']).toContain(became);
  });

  it('what its loader ran is refused to the loader from then on', async () => {
    using place = rootGround(tools, first);
    const file = join(place.folder, 'notes');
    execFileSync('/usr/bin/cp', [telegram, file]);
    const loaded: Form = { form: 'loaded', ends: 'one-or-other', lay: (at) => byLoader(at, file) };
    expect(await tryForm(place, loaded, patience)).toBe('ended after its start');
    await until(
      'the file to be refused',
      async () => (await tryForm(place, loaded, patience)) === 'refused before it ran' || undefined,
    );
  });

  it('a loader runs what is not banned, and tells what a program needs', async () => {
    using place = rootGround(tools, first);
    const file = join(place.folder, 'notes');
    execFileSync('/usr/bin/cp', ['/usr/bin/sleep', file]);
    const loaded: Form = { form: 'loaded', ends: 'nobody', lay: (at) => [...byLoader(at, file), '9'] };
    expect(await tryForm(place, loaded, patience)).toBe('ran');
    const asked = [...asAccount(first.uid), '/usr/bin/ldd', place.early];
    expect(execFileSync(asked[0] ?? '', asked.slice(1), { encoding: 'utf8' })).toContain('libc.so.6');
  });

  it('an exempt account starts it, the other one on the same PC does not', async () => {
    const { device } = await status();
    const grant = ['exemptions', 'grant', device ?? '', 'telegram-ban', '--purpose', 'press watch'];
    const granted = await house.cli(...grant, '--days', '1', '--account', second.name);
    expect(granted, granted.stderr).toMatchObject({ code: 0 });
    await until(
      'the exempt account to start it',
      async () => (await fate(itself(), second)) === 'ran' || undefined,
    );
    expect(await fate(itself(), first)).toBe('refused before it ran');
    expect(await fate(itself(), second)).toBe('ran');
  });

  it('goes with the agent: nobody is asked any more, and no process is left', async () => {
    const all = processTree(house.agent.pid).map(({ pid }) => pid);
    expect(all.length).toBeGreaterThan(1);
    await house.agent.end();
    expect(all.filter((pid) => processTree(pid).length > 0)).toEqual([]);
    expect(await fate(itself(), first)).toBe('ran');
  });
});
