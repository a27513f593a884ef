import { exec } from '../exec.ts';
import { parseBusBoolean, parseSetting } from './linux-words.ts';
import type { Attention, AttentionReader } from './port.ts';

export type AttentionOptions = {
  /** The person's session: DBUS_SESSION_BUS_ADDRESS or XDG_RUNTIME_DIR, otherwise nothing is asked. */
  readonly env?: Readonly<Record<string, string>>;
};

const deadlineMs = 1_000;
/** `IsInhibited` of GNOME's session manager: something keeps the screen from going idle. */
const idle = '8';

const bus = ['--user', '--auto-start=no', '--json=short'] as const;
const notifications = ['org.freedesktop.Notifications', '/org/freedesktop/Notifications'] as const;
const sessionManager = ['org.gnome.SessionManager', '/org/gnome/SessionManager'] as const;

/** Asks the notification service (KDE, XFCE and others) and GNOME's own settings, each once and shortly. */
export function createAttention({ env = {} }: AttentionOptions = {}): AttentionReader {
  const ask = async <T>(
    program: string,
    args: readonly string[],
    parse: (output: string) => T | undefined,
  ): Promise<T | undefined> => {
    const ran = await exec({ program, args, env, deadlineMs, outputLimit: 4_096 });
    return ran.ok ? parse(ran.value) : undefined;
  };
  return {
    read: async () => {
      if (env['DBUS_SESSION_BUS_ADDRESS'] === undefined && env['XDG_RUNTIME_DIR'] === undefined)
        return { state: 'unknown' };
      const [isInhibited, hasBanners, isPresenting] = await Promise.all([
        ask(
          '/usr/bin/busctl',
          [...bus, 'get-property', ...notifications, notifications[0], 'Inhibited'],
          parseBusBoolean,
        ),
        ask('/usr/bin/gsettings', ['get', 'org.gnome.desktop.notifications', 'show-banners'], parseSetting),
        ask(
          '/usr/bin/busctl',
          [...bus, 'call', ...sessionManager, sessionManager[0], 'IsInhibited', 'u', idle],
          parseBusBoolean,
        ),
      ]);
      // The setting is there with its schema alone; that banners are on, it says only where GNOME runs.
      const isGnome = /GNOME|Unity|Budgie/i.test(env['XDG_CURRENT_DESKTOP'] ?? '');
      return attentionOf({
        isInhibited,
        hasBanners: hasBanners === true && !isGnome ? undefined : hasBanners,
        isPresenting,
      });
    },
  };
}

/** What the desktop said; undefined where it did not. GNOME's setting says nothing of a desktop that answers itself. */
export function attentionOf(said: {
  readonly isInhibited: boolean | undefined;
  readonly hasBanners: boolean | undefined;
  readonly isPresenting: boolean | undefined;
}): Attention {
  const { hasBanners, isInhibited, isPresenting } = said;
  if (isInhibited === true) return { state: 'do-not-disturb', by: 'notifications-inhibited' };
  if (isInhibited === undefined && hasBanners === false)
    return { state: 'do-not-disturb', by: 'banners-off' };
  if (isPresenting === true) return { state: 'do-not-disturb', by: 'presentation' };
  return Object.values(said).every((one) => one === undefined) ? { state: 'unknown' } : { state: 'free' };
}
