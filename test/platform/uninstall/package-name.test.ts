import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createUninstall } from '#platform/uninstall/linux.ts';
import { isOwnPackage, isPackageName } from '#platform/uninstall/package-name.ts';

const sources = ['dpkg', 'rpm', 'snap', 'flatpak'] as const;

describe('a package name', () => {
  it.each([
    ['dpkg', 'telegram-desktop'],
    ['dpkg', 'libstdc++6'],
    ['rpm', 'telegram-desktop'],
    ['rpm', 'gtk3.x_1+2'],
    ['snap', 'telegram-desktop'],
    ['snap', '0ad'],
    ['snap', 'app_instance1'],
    ['flatpak', 'org.telegram.desktop'],
    ['flatpak', 'io.github.x_y.App-1'],
  ] as const)('of %s may be %s', (source, name) => {
    expect(isPackageName(source, name)).toBe(true);
  });

  it.each([
    '',
    '-e',
    '--force-all',
    '--',
    'a b',
    'a;reboot',
    '../../etc/passwd',
    '/usr/bin/x',
    'a\nb',
    'a\0b',
    'x'.repeat(300),
    'ünï',
    '$(id)',
    'a=1',
    '*',
  ])('is never %j', (name) => {
    for (const source of sources) expect(isPackageName(source, name)).toBe(false);
  });

  it.each([
    ['dpkg', 'Telegram'],
    ['dpkg', 'x'],
    ['dpkg', 'telegram-desktop:amd64'],
    ['snap', 'a--b'],
    ['snap', '12'],
    ['flatpak', 'org.telegram'],
    ['flatpak', 'org.telegram.desktop/x86_64/stable'],
    ['flatpak', 'org.1x.desktop'],
  ] as const)('of %s is not %s', (source, name) => {
    expect(isPackageName(source, name)).toBe(false);
  });

  it('is never an option or a path, whatever is tried', () => {
    fc.assert(
      fc.property(fc.constantFrom(...sources), fc.string(), (source, name) => {
        expect(isPackageName(source, name) && !/^[A-Za-z0-9_][A-Za-z0-9_+.-]*$/.test(name)).toBe(false);
      }),
    );
  });

  it('of this product is known', () => {
    for (const name of ['portvakt', 'portvakt-agent', 'org.example.Portvakt'])
      expect(isOwnPackage(name)).toBe(true);
    expect(isOwnPackage('telegram-desktop')).toBe(false);
  });
});

describe('a removal', () => {
  it.each([
    ['what is no name', 'dpkg', '--purge', 'failed'],
    ['a part of this product', 'dpkg', 'portvakt-agent', 'needed-by-others'],
  ] as const)('of %s starts no program', async (_, source, name, code) => {
    const removed = await createUninstall().remove({ source, name, scope: 'machine' });
    expect(removed).toMatchObject({ ok: false, fault: { code } });
  });

  it('of a machine’s package for a person alone is not supported', async () => {
    const removed = await createUninstall().remove({
      source: 'dpkg',
      name: 'telegram-desktop',
      scope: 'person',
    });
    expect(removed).toEqual({ ok: false, fault: { code: 'unsupported' } });
  });
});
