import { describe, expect, it, vi } from 'vitest';
import { mailReceiver } from '#test/kit/receivers.ts';
import { call, policyFiles, startTestServer } from '#test/kit/server-in-test.ts';
import { tempFolder } from '#test/kit/temp-folder.ts';

const settings = (port: number) => ({
  host: '127.0.0.1',
  port,
  tls: 'none' as const,
  from: 'portvakt@kommune.example',
  to: ['it@kommune.example', 'drift@kommune.example'],
  kinds: ['operator-changed' as const],
});
const password = 'correct horse battery staple';

describe('mail', () => {
  it('is sent to all, its heading in the organisation’s first language', async () => {
    using folder = tempFolder();
    await using receiver = await mailReceiver();
    await using server = await startTestServer(folder.path);
    await server.must('applyPolicy', { body: { files: policyFiles([], { languages: ['nb', 'en'] }) } });
    await server.must('setMail', { body: { mail: settings(receiver.port) } });
    await server.must('createOperatorToken', { body: { name: 'kari', role: 'viewer' } });
    await vi.waitFor(() => expect(receiver.mails).toHaveLength(1), 10_000);
    const [mail = ''] = receiver.mails;
    expect(mail).toContain('To: it@kommune.example, drift@kommune.example');
    expect(mail).toContain('Auto-Submitted: auto-generated');
    expect(mail).toMatch(/Subject: .*Kommune/);
    expect(mail).not.toContain('An operator changed');
    expect(receiver.text()).toContain('RCPT TO:<drift@kommune.example>');
  });

  it('never gives the password back, nor to another server', async () => {
    using folder = tempFolder();
    await using receiver = await mailReceiver();
    await using server = await startTestServer(folder.path);
    const mail = { ...settings(receiver.port), user: 'portvakt' };
    const set = await server.must('setMail', { body: { mail: { ...mail, password } } });
    expect(set.mail?.hasPassword).toBe(true);
    expect(await server.must('testMail')).toMatchObject({ ok: true });
    expect(receiver.text()).toContain(Buffer.from(`\0portvakt\0${password}`).toString('base64'));
    expect((await server.must('setMail', { body: { mail } })).mail?.hasPassword).toBe(true);
    const elsewhere = await server.must('setMail', { body: { mail: { ...mail, port: 1 } } });
    expect(elsewhere.mail?.hasPassword).toBe(false);
    expect(JSON.stringify([set, elsewhere, await server.must('listAudit')])).not.toContain(password);
    const open = await call(server.apiUrl, server.token, 'setMail', {
      body: { mail: { ...mail, host: 'mail.kommune.example', password } },
    });
    expect(open).toMatchObject({ status: 400, problem: { pointer: '/mail/tls' } });
  });

  it('says why it was not taken', async () => {
    using folder = tempFolder();
    await using receiver = await mailReceiver(false);
    await using server = await startTestServer(folder.path);
    expect((await call(server.apiUrl, server.token, 'testMail')).status).toBe(404);
    const mail = { ...settings(receiver.port), user: 'portvakt', password };
    await server.must('setMail', { body: { mail } });
    const said = await server.must('testMail');
    expect(said).toMatchObject({ ok: false });
    expect(said.why).toContain('refuses user and password');
    expect(await server.must('setMail', { body: {} })).toEqual({});
    expect((await call(server.apiUrl, server.token, 'testMail')).status).toBe(404);
  });
});
