import { expect, it } from 'vitest';
import { appNames } from '#locales/app-names.ts';
import { languages } from '#locales/language.ts';

it('the apps of a ban are all named where they are few, else the first and how many more', () => {
  expect(appNames('en', ['Telegram'])).toBe('Telegram');
  expect(appNames('en', ['TikTok', 'TikTok LIVE Studio'])).toBe('TikTok, TikTok LIVE Studio');
  expect(appNames('en', ['Telegram', '64Gram', 'Nekogram'])).toBe('Telegram and 2 more apps');
  expect(appNames('nn', ['Telegram', 'a', 'b', 'c'])).toBe('Telegram og 3 andre appar');
  const said = languages.map((language) => appNames(language, ['Telegram', 'a', 'b']));
  expect(said.every((words) => words.startsWith('Telegram ') && words.includes('2'))).toBe(true);
});
