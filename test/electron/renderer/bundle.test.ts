import { beforeAll, describe, expect, it } from 'vitest';
import { bundleWindow, type Bundle } from './bundle.ts';

describe('the bundle of the window', () => {
  let bundle: Bundle;
  const sizeOf = (ending: string): number =>
    [...bundle.files]
      .filter(([name]) => name.endsWith(ending))
      .reduce((sum, [, { length }]) => sum + length, 0);
  beforeAll(async () => {
    bundle = await bundleWindow();
  });

  it('holds the page, one script, one stylesheet and one font', () => {
    const endings = [...bundle.files.keys()].map((name) => name.slice(name.lastIndexOf('.') + 1));
    expect(endings.toSorted()).toEqual(['css', 'html', 'js', 'woff2']);
  });

  it('takes types alone from the protocol, so that no schema library comes along', () => {
    const foreign = bundle.inputs.filter((path) =>
      /typebox|src\/(protocol|policy|agent|runtime)\//.test(path),
    );
    expect(foreign).toEqual([]);
  });

  it('brings nothing along that is never shown', () => {
    expect(bundle.inputs.filter((path) => path.endsWith('.tsx')).length).toBeGreaterThan(30);
    expect(sizeOf('.js')).toBeLessThan(700_000);
    expect(sizeOf('.woff2')).toBeLessThan(60_000);
  });

  it('asks nobody on the network for anything', () => {
    const decoder = new TextDecoder();
    const addresses = [...bundle.files]
      .filter(([name]) => !name.endsWith('.woff2'))
      .flatMap(
        ([, body]) => decoder.decode(body).match(/(?:url\(|src=|href=)["']?https?:\/\/[^"')]+/g) ?? [],
      );
    expect(addresses).toEqual([]);
  });
});
