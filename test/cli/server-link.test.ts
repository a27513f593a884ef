import { expect, it } from 'vitest';
import { PlayedBrowser } from '#test/kit/played-browser.ts';
import { startTestServer } from '#test/kit/server-in-test.ts';
import { tempFolder } from '#test/kit/temp-folder.ts';
import { runCli } from './run-cli.ts';

it('`server link` prints a link that signs a browser in as whoever asks; a viewer gets none', async () => {
  using folder = tempFolder();
  await using server = await startTestServer(folder.path);
  const as = (token: string) => ({ PORTVAKT_SERVER: server.apiUrl, PORTVAKT_TOKEN: token });
  const { text } = await server.must('createOperatorToken', {
    body: { name: 'kari', role: 'administrator' },
  });
  const ran = await runCli(['server', 'link'], as(text));
  expect(ran).toMatchObject({ code: 0, err: expect.stringContaining('as kari') as string });
  const browser = new PlayedBrowser();
  await browser.open(server.apiUrl, new URL(ran.out.trim()).hash.slice(1));
  expect(await browser.call(server.apiUrl, 'getSession')).toMatchObject({
    body: { operator: { name: 'kari', role: 'administrator' } },
  });
  const json = await runCli(['server', 'link', '--json', '--server', server.apiUrl], as(text));
  expect(JSON.parse(json.out)).toMatchObject({ url: expect.stringContaining('#pvl_') as string });
  expect((await runCli(['server'], as(text))).out).toContain('organisation key');
  const viewer = await server.must('createOperatorToken', { body: { name: 'ola', role: 'viewer' } });
  expect(await runCli(['server', 'link'], as(viewer.text))).toMatchObject({ code: 5, out: '' });
});
