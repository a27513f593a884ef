import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BusConnection } from './dbus-connection.ts';
import { Child } from './system-under-test.ts';

/** Nothing is started on demand: what stands on this bus is what the test put there. Any account may come in. */
const configuration = (socket: string): string => `<!DOCTYPE busconfig PUBLIC
 "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN" "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:path=${socket}</listen>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow user="*"/>
    <allow own="*"/>
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
  </policy>
</busconfig>
`;

export type SessionBus = AsyncDisposable & {
  readonly address: string;
  connect(): Promise<BusConnection>;
};

/** A D-Bus session of the test's own. */
export async function startSessionBus(): Promise<SessionBus> {
  const folder = mkdtempSync(join(tmpdir(), 'portvakt-bus-'));
  chmodSync(folder, 0o755);
  const file = join(folder, 'bus.conf');
  const socket = join(folder, 'bus');
  writeFileSync(file, configuration(socket));
  const daemon = new Child('/usr/bin/dbus-daemon', [`--config-file=${file}`, '--nofork', '--print-address']);
  const address = await daemon.firstLine();
  const connections: BusConnection[] = [];
  return {
    address,
    async connect() {
      const connection = await BusConnection.open(address);
      connections.push(connection);
      return connection;
    },
    async [Symbol.asyncDispose]() {
      for (const connection of connections) await connection[Symbol.asyncDispose]();
      await daemon.end();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
