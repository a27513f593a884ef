import { expect, it } from 'vitest';
import { operations } from '#protocol/console-server.ts';
import { tempFolder } from '#test/kit/temp-folder.ts';
import { startTestServer } from '#test/kit/server-in-test.ts';

it('whoever opens the address sees what it is, and nothing about anybody', async () => {
  using folder = tempFolder();
  await using server = await startTestServer(folder.path);
  const answer = await fetch(`${server.apiUrl}/`);
  const html = await answer.text();
  expect(answer.status).toBe(200);
  expect(answer.headers.get('content-type')).toBe('text/html; charset=utf-8');
  expect(answer.headers.get('content-security-policy')).toMatch(/^default-src 'none'; style-src 'sha256-/);
  for (const { path } of Object.values(operations)) expect(html).toContain(path.replaceAll('<', '&lt;'));
  expect(html).not.toContain('<script');
  expect((await fetch(`${server.apiUrl}/api/health`)).headers.get('content-security-policy')).toMatch(
    /^default-src 'none'; frame-/,
  );
});
