import type { ExecFault } from '../exec.ts';
import type { RemovablePackage, UninstallFault } from './port.ts';

type Words = readonly (readonly [
  pattern: RegExp,
  code: Exclude<UninstallFault['code'], 'unsupported' | 'failed'>,
])[];

/** What the uninstallers say, in the C locale, when they refuse. */
const words: Readonly<Record<RemovablePackage['source'], Words>> = {
  dpkg: [
    [/^dpkg: error: dpkg (?:frontend|database) lock (?:was|is) locked by another process/m, 'busy'],
    [/dependency problems prevent removal|dependency problems - not removing/, 'needed-by-others'],
    [/this is an? (?:essential|protected) package/, 'needed-by-others'],
    [/ignoring request to remove \S+ which isn't installed/, 'not-installed'],
  ],
  rpm: [
    [/can't create transaction lock on|cannot (?:get|acquire) \S* ?transaction lock/, 'busy'],
    [/^error: Failed dependencies:/m, 'needed-by-others'],
    [/^error: package \S+ is not installed/m, 'not-installed'],
  ],
  snap: [
    [/has "[^"]+" change in progress|too early for operation/, 'busy'],
    [/is not removable|is being used by|used by snap/, 'needed-by-others'],
    [/snap "[^"]+" is not installed/, 'not-installed'],
  ],
  flatpak: [
    [
      /[Cc]ould(?:n't| not) (?:obtain|get|acquire) (?:the )?lock|[Ll]ock(?:ing)? .*(?:busy|timed out)/,
      'busy',
    ],
    [/is needed for|required by/, 'needed-by-others'],
    [/No installed refs found for|is not installed|not installed/, 'not-installed'],
  ],
};

/** Said by rpm on Debian whatever it is asked. */
const noise = /^rpm: (?:RPM should not be used directly|However assuming you know).*$/gm;
const longestDetail = 200;

/** What a refusal means. Words that are not known are `failed`: nothing is guessed. */
export function uninstallFault(source: RemovablePackage['source'], fault: ExecFault): UninstallFault {
  if (fault.code === 'not-found') return { code: 'unsupported' };
  if (fault.code !== 'failed') return { code: 'failed', detail: fault.code };
  const detail = shortened(fault.stderr);
  const [, code] = words[source].find(([pattern]) => pattern.test(fault.stderr)) ?? [];
  if (code === undefined)
    return { code: 'failed', detail: detail === '' ? `exit code ${fault.exitCode}` : detail };
  return code === 'not-installed' ? { code } : { code, detail };
}

function shortened(stderr: string): string {
  return stderr.replace(noise, '').replace(/\s+/g, ' ').trim().slice(0, longestDetail).toWellFormed();
}
