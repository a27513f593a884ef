import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { languages } from '#locales/language.ts';
import { operations } from '#protocol/console-server.ts';
import type { Report } from '#protocol/console-report.ts';
import { reportPage, reportPagePolicy } from '#server/report-page/index.ts';
import { policyFiles, startTestServer } from '#test/kit/server-in-test.ts';
import { ban } from '#test/kit/policy-builder.ts';
import { tempFolder } from '#test/kit/temp-folder.ts';

const example: Report = operations.getReport.example.response;

describe('the report as a page', () => {
  it.each(languages)('speaks %s, with every number, and only what our hash allows', async (language) => {
    const page = await reportPage(example, language, 'Europe/Oslo');
    expect(page).toContain(`<html lang="${language}">`);
    expect(page).toContain('TikTok');
    expect(page).toContain(new Intl.NumberFormat(language).format(17));
    expect(page).not.toMatch(/<script|style="| on\w+="|undefined|\[object/);
    const styles = [...page.matchAll(/<style>([^<]*)<\/style>/g)].map(([, text = '']) => text);
    expect(styles).toHaveLength(1);
    const hash = createHash('sha256')
      .update(styles[0] ?? '')
      .digest('base64');
    expect(reportPagePolicy).toContain(`style-src 'sha256-${hash}'`);
    expect(page).not.toMatch(/\b(src|href)=/);
  });

  it('differs between all languages', async () => {
    const pages = await Promise.all(languages.map((language) => reportPage(example, language, 'UTC')));
    expect(new Set(pages.map((page) => /<h1>(.*?)<\/h1>/.exec(page)?.[1])).size).toBeGreaterThan(5);
    expect(new Set(pages).size).toBe(languages.length);
  });

  it('lets no name become a tag', async () => {
    const name = `<img src=x onerror="alert(1)">'&`;
    const page = await reportPage({ ...example, organisation: name, unitName: name }, 'en', 'UTC');
    expect(page).not.toContain('<img');
    expect(page).toContain('&lt;img src=x onerror=&quot;alert(1)&quot;&gt;&#39;&amp;');
  });

  it('is served in the organisation’s first language unless another is asked for', async () => {
    using folder = tempFolder();
    await using server = await startTestServer(folder.path);
    const files = policyFiles([ban({ review: '2099-01-01' })], { languages: ['nb', 'en'] });
    await server.must('applyPolicy', { body: { files } });
    const get = (more: string) =>
      fetch(new URL(`/api/report.html?from=2026-11-01&to=2026-11-30${more}`, server.apiUrl), {
        headers: { authorization: `Bearer ${server.token}` },
      });
    const first = await get('');
    expect(first.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(first.headers.get('content-security-policy')).toBe(reportPagePolicy);
    expect(await first.text()).toContain('<html lang="nb">');
    expect(await (await get('&language=de')).text()).toContain('<html lang="de">');
    expect((await get('&unit=nowhere')).status).toBe(404);
  });
});
