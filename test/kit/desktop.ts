import { mkdirSync } from 'node:fs';
import { Child } from './system-under-test.ts';

/** A virtual screen (Xvfb) of the test's own, on a display number that Xvfb chooses itself. */
export async function startScreen(): Promise<{ readonly display: string } & AsyncDisposable> {
  const xvfb = new Child('/usr/bin/Xvfb', [
    '-displayfd',
    '1',
    '-screen',
    '0',
    '1024x768x24',
    '-nolisten',
    'tcp',
  ]);
  const display = `:${await xvfb.firstLine()}`;
  return { display, [Symbol.asyncDispose]: () => xvfb.end() };
}

/** Starts a graphical program on that screen with a home of its own and a D-Bus session, as a login would. */
export function startProgram(program: string, screen: { readonly display: string }, home: string): Child {
  const runtime = `${home}/.runtime`;
  mkdirSync(runtime, { recursive: true, mode: 0o700 });
  return new Child('/usr/bin/dbus-run-session', ['--', program], {
    DISPLAY: screen.display,
    HOME: home,
    XDG_RUNTIME_DIR: runtime,
    QT_QPA_PLATFORM: 'xcb',
  });
}
