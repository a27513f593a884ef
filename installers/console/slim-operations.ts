import type { Plugin } from 'vite';
import { operations } from '#protocol/console-server.ts';

const whole = '#protocol/console-server.ts';
const slim = '\0slim-operations';

/**
 * The table of operations carries every schema and example, and with them the schema library; a browser needs the method
 * and the path of each. The console imports the table as everybody does, and gets this.
 */
export function slimOperations(): Plugin {
  return {
    name: 'slim-operations',
    enforce: 'pre',
    resolveId: (source) => (source === whole ? slim : null),
    load(id) {
      if (id !== slim) return null;
      const table = Object.fromEntries(
        Object.entries(operations).map(([name, { method, path }]) => [name, { method, path }]),
      );
      return `export const operations = ${JSON.stringify(table)};`;
    },
  };
}
