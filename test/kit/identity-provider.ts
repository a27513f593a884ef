import { fork } from 'node:child_process';
import { once } from 'node:events';
import type { ProviderSettings } from './identity-provider-child.ts';
import { expectLocation, type PlayedBrowser } from './played-browser.ts';

export type RunningProvider = AsyncDisposable & {
  readonly issuer: string;
  readonly port: number;
  readonly stop: () => Promise<void>;
};

export const providerSecret = 'the-secret-of-the-client-at-the-provider';

export async function startProvider(
  settings: Partial<ProviderSettings> & Pick<ProviderSettings, 'redirectUris' | 'accounts'>,
): Promise<RunningProvider> {
  const child = fork(new URL('identity-provider-child.ts', import.meta.url).pathname, [], {
    // It warns that its pages are for development, which they are.
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  });
  const exited = once(child, 'exit');
  child.send({ port: 0, clientSecret: providerSecret, ...settings });
  const [said] = (await Promise.race([
    once(child, 'message'),
    exited.then(() => Promise.reject(new Error('the identity provider did not start'))),
  ])) as [{ issuer: string; port: number }];
  const stop = async (): Promise<void> => {
    child.kill('SIGKILL');
    await exited;
  };
  return { ...said, stop, [Symbol.asyncDispose]: stop };
}

/** Goes through the provider's own pages as a person would; the address that it leads back to. */
export async function signInAtProvider(
  browser: PlayedBrowser,
  authorisation: string,
  account: string,
): Promise<string> {
  const home = new URL(authorisation).origin;
  let response = await browser.get(authorisation);
  for (let step = 0; step < 12; step += 1) {
    if (response.status >= 300 && response.status < 400) {
      const to = expectLocation(response);
      if (new URL(to).origin !== home) return to;
      response = await browser.get(to);
      continue;
    }
    const page = await response.text();
    const action = /<form[^>]*action="([^"]+)"/.exec(page)?.[1];
    const prompt = /name="prompt" value="(\w+)"/.exec(page)?.[1];
    if (action === undefined || prompt === undefined)
      throw new Error(`the provider shows a page without a form (${response.status})`);
    const form = { prompt, ...(prompt === 'login' ? { login: account, password: 'any' } : {}) };
    response = await browser.post(new URL(action, response.url).href, new URLSearchParams(form));
  }
  throw new Error('the provider never led back');
}
