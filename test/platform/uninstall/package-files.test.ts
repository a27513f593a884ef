import { describe, expect, it } from 'vitest';
import { holdsProtected } from '#platform/uninstall/package-files.ts';

const own = ['/opt/portvakt/node'];

describe('a package', () => {
  it.each([
    '/usr/sbin/sshd',
    '/bin/bash',
    '/usr/sbin/NetworkManager',
    '/opt/microsoft/mdatp/sbin/wdavdaemon',
    '/opt/portvakt/node',
  ])('is needed where it holds %s', (file) => {
    expect(holdsProtected(['/.', '/usr', file, ''], own)).toBe(true);
  });

  it.each([
    '/usr/bin/telegram-desktop',
    '/usr/lib/systemd/system/anydesk.service',
    '/usr/libexec/app/helper',
    '/usr/share/doc/bash',
    '/opt/app/bin/bash',
  ])('is not needed for %s', (file) => {
    expect(holdsProtected(['/.', '/usr', file, ''], own)).toBe(false);
  });
});
