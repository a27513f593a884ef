/** What a `.desktop` file launches. */
export type Launcher = {
  readonly name: string;
  readonly wmClass?: string;
  readonly target: LaunchTarget;
};
export type LaunchTarget =
  /** `command` is an absolute path or a bare name to be found in the usual folders. */
  | { readonly kind: 'program'; readonly command: string }
  | { readonly kind: 'web-app'; readonly appId?: string; readonly startUrl?: string }
  | { readonly kind: 'flatpak'; readonly id: string }
  | { readonly kind: 'snap'; readonly name: string }
  /** An interpreter or wrapper that says nothing of the app. */
  | { readonly kind: 'unclear' };

/** A `.desktop` file larger than this is not read; real ones, with all their translations, stay below 64 KiB. */
export const desktopFileLimit = 131_072;

const wrappers = new Set(
  'sh bash dash zsh env python python3 perl ruby node java wine wine64 wine-stable electron xdg-open gtk-launch sudo pkexec flatpak snap'.split(
    ' ',
  ),
);

/** The `[Desktop Entry]` group of a file that launches something; undefined for anything else, deleted ones included. */
export function parseDesktopFile(content: Buffer): Launcher | undefined {
  const entry = new Map<string, string>();
  let inside = false;
  for (const line of content.toString('utf8').split(/\r?\n/)) {
    if (line.startsWith('[')) {
      if (inside) break;
      inside = line.trim() === '[Desktop Entry]';
    } else if (inside) {
      const cut = line.indexOf('=');
      if (cut > 0 && cut < 64 && !line.startsWith('#'))
        entry.set(line.slice(0, cut).trim(), line.slice(cut + 1).trim());
    }
  }
  const exec = entry.get('Exec');
  if (entry.get('Type') !== 'Application' || exec === undefined || entry.get('Hidden') === 'true')
    return undefined;
  const wmClass = entry.get('StartupWMClass');
  return {
    name: (entry.get('Name') ?? '').slice(0, 128),
    ...(wmClass === undefined || wmClass === '' ? {} : { wmClass }),
    target: targetOf(splitExec(exec), entry),
  };
}

/** Splits an `Exec` value into arguments: quotes and backslashes as the Desktop Entry Specification has them, field codes out. */
export function splitExec(exec: string): readonly string[] {
  const args: string[] = [];
  let current = '';
  let started = false;
  let quoted = '';
  const text = exec.slice(0, 8192).replaceAll('\\\\', '\\');
  for (let at = 0; at < text.length; at += 1) {
    const char = text.charAt(at);
    if (char === '\\' && quoted !== "'") {
      at += 1;
      current += text.charAt(at);
    } else if (quoted !== '') {
      if (char === quoted) quoted = '';
      else current += char;
    } else if (char === '"' || char === "'") [quoted, started] = [char, true];
    else if (char === ' ' || char === '\t') {
      if (started || current !== '') args.push(current);
      [current, started] = ['', false];
    } else current += char;
  }
  if (started || current !== '') args.push(current);
  return args.filter((arg) => !/^%[a-zA-Z]$/.test(arg));
}

function targetOf(args: readonly string[], entry: ReadonlyMap<string, string>): LaunchTarget {
  const web = webAppOf(args, entry.get('StartupWMClass') ?? '');
  if (web !== undefined) return web;
  const flatpak = entry.get('X-Flatpak') ?? flatpakIdOf(args);
  if (flatpak !== undefined && flatpak !== '') return { kind: 'flatpak', id: flatpak };
  const snap =
    entry.get('X-SnapInstanceName') ??
    /^(?:\/var\/lib\/snapd)?\/snap\/(?:bin\/)?([^./]+)/.exec(commandOf(args))?.[1];
  if (snap !== undefined && snap !== '') return { kind: 'snap', name: snap };
  const command = commandOf(args);
  const name = command.slice(command.lastIndexOf('/') + 1);
  if (name === '' || wrappers.has(name) || (command.includes('/') && !command.startsWith('/')))
    return { kind: 'unclear' };
  return { kind: 'program', command };
}

function webAppOf(args: readonly string[], wmClass: string): LaunchTarget | undefined {
  const appId =
    args.map((arg) => /^--app-id=([a-p]{32})$/.exec(arg)?.[1]).find((id) => id !== undefined) ??
    /^crx__?([a-p]{32})$/.exec(wmClass)?.[1];
  const startUrl =
    args.map((arg) => /^--app=(https?:\/\/.+)$/.exec(arg)?.[1]).find((url) => url !== undefined) ??
    (args.includes('--application-mode') ? args.find((arg) => /^https?:\/\//.test(arg)) : undefined);
  if (appId === undefined && startUrl === undefined) return undefined;
  return {
    kind: 'web-app',
    ...(appId === undefined ? {} : { appId }),
    ...(startUrl === undefined ? {} : { startUrl }),
  };
}

function flatpakIdOf(args: readonly string[]): string | undefined {
  const run = args.indexOf('run');
  if (run === -1 || !args.slice(0, run).some((arg) => arg === 'flatpak' || arg.endsWith('/flatpak')))
    return undefined;
  return args.slice(run + 1).find((arg) => !arg.startsWith('-'));
}

/** The command behind `env VAR=x …` and `sh -c "…"`. */
function commandOf(args: readonly string[], depth = 0): string {
  const [first = '', ...rest] = args;
  const name = first.slice(first.lastIndexOf('/') + 1);
  if (name === 'env' && depth < 3)
    return commandOf(
      rest.slice(rest.findIndex((arg) => !arg.startsWith('-') && !/^\w+=/.test(arg))),
      depth + 1,
    );
  if (/^(?:ba|da|z)?sh$/.test(name) && rest[0] === '-c' && depth < 3)
    return commandOf(splitExec((rest[1] ?? '').replace(/^\s*exec\s+/, '')), depth + 1);
  return first;
}
