import { runPortvakt } from '#cli/run.ts';
import type { Ran } from './run-cli.ts';

export type HereOptions = {
  readonly env?: Readonly<Record<string, string>>;
  /** What the person at the terminal answers; without it there is no terminal. */
  readonly answers?: boolean;
};

/** The same command within this process: for what needs many runs, and no signals, pipes or exit of its own. */
export async function runHere(
  args: readonly string[],
  { env = {}, answers }: HereOptions = {},
): Promise<Ran & { readonly asked: readonly string[] }> {
  let out = '';
  let err = '';
  const asked: string[] = [];
  const code = await runPortvakt(args, {
    env: { HOME: '/nonexistent', ...env },
    out: { write: (text) => (out += text) },
    err: { write: (text) => (err += text) },
    signal: new AbortController().signal,
    endByItself: () => undefined,
    confirm: (question) => {
      asked.push(question);
      return Promise.resolve(answers);
    },
  });
  return { code, out, err, asked };
}

/** As `runCli` runs it in a process of its own, without input. */
export async function ranHere(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<Ran> {
  const { code, out, err } = await runHere(args, { env });
  return { code, out, err };
}
