import { describe, expect, it } from 'vitest';
import { compilePattern } from '#catalogue/pattern.ts';

const matches = (mode: 'prefix' | 'glob' | 'regex', value: string, text: string): boolean => {
  const pattern = compilePattern(mode, value);
  if (!pattern.ok) throw new Error(pattern.fault);
  return text.startsWith(pattern.value.literal) && pattern.value.test(text);
};

describe('compilePattern', () => {
  it.each([
    ['prefix', '/opt/wechat/', '/opt/wechat/wechat', true],
    ['prefix', '/opt/wechat/', '/opt/wechat', false],
    ['glob', '~/utorrent-server-*/utserver', '~/utorrent-server-3/utserver', true],
    ['glob', '~/utorrent-server-*/utserver', '~/utorrent-server-3/bin/utserver', false],
    ['glob', '~/tor-browser*/Browser/**', '~/tor-browser_en/Browser/TorBrowser/Tor/tor', true],
    ['glob', '**\\Tor Browser\\**', 'D:\\x\\Tor Browser\\Browser\\firefox.exe', true],
    ['glob', 'a.b*c', 'aXb-c', false],
    ['regex', '^TeamViewer( Host| Meeting)?( \\d+)?', 'TeamViewer Host 15', true],
    ['regex', '^Discord( PTB| Canary)?$', 'Discord Development', false],
    ['regex', '^(WeChat|Weixin|微信)$', '微信', true],
    ['regex', '^BytedancePte\\.Ltd\\.', 'BytedancePteXLtd.CapCut', false],
    ['regex', '^ab?c', 'ac', true],
  ] as const)('%s %s on %s: %s', (mode, value, text, expected) => {
    expect(matches(mode, value, text)).toBe(expected);
  });

  it.each([
    ['Telegram', 'a regex must begin with ^'],
    ['^(a+)+$', 'at most one * or + is allowed'],
    ['^(ab)+$', '+ may follow a single character only'],
    ['^(a|aa)*$', '* may follow a single character only'],
    ['^a*b*', 'at most one * or + is allowed'],
    ['^.*x.+', 'at most one * or + is allowed'],
    ['^((a))', 'groups may not be nested'],
    ['^(?=a)', 'groups may only be plain'],
    ['^[a-z]', '[ is not allowed'],
    ['^a{9}', '{ is not allowed'],
    ['^(a)\\1', '\\1 is not allowed'],
    ['^a|b', '| is allowed inside a group only'],
    ['^a$b', '$ may only stand at the end'],
    ['^(a', 'a bracket is not closed'],
    ['^a)', 'a bracket is not opened'],
    ['^a*?', '? may follow a character or a group'],
    ['^(a|b)(a|b)(a|b)(a|b)(a|b)', 'at most four groups are allowed'],
    [`^${'a?'.repeat(7)}`, 'at most six ? are allowed'],
    [`^${'a'.repeat(200)}`, 'a regex may have at most 200 characters'],
  ])('refuses %s', (value, fault) => {
    expect(compilePattern('regex', value)).toEqual({ ok: false, fault });
  });

  it('refuses globs that match nearly anything or take long', () => {
    expect(compilePattern('glob', '**')).toMatchObject({ ok: false });
    expect(compilePattern('glob', 'a*b*c*d')).toMatchObject({ ok: false });
  });

  it('counts fixed characters, so that the longer pattern wins', () => {
    const of = (value: string): number => {
      const pattern = compilePattern('regex', value);
      return pattern.ok ? pattern.value.specificity : 0;
    };
    expect(of('^BytedancePte\\.Ltd\\.CapCut$')).toBeGreaterThan(of('^BytedancePte\\.Ltd\\.'));
  });
});
