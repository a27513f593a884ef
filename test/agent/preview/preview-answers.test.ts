import { describe, expect, it } from 'vitest';
import { createUsageDays } from '#agent/facts/usage-days.ts';
import {
  appsPerDay,
  createPreviewAnswers,
  previewsPerDay,
  type PreviewParts,
} from '#agent/preview/preview-answers.ts';
import { openState } from '#agent/state/open-state.ts';
import type { State } from '#agent/state/port.ts';
import { estimate } from '#server/previews/estimate.ts';
import { seededRandom } from '#test/kit/random.ts';
import { tempFolder } from '#test/kit/temp-folder.ts';

const dayMs = 86_400_000;
const id = 'a'.repeat(32);
const question = (...apps: string[]) => ({ type: 'preview' as const, id, apps });
const stateIn = (folder: string) => openState({ folder, now: () => 0 }).state;
const answering = (state: State, over: Partial<PreviewParts> = {}) =>
  createPreviewAnswers({
    state,
    deviceClass: () => 'service',
    isKnown: (app) => app.startsWith('app'),
    isHere: () => true,
    noised: (_app, isHere) => isHere,
    now: () => 0,
    ...over,
  });
const apps = (from: number, count: number): string[] =>
  Array.from({ length: count }, (_, at) => `app-${from + at}`);

describe('the answer to a preview', () => {
  it('is one bit for each app of the catalogue, and none where nothing is known', () => {
    using folder = tempFolder();
    using state = stateIn(folder.path);
    const answers = answering(state, { isHere: (app) => app === 'app-1' });
    expect(answers.answer(question('app-1', 'made-up', 'app-2', 'app-1'))).toEqual({
      type: 'preview-result',
      id,
      bits: [
        { app: 'app-1', bit: true },
        { app: 'app-2', bit: false },
      ],
    });
    expect(answers.answer(question('made-up'))).toBeUndefined();
  });

  it('is never given by a private device', () => {
    using folder = tempFolder();
    using state = stateIn(folder.path);
    expect(answering(state, { deviceClass: () => 'private' }).answer(question('app-1'))).toBeUndefined();
  });

  it('is for so many apps a day; those answered today are answered again, and the next day begins anew', () => {
    using folder = tempFolder();
    let now = 0;
    {
      using state = stateIn(folder.path);
      const answers = answering(state, { now: () => now });
      expect(answers.answer(question(...apps(0, 15)))?.bits).toHaveLength(15);
      const second = answers.answer(question(...apps(10, 40)))?.bits.map(({ app }) => app);
      expect(second).toEqual(apps(10, 10));
    }
    // A restart gives no new budget.
    using state = stateIn(folder.path);
    const answers = answering(state, { now: () => now });
    expect(answers.answer(question(...apps(100, 5)))).toBeUndefined();
    expect(answers.answer(question('app-3', 'app-100'))?.bits.map(({ app }) => app)).toEqual(['app-3']);
    now = dayMs;
    expect(answers.answer(question(...apps(100, 50)))?.bits).toHaveLength(appsPerDay);
  });

  it('is given so many times a day', () => {
    using folder = tempFolder();
    using state = stateIn(folder.path);
    const answers = answering(state);
    const given = Array.from({ length: previewsPerDay + 10 }, () => answers.answer(question('app-1')));
    expect(given.filter((one) => one !== undefined)).toHaveLength(previewsPerDay);
  });

  it('is the same however often and after whatever restart it is asked, so that nothing is averaged away', () => {
    using folder = tempFolder();
    const random = seededRandom(7);
    const draw = (): boolean => random() < 0.1;
    const truth = new Map(apps(0, appsPerDay).map((app, at) => [app, at % 2 === 0]));
    const askAll = (day: number) => {
      using state = stateIn(folder.path);
      const usage = createUsageDays(state, draw);
      const answers = answering(state, {
        isHere: (app) => truth.get(app) === true,
        noised: (app, isHere) => usage.answer(app, isHere),
        now: () => day * dayMs,
      });
      return answers.answer(question(...truth.keys()))?.bits;
    };
    const first = askAll(0);
    expect(first?.some(({ app, bit }) => bit !== truth.get(app))).toBe(true);
    for (let day = 1; day < 40; day += 1) expect(askAll(day)).toEqual(first);
    truth.set('app-0', false);
    const changed = askAll(40);
    truth.set('app-0', true);
    expect(changed?.slice(1)).toEqual(first?.slice(1));
    expect(askAll(41)).toEqual(first);
  });

  it('lets the share of a fleet be computed back, and its margin holds nineteen times out of twenty', () => {
    const random = seededRandom(20_261_122);
    const fleets = 400;
    const devices = 600;
    for (const share of [0, 0.03, 0.3, 0.9]) {
      let within = 0;
      for (let fleet = 0; fleet < fleets; fleet += 1) {
        const have = Math.round(share * devices);
        let yes = 0;
        for (let device = 0; device < devices; device += 1) if (device < have !== random() < 0.1) yes += 1;
        const told = estimate({ app: 'app', answered: devices, yes }, devices);
        if (Math.abs(told.devices - have) <= told.margin) within += 1;
      }
      expect(within / fleets).toBeGreaterThan(0.91);
    }
  });

  it('says nothing of what nobody answered', () => {
    expect(estimate({ app: 'app', answered: 0, yes: 0 }, 500)).toMatchObject({
      share: 0,
      marginShare: 1,
      margin: 500,
    });
  });
});
