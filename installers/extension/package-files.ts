import { createHash } from 'node:crypto';
import { chromiumUpdates, fileAddress, firefoxUpdates } from '#protocol/extension-updates.ts';
import { extensionPackageFile, type ExtensionPackage } from '#protocol/extension-package.ts';
import { rsaPublicKey } from '#runtime/signature.ts';
import { bundleAll, type Bundles } from './bundles.ts';
import { chromiumId, packCrx } from './crx.ts';
import { geckoId, signedXpiFault } from './signed-xpi.ts';
import type { Sources } from './sources.ts';
import { packZip, type Files } from './zip.ts';

export type Packing = {
  readonly sources: Sources;
  /** Dotted numbers. */
  readonly version: string;
  /** RSA key, PEM. */
  readonly pem: string;
  /** Absolute path of the folder in which the files will lie: update manifests name it. */
  readonly folder: string;
  /** The XPI that Mozilla signed, instead of the one that was packed here. */
  readonly signedXpi?: Uint8Array;
};
export type Packed = {
  readonly description: ExtensionPackage;
  readonly bundles: Bundles;
  /** Everything for the folder, by path inside it. */
  readonly files: Files;
};

/** Names of the packed files: with the version, so that no browser or proxy takes an old one for the new. */
const packedName = (version: string, ending: 'crx' | 'xpi'): string => `portvakt-${version}.${ending}`;
export const isPackedName = (name: string): boolean => /^portvakt-[\d.]+\.(?:crx|xpi)$/.test(name);

/** Bundles, packs and signs; writes nothing. Throws, with a sentence for the person who builds. */
export async function packExtension(packing: Packing): Promise<Packed> {
  const { sources, version, pem, folder, signedXpi } = packing;
  if (!isBrowserVersion(version))
    throw new Error(`the version ${version} is none for a browser: it takes two to four numbers with dots`);
  const bundles = await bundleAll(sources, version, rsaPublicKey(pem).toString('base64'));
  const firefoxId = geckoId(
    JSON.parse(Buffer.from(bundles.firefox.get('manifest.json') ?? []).toString('utf8')),
  );
  if (typeof firefoxId !== 'string') throw new Error('the manifest for Firefox has no id');
  if (signedXpi !== undefined) {
    const fault = signedXpiFault(signedXpi, { id: firefoxId, version });
    if (fault !== undefined) throw new Error(`the signed XPI cannot be used: ${fault}`);
  }
  const crx = packCrx(packZip(bundles.chromium), pem);
  const xpi = signedXpi ?? packZip(bundles.firefox);
  const description: ExtensionPackage = {
    version,
    chromium: { id: chromiumId(pem), crx: packedName(version, 'crx'), updates: 'updates.xml' },
    firefox: {
      id: firefoxId,
      xpi: packedName(version, 'xpi'),
      updates: 'updates.json',
      signed: signedXpi !== undefined,
    },
    host: 'web-host.cjs',
  };
  const { chromium, firefox } = description;
  const files = new Map<string, Uint8Array>([
    [chromium.crx, crx],
    [firefox.xpi, xpi],
    [description.host, bundles.host],
    [
      chromium.updates,
      Buffer.from(
        chromiumUpdates({
          id: chromium.id,
          version,
          address: fileAddress(`${folder}/${chromium.crx}`),
          sha256: sha256(crx),
        }),
      ),
    ],
    [
      firefox.updates,
      Buffer.from(
        firefoxUpdates({
          id: firefox.id,
          version,
          address: fileAddress(`${folder}/${firefox.xpi}`),
          sha256: sha256(xpi),
        }),
      ),
    ],
    ...[...bundles.chromium].map(([name, bytes]) => [`chromium/${name}`, bytes] as const),
    ...[...bundles.firefox].map(([name, bytes]) => [`firefox/${name}`, bytes] as const),
    // Last: whoever finds it finds the rest.
    [extensionPackageFile, Buffer.from(`${JSON.stringify(description, undefined, 2)}\n`)],
  ]);
  return { description, bundles, files };
}

/** As Chromium reads versions: each number at most 65535, no leading zeros, not all zero. */
function isBrowserVersion(version: string): boolean {
  const numbers = version.split('.');
  return (
    numbers.length >= 2 &&
    numbers.length <= 4 &&
    numbers.every((one) => /^(?:0|[1-9]\d{0,4})$/.test(one) && Number(one) <= 65_535) &&
    Number(numbers[0]) <= 9_999 &&
    numbers.some((one) => Number(one) > 0)
  );
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
