import { join } from 'node:path';
import { expect, it } from 'vitest';
import { fileSchemas } from '#policy/file-schemas.ts';

const folder = join(import.meta.dirname, '../../src/policy/schema');

it.each(['policy', 'organisation', 'server'] as const)(
  'the published schema of a %s file is the one in use',
  async (name) => {
    const text = `${JSON.stringify(fileSchemas()[name], null, 2)}\n`;
    await expect(text).toMatchFileSnapshot(join(folder, `${name}.schema.json`));
  },
);
