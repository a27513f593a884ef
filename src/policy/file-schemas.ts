import { OrganisationFile, PolicyFile, ServerFile } from './policy-file.ts';

/** The published JSON Schemas (draft 2020-12) of the files that IT writes; `schema/` holds them as files. */
export function fileSchemas(): Readonly<Record<'policy' | 'organisation' | 'server', object>> {
  const dialect = { $schema: 'https://json-schema.org/draft/2020-12/schema' };
  return {
    policy: { ...dialect, ...PolicyFile },
    organisation: { ...dialect, ...OrganisationFile },
    server: { ...dialect, ...ServerFile },
  };
}
