import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { bundleAll } from '#installers/extension/bundles.ts';
import { chromiumId } from '#installers/extension/crx.ts';
import { projectSources } from '#installers/extension/project-sources.ts';
import { packZip } from '#installers/extension/zip.ts';
import { generateRsaKey, rsaPublicKey } from '#runtime/signature.ts';
import { top } from '#test/kit/system-under-test.ts';

export type Unpacked = {
  readonly chromium: { readonly folder: string; readonly id: string };
  /** A zip: what Firefox takes as a temporary add-on. */
  readonly firefox: { readonly xpi: string };
};

/** The extension as the product builds it, laid out in `folder`. */
export async function unpackExtension(folder: string): Promise<Unpacked> {
  const pem = generateRsaKey();
  const bundles = await bundleAll(projectSources(top), '0.1.0', rsaPublicKey(pem).toString('base64'));
  for (const [name, bytes] of bundles.chromium) {
    const path = join(folder, 'chromium', name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, bytes);
  }
  const xpi = join(folder, 'extension.xpi');
  writeFileSync(xpi, packZip(bundles.firefox));
  return { chromium: { folder: join(folder, 'chromium'), id: chromiumId(pem) }, firefox: { xpi } };
}
