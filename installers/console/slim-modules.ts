import type { Plugin } from 'vite';
import { appSummaries } from '#catalogue/app-summary.ts';
import { operations } from '#protocol/console-server.ts';

/**
 * Modules of which a browser needs the outcome and not the making. The table of operations carries every schema and
 * example, and with them the schema library; the console needs the method and the path of each. The catalogue carries
 * the evidence of every app; the console needs what a person reads of it. The console imports both as everybody does.
 */
const outcomes: Readonly<Record<string, () => string>> = {
  '#protocol/console-server.ts': () => {
    const table = Object.fromEntries(
      Object.entries(operations).map(([name, { method, path }]) => [name, { method, path }]),
    );
    return `export const operations = ${JSON.stringify(table)};`;
  },
  '#catalogue/app-summary.ts': () =>
    `const summaries = ${JSON.stringify(appSummaries())}; export const appSummaries = () => summaries;`,
};
const mark = '\0slim:';

export function slimModules(): Plugin {
  return {
    name: 'slim-modules',
    enforce: 'pre',
    resolveId: (source) => (source in outcomes ? `${mark}${source}` : null),
    load: (id) => (id.startsWith(mark) ? (outcomes[id.slice(mark.length)]?.() ?? null) : null),
  };
}
