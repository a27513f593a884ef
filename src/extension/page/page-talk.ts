import type { PageWords, WebRule } from '#protocol/browser-agent.ts';

/** What our page asks of the background. `again`: it was shown before, and is not counted once more. */
export type PageQuestion =
  | { readonly type: 'look'; readonly url: string; readonly again?: true }
  | { readonly type: 'onward'; readonly url: string }
  | { readonly type: 'leave' };

/** Without `words` nothing covers the address now. */
export type PageAnswer = {
  readonly effect?: WebRule['effect'];
  readonly words?: PageWords;
  readonly went?: boolean;
};

export async function ask(question: PageQuestion): Promise<PageAnswer> {
  const answer: PageAnswer | undefined = await chrome.runtime.sendMessage(question).catch(() => undefined);
  return answer ?? {};
}

/** From the background to all our pages: the rules are others than before. */
export const lookAgain = { type: 'look-again' } as const;
export const isLookAgain = (message: unknown): boolean =>
  typeof message === 'object' && message !== null && 'type' in message && message.type === lookAgain.type;
