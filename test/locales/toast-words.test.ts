import { describe, expect, it } from 'vitest';
import { languages } from '#locales/language.ts';
import { summaryToastWords, toastWords } from '#locales/toast-words.ts';
import { notice, now, personIn, variants } from './example-notice.ts';

/** As long as an app's name usually gets. */
const app = 'Ærø Messenger Deskto';

describe('a native notification', () => {
  it.each(languages)('is short and whole in %s for every kind of notice', (language) => {
    expect(app.length).toBe(20);
    const toasts = [
      ...variants.map((variant) => toastWords(personIn(language), { ...variant, appName: app }, now)),
      ...[1, 2, 1_000].map((count) => summaryToastWords(personIn(language), count)),
    ];
    const wrong = toasts.filter(
      ({ title, body }) =>
        title === '' || body === '' || title.length > 80 || body.length > 160 || /[{}]/u.test(title + body),
    );
    expect(wrong).toEqual([]);
  });

  it('says until when, and that it is a reminder', () => {
    const words = toastWords(personIn('de'), { ...notice, remindAt: now }, now);
    expect(words).toEqual({
      title: 'Erinnerung zu Telegram',
      body: 'Sie können Telegram bis einschließlich 1. Dezember 2026 nutzen. In der Mitteilung lesen Sie, warum.',
    });
    expect(toastWords(personIn('en'), { ...notice, remindAt: now + 1 }, now).title).not.toContain('Reminder');
  });

  it('does not tell somebody that a past deadline is ahead', () => {
    expect(toastWords(personIn('en'), { ...notice, deadline: now - 1 }, now).body).not.toContain('until');
  });
});
