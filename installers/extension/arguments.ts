import { parseArgs } from 'node:util';

export const usage = `Usage: npm run build:extension -- [folder] [options]

  folder                  where everything is left (.cache/extension)
  --key <file>            RSA key of at least 2048 bits, PEM, that signs the extension for Chromium and gives it its id;
                          or in PORTVAKT_EXTENSION_KEY, a file or the text. Without one this machine makes its own.
  --firefox-signed <file> the XPI that Mozilla signed, in place of the unsigned one
  --installed-in <folder> where these files will lie on the PCs, if not where they are left: update manifests name it
  --store                 also make what the stores of Chrome, Edge and Firefox ask for
  --quiet                 say nothing when all went well
  --if-possible           where it cannot be built, say so in one line and end as if it had been
  --help                  show this
`;

export type Arguments = {
  readonly folder?: string;
  readonly key?: string;
  readonly firefoxSigned?: string;
  readonly installedIn?: string;
  readonly store: boolean;
  readonly quiet: boolean;
  readonly ifPossible: boolean;
  readonly help: boolean;
};

/** Throws, with a sentence, on what it does not know. */
export function readArguments(args: readonly string[]): Arguments {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      key: { type: 'string' },
      'firefox-signed': { type: 'string' },
      'installed-in': { type: 'string' },
      store: { type: 'boolean', default: false },
      quiet: { type: 'boolean', default: false },
      'if-possible': { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  const [folder, ...more] = positionals;
  if (more.length > 0) throw new Error(`one folder at most: ${positionals.join(' ')}`);
  const { key, 'firefox-signed': firefoxSigned, 'installed-in': installedIn, ...others } = values;
  const { 'if-possible': ifPossible, ...rest } = others;
  if (installedIn !== undefined && !installedIn.startsWith('/'))
    throw new Error('--installed-in takes an absolute path');
  return {
    ...rest,
    ifPossible,
    ...(folder === undefined ? {} : { folder }),
    ...(key === undefined ? {} : { key }),
    ...(firefoxSigned === undefined ? {} : { firefoxSigned }),
    ...(installedIn === undefined ? {} : { installedIn }),
  };
}
