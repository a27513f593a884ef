import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { pwaAppId, type Sha256 } from '#catalogue/pwa-app-id.ts';
import { builtInApps } from '#catalogue/load.ts';

const sha256: Sha256 = (bytes) => createHash('sha256').update(bytes).digest();

describe('pwaAppId', () => {
  it.each([
    ['https://www.youtube.com/?feature=ytca', 'agimnkijcaahngcdmfeangaknmldooml'],
    ['https://web.whatsapp.com/', 'hnpfjngllnobngcgfapefoaidbinmjnm'],
    ['https://web.telegram.org/a/', 'ibblmnobmgdmpoeblocemifbpglakpoi'],
    ['https://www.instagram.com/?utm_source=pwa_homescreen&__pwa=1', 'akpamiohjfcnimfljfndmaldlcfphjmp'],
  ])('of %s is the id seen in the wild', (url, id) => {
    expect(pwaAppId(url, sha256)).toBe(id);
  });

  it('gives every id of the catalogue that was computed', () => {
    const computed = builtInApps().flatMap((app) =>
      app.identifiers.filter(({ startUrl }) => startUrl !== undefined),
    );
    expect(computed).toHaveLength(18);
    for (const { startUrl, value } of computed) expect(pwaAppId(startUrl?.url ?? '', sha256)).toBe(value);
  });

  it('takes an address as UTF-8', () => {
    const bytes: Uint8Array[] = [];
    pwaAppId('https://a.example/æ€😀%20', (input) => {
      bytes.push(input);
      return sha256(input);
    });
    expect(Buffer.from(bytes[0] ?? []).toString('utf8')).toBe('https://a.example/æ€😀%20');
  });
});
