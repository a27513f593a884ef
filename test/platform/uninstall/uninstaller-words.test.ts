import { describe, expect, it } from 'vitest';
import { uninstallFault } from '#platform/uninstall/uninstaller-words.ts';

const failed = (stderr: string, exitCode = 1) => ({ code: 'failed', exitCode, stderr }) as const;

describe('what dpkg 1.21.22 says', () => {
  it.each([
    [
      'busy',
      'dpkg: error: dpkg database lock was locked by another process with pid 3332\nNote: removing the lock file is always wrong, can damage the locked area\nand the entire system. See <https://wiki.debian.org/Teams/Dpkg/FAQ#db-lock>.',
    ],
    [
      'busy',
      'dpkg: error: dpkg frontend lock was locked by another process with pid 3332\nNote: removing the lock file is always wrong, can damage the locked area\nand the entire system. See <https://wiki.debian.org/Teams/Dpkg/FAQ#db-lock>.',
    ],
    [
      'needed-by-others',
      'dpkg: dependency problems prevent removal of portvakt-test-victim:\n portvakt-test-dependent depends on portvakt-test-victim.\n\ndpkg: error processing package portvakt-test-victim (--remove):\n dependency problems - not removing\nErrors were encountered while processing:\n portvakt-test-victim',
    ],
    [
      'needed-by-others',
      'dpkg: error processing package portvakt-test-essential (--remove):\n this is an essential package; it should not be removed\nErrors were encountered while processing:\n portvakt-test-essential',
    ],
    [
      'needed-by-others',
      'dpkg: error processing package portvakt-test-protected (--remove):\n this is a protected package; it should not be removed\nErrors were encountered while processing:\n portvakt-test-protected',
    ],
    [
      'failed',
      'dpkg: error processing package portvakt-test-failing (--remove):\n installed portvakt-test-failing package pre-removal script subprocess returned error exit status 7\nErrors were encountered while processing:\n portvakt-test-failing',
    ],
  ])('%s', (code, stderr) => {
    const fault = uninstallFault('dpkg', failed(stderr, code === 'busy' ? 2 : 1));
    expect(fault).toMatchObject({ code, detail: expect.stringMatching(/^dpkg: /) });
    expect(JSON.stringify(fault)).not.toContain('\\n');
  });
});

describe('what rpm 4.18.0 says', () => {
  const noise =
    'rpm: RPM should not be used directly install RPM packages, use Alien instead!\nrpm: However assuming you know what you are doing...\n';
  it.each([
    [
      'needed-by-others',
      'error: Failed dependencies:\n\tportvakt-test-victim is needed by (installed) portvakt-test-dependent-1-1.noarch',
    ],
    ['not-installed', 'error: package nope is not installed'],
    [
      'busy',
      "error: can't create transaction lock on /tmp/rpmtest/db/.rpm.lock (Resource temporarily unavailable)",
    ],
  ])('%s', (code, stderr) => {
    const fault = uninstallFault('rpm', failed(noise + stderr));
    expect(fault.code).toBe(code);
    if ('detail' in fault) expect(fault.detail).toMatch(/^error: /);
  });
});

describe('what flatpak 1.14.10 says', () => {
  it('not-installed', () => {
    expect(uninstallFault('flatpak', failed('error: No installed refs found for ‘org.x.Nope’'))).toEqual({
      code: 'not-installed',
    });
  });
});

/** As snapd writes it; no snapd was at hand. */
describe('what snap says', () => {
  it.each([
    ['not-installed', 'snap "nope" is not installed'],
    ['busy', 'error: snap "telegram-desktop" has "refresh-snap" change in progress'],
    [
      'needed-by-others',
      'error: cannot remove "core20": snap "core20" is not removable: snap is being used by snap x.',
    ],
  ])('%s', (code, stderr) => {
    expect(uninstallFault('snap', failed(stderr)).code).toBe(code);
  });
});

describe('anything else', () => {
  it('is failed, with a short detail', () => {
    expect(uninstallFault('snap', failed('x'.repeat(5_000)))).toEqual({
      code: 'failed',
      detail: 'x'.repeat(200),
    });
    expect(uninstallFault('rpm', failed('', 9))).toEqual({ code: 'failed', detail: 'exit code 9' });
    expect(uninstallFault('dpkg', { code: 'timed-out' })).toEqual({ code: 'failed', detail: 'timed-out' });
  });

  it('is unsupported where there is no such program', () => {
    expect(uninstallFault('snap', { code: 'not-found' })).toEqual({ code: 'unsupported' });
  });
});
