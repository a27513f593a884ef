import { describe, expect, it } from 'vitest';
import { createOutput, type Output, type Stream } from '#cli/output.ts';
import { plainJson, plainLine, plainText } from '#cli/plain-text.ts';
import { personOf } from '#cli/person-language.ts';

function captured(
  isTTY: boolean,
  env: Readonly<Record<string, string>> = {},
): { out: Output; text: () => string } {
  let text = '';
  const stream: Stream = { isTTY, write: (more) => (text += more) };
  return { out: createOutput(stream, stream, env), text: () => text };
}

describe('plain text', () => {
  it('keeps words and loses what steers a terminal', () => {
    expect(plainLine('å\u001b[31m\r\nb\u009b2J\u202ec\u0007\td')).toBe('å[31m b2Jc d');
    expect(plainText('a\r\n\tb\u001b\u0000')).toBe('a\n\tb');
    const json = plainJson({ a: '\u001b\u009b\u202e\u007f\n' }, 2);
    expect(json).not.toMatch(/(?!\n)[\p{Cc}\p{Bidi_Control}]/u);
    expect(JSON.parse(json)).toEqual({ a: '\u001b\u009b\u202e\u007f\n' });
  });
});

describe('output', () => {
  it('is coloured on a terminal only, and not with NO_COLOR', () => {
    for (const [isTTY, env, coloured] of [
      [true, {}, true],
      [true, { NO_COLOR: '1' }, false],
      [true, { TERM: 'dumb' }, false],
      [false, {}, false],
    ] as const) {
      const { out, text } = captured(isTTY, env);
      out.heading('a');
      expect(text().includes('\u001b')).toBe(coloured);
    }
  });

  it('aligns columns, and shows a missing cell', () => {
    const { out, text } = captured(false);
    out.table(
      ['a', 'b'],
      [
        ['åse', 1],
        [undefined, 'x\ny'],
      ],
    );
    expect(text()).toBe('a    b\nåse  1\n-    x y\n');
  });

  it('says that a table is empty instead of its headings', () => {
    const { out, text } = captured(false);
    out.table(['a'], [], 'No PCs.');
    expect(text()).toBe('No PCs.\n');
  });

  it('prints files word for word into a pipe, harmlessly on a terminal', () => {
    const pipe = captured(false);
    pipe.out.exact('a\u001b\n');
    expect(pipe.text()).toBe('a\u001b\n');
    const terminal = captured(true);
    terminal.out.exact('a\u001b\n');
    expect(terminal.text()).toBe('a\n');
  });
});

describe('the person’s language', () => {
  it.each([
    [{ LANG: 'nn_NO.UTF-8' }, 'nn'],
    [{ LANG: 'nn_NO.UTF-8', LC_ALL: 'da_DK' }, 'da'],
    [{ LANG: 'en_GB.UTF-8', LANGUAGE: 'nb:en' }, 'nb'],
    [{ LANG: 'C.UTF-8', LANGUAGE: 'nb' }, 'en'],
  ])('%j is %s', (env, expected) => {
    expect(personOf(env).language).toBe(expected);
  });
});
