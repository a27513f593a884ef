import { Type, type Static } from 'typebox';
import { ShortText, strict } from '#policy/primitives.ts';

/**
 * `extension.json`: what the build of the browser extension leaves beside the packed files, for the agent (which has
 * browsers install them) and the server (which serves them). File names are relative to that folder.
 */
const FileName = Type.String({ pattern: '^[a-z0-9][a-z0-9._-]{0,100}$' });
export const ExtensionPackage = Type.Object(
  {
    version: Type.String({ pattern: '^\\d{1,4}(\\.\\d{1,5}){1,3}$' }),
    chromium: Type.Object(
      {
        /** First 16 bytes of SHA-256 over the public key, in letters a to p. */
        id: Type.String({ pattern: '^[a-p]{32}$' }),
        crx: FileName,
        /** Update manifest that names the CRX by a `file:` address of this very folder; written where it is used. */
        updates: FileName,
      },
      strict,
    ),
    firefox: Type.Object(
      {
        id: ShortText,
        xpi: FileName,
        updates: FileName,
        /** Whether Mozilla signed it: an unsigned one installs on Firefox ESR only, and only with signatures not required. */
        signed: Type.Boolean(),
      },
      strict,
    ),
    /** The native host: a script of ours, run by the agent's own Node. */
    host: FileName,
  },
  strict,
);
export type ExtensionPackage = Static<typeof ExtensionPackage>;
export const extensionPackageFile = 'extension.json';
