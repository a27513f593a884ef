import { describe, expect, it } from 'vitest';
import { ShownReport, type ShownPorts } from '#electron/main/shown-report.ts';
import { fail, ok } from '#policy/outcome.ts';

type Answer = Awaited<ReturnType<ShownPorts['request']>>;
const done = ok({ type: 'done', id: 1 } as const);
const refused = (fault: string): Answer => fail({ code: 'refused', fault, detail: '' });

/** An agent that answers by script, and with "done" after that. */
function stage(script: readonly Answer[] = []): { readonly report: ShownReport; readonly log: string[] } {
  const log: string[] = [];
  const answers = [...script];
  let open = 0;
  const report = new ShownReport({
    request: async ({ notice }) => {
      open += 1;
      await Promise.resolve();
      log.push(`${notice}${open > 1 ? ' at once with another' : ''}`);
      open -= 1;
      return answers.shift() ?? done;
    },
    taken: (notice) => log.push(`${notice} taken`),
    pause: () => {
      log.push('pause');
      return Promise.resolve();
    },
  });
  return { report, log };
}

describe('telling the agent what was shown', () => {
  it('is done one after the other, however much is shown at once', async () => {
    const { report, log } = stage();
    await Promise.all(Array.from({ length: 200 }, (_, index) => report.tell(`${index}`, '')));
    expect(log).toEqual(Array.from({ length: 200 }, (_, index) => [`${index}`, `${index} taken`]).flat());
  });

  it('waits while the agent takes no more questions', async () => {
    const { report, log } = stage([refused('too-many-requests'), refused('too-many-requests')]);
    await report.tell('a', '');
    expect(log).toEqual(['a', 'pause', 'a', 'pause', 'a', 'a taken']);
  });

  it('leaves to the next connection what the agent does not take, and goes on', async () => {
    const { report, log } = stage([fail({ code: 'unreachable' }), refused('storage-failed')]);
    await Promise.all(['a', 'b', 'c'].map((notice) => report.tell(notice, '')));
    expect(log).toEqual(['a', 'b', 'c', 'c taken']);
  });
});
