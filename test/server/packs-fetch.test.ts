import { describe, expect, it } from 'vitest';
import { fetchLimits, fetchPack, packAddress } from '#server/packs/fetch-pack.ts';
import { PackHouse } from '#test/kit/pack-house.ts';

const impatient = { ...fetchLimits, timeoutMs: 50 };

describe('fetching a ban pack', () => {
  it('gives up on a server that says nothing, and on one that begins and never ends', async () => {
    await using house = await PackHouse.open();
    house.answers(() => undefined);
    const silent = await fetchPack(new URL(house.url), { limits: impatient });
    expect(silent).toEqual({ ok: false, fault: 'it did not come within 0.05 seconds' });
    house.answers((_request, response) => void response.writeHead(200).write('{'));
    const endless = await fetchPack(new URL(house.url), { limits: impatient });
    expect(endless).toEqual({ ok: false, fault: 'it did not come within 0.05 seconds' });
  });

  it('says in a sentence that nobody is there', async () => {
    const house = await PackHouse.open();
    const { url } = house;
    await house[Symbol.asyncDispose]();
    expect(await fetchPack(new URL(url))).toEqual({
      ok: false,
      fault: 'the address cannot be reached (ECONNREFUSED)',
    });
  });

  it('does not go in circles', async () => {
    await using house = await PackHouse.open();
    house.answers(
      (_request, response) => void response.writeHead(302, { location: '/packs/advice.json' }).end(),
    );
    expect(await fetchPack(new URL(house.url))).toEqual({ ok: false, fault: 'the address leads in circles' });
    expect(house.requests).toBe(fetchLimits.redirects + 1);
  });

  it.each([
    ['https://agency.example/p.json', true],
    ['https://10.1.2.3/p.json', true],
    ['http://127.0.0.1:8080/p.json', true],
    ['http://[::1]/p.json', true],
    ['http://localhost/p.json', true],
    ['http://localhost.example.org/p.json', false],
    ['http://127.0.0.1.example.org/p.json', false],
    ['http://agency.example/p.json', false],
    ['file:///etc/passwd', false],
    ['https://somebody@agency.example/p.json', false],
    ['no address', false],
  ])('%s: %s', (text, fine) => {
    expect(packAddress(text).ok).toBe(fine);
  });
});
