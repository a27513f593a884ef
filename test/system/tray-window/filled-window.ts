import {
  exampleChallenge,
  exampleRemovables,
  exampleState,
  ledgerEntries,
} from '#test/electron/renderer/example-state.ts';
import type { WindowHouse, WindowInTest } from '#test/electron/renderer/window-in-test.ts';

/** A window whose agent has something to say on every page. */
export async function openFilled(house: WindowHouse): Promise<WindowInTest> {
  const shown = await house.open(exampleState({ page: 'overview' }, 'nb'));
  await shown.answer('removables', { ok: true, value: exampleRemovables });
  await shown.answer('codeChallenge', { ok: true, value: exampleChallenge });
  await shown.answer('ledger', {
    ok: true,
    value: { entries: ledgerEntries(40, 12), intact: true, checked: 'verified' },
  });
  return shown;
}
