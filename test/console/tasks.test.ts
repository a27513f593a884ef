import { describe, expect, it } from 'vitest';
import { tasks } from '#console/tasks.ts';

/** They are walked with a real server in `test/system/console-walk`. */
describe('the commonest tasks', () => {
  it('are twelve, each within three clicks of the overview', () => {
    expect(tasks).toHaveLength(12);
    expect(new Set(tasks.map(({ id }) => id)).size).toBe(12);
    expect(tasks.filter(({ clicks }) => clicks.length > 3 || clicks.length === 0)).toEqual([]);
  });
});
