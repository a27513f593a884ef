/** One line of `/proc/<pid>/mountinfo` (proc_pid_mountinfo(5)). */
export type Mount = {
  /** Means this mount as long as it lives; the kernel gives it to a later one again. */
  readonly id: number;
  readonly parent: number;
  /** Device number of its files as `major:minor`. */
  readonly device: string;
  /** Where it lies, as the process to which the table belongs names it; a letter is a byte (latin1), as in the table given. */
  readonly point: string;
  /** Type of the file system: `ext4`, `fuse.sshfs`. */
  readonly type: string;
  /** Nothing can be started from it, not even by a dynamic loader. */
  readonly isNoexec: boolean;
  /** Options of the file system itself. */
  readonly options: string;
};

/**
 * `none`: no programs start from it. `local`: a disk or memory answers. `remote`: a server or some person's program does, so that
 * anything done with it may never end.
 */
export type MountClass = 'none' | 'local' | 'remote';

const octalEscape = /\\([0-7]{3})/g;

/** The kernel writes blanks, newlines, tabs, `\` and `#` as three octal digits. */
const unescaped = (text: string): string =>
  text.includes('\\')
    ? text.replace(octalEscape, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 8)))
    : text;

/** The table is given as latin1: a mount point is any bytes. Lines that are no mounts are left out. */
export const parseMountinfo = (table: string): Mount[] =>
  table.split('\n').flatMap((line) => parseLine(line) ?? []);

/** Parses the tables of one namespace one after the other: a line that was there before is not parsed again. */
export function mountinfoParser(): (table: string) => Mount[] {
  let known = new Map<string, Mount>();
  return (table) => {
    const now = new Map<string, Mount>();
    for (const line of table.split('\n')) {
      const mount = known.get(line) ?? parseLine(line);
      if (mount !== undefined) now.set(line, mount);
    }
    known = now;
    return [...now.values()];
  };
}

function parseLine(line: string): Mount | undefined {
  const fields = line.split(' ');
  // A number of optional fields stands between the sixth and the hyphen.
  const hyphen = fields.indexOf('-', 6);
  const [id, parent, device, , point, flags] = fields;
  const type = fields[hyphen + 1];
  if (hyphen < 0 || id === undefined || parent === undefined || device === undefined) return undefined;
  if (point === undefined || flags === undefined || type === undefined || type === '') return undefined;
  if (!/^\d+$/.test(id)) return undefined;
  return {
    id: Number(id),
    parent: Number(parent),
    device,
    point: unescaped(point),
    type: unescaped(type),
    isNoexec: flags.split(',').includes('noexec'),
    options: unescaped(fields[hyphen + 3] ?? ''),
  };
}

/** File systems that the kernel makes up, without programs in them. */
const withoutPrograms = new Set(
  (
    'autofs bdev binder binfmt_misc bpf cgroup cgroup2 configfs cpuset dax debugfs devpts drm efivarfs functionfs fusectl ' +
    'gadgetfs hugetlbfs ipathfs mqueue nfsd nsfs nullfs openpromfs pidfs pipefs proc pstore resctrl rpc_pipefs securityfs ' +
    'selinuxfs smackfs sockfs spufs sysfs tracefs usbfs xenfs'
  ).split(' '),
);
/** Without a device of their own, but answered by the kernel alone. Those with one need no list. */
const localWithoutDevice = new Set(
  'aufs bcachefs btrfs devtmpfs ecryptfs overlay overlayfs ramfs rootfs shiftfs tmpfs ubifs unionfs zfs'.split(
    ' ',
  ),
);
/** With a device of their own, but answered by somebody's program. */
const remoteWithDevice = new Set(['ocfs2', 'gfs2']);

const remoteOrLocal = (type: string, device: string): MountClass => {
  if (localWithoutDevice.has(type)) return 'local';
  return isFuse(type) || remoteWithDevice.has(type) || device.startsWith('0:') ? 'remote' : 'local';
};

/** What nobody has heard of is `local` if it needs a block device, `remote` if it does not. */
export function classOf({ type, device, isNoexec }: Mount): MountClass {
  // Whoever lifts `noexec` changes the table, and a second place without it is a mount of its own.
  if (isNoexec || withoutPrograms.has(type)) return 'none';
  return remoteOrLocal(type, device);
}

const overlayFolder = /(?:^|,)(?:lowerdir|lowerdir\+|datadir\+|upperdir)=((?:[^,\\]|\\.)*)/g;

/** Folders that an overlay shows, as far as its options tell: relative ones are left out. */
export const overlayFolders = (options: string): string[] =>
  [...options.matchAll(overlayFolder)]
    .flatMap(([, list = '']) => list.split(/(?<!\\):/))
    .map((folder) => folder.replaceAll(/\\(.)/g, '$1'))
    .filter((folder) => folder.startsWith('/'));

/** A mount that is to be marked, and how. */
export type Markable = Mount & {
  readonly gate: 'local' | 'remote';
  /** The way to it leads through something remote: it may never end. */
  readonly isBelowRemote: boolean;
  /** Marking it may never end: somebody has to be asked for that, or on the way there. */
  readonly mayHang: boolean;
};

export type MarkableOptions = {
  /** Mount points that are marked, as the table has them; absent: all that hold programs. */
  readonly only?: readonly string[] | undefined;
  /** The table of another mount namespace: what its overlays show cannot be known, so each may be remote. */
  readonly isForeign?: boolean;
};

/** What of a table is to be marked, in the order of the table. */
export function markableMounts(
  mounts: readonly Mount[],
  { only, isForeign = false }: MarkableOptions = {},
): Markable[] {
  const byId = new Map(mounts.map((mount) => [mount.id, mount]));
  const hanging = new Map<number, boolean>();
  const isSlow = ({ type, device }: Mount): boolean =>
    type === 'autofs' || (!withoutPrograms.has(type) && remoteOrLocal(type, device) === 'remote');
  /** Whether the way to what lies on this mount may hang. */
  const hangs = (mount: Mount): boolean => {
    const chain: number[] = [];
    let answer = false;
    for (
      let at: Mount | undefined = mount;
      at !== undefined && !chain.includes(at.id);
      at = byId.get(at.parent)
    ) {
      const known: boolean | undefined = hanging.get(at.id);
      answer = known ?? isSlow(at);
      if (known !== undefined) break;
      chain.push(at.id);
      if (answer) break;
    }
    for (const id of chain) hanging.set(id, answer);
    return answer;
  };
  const showsRemote = (mount: Mount): boolean =>
    isForeign ||
    overlayFolders(mount.options).some((folder) => {
      const below = lowest(mounts, folder);
      return below !== undefined && hangs(below);
    });
  return mounts.flatMap((mount) => {
    const found = classOf(mount);
    if (found === 'none' || (only !== undefined && !only.includes(mount.point))) return [];
    const gate =
      found === 'local' && mount.type.startsWith('overlay') && showsRemote(mount) ? 'remote' : found;
    const above = byId.get(mount.parent);
    const isBelowRemote = above !== undefined && above !== mount && hangs(above);
    return [
      { ...mount, gate, isBelowRemote, mayHang: isBelowRemote || (gate === 'remote' && !isQuickFuse(mount)) },
    ];
  });
}

/** The mount on which a path lies; of several at one point the last is on top. */
function lowest(mounts: readonly Mount[], path: string): Mount | undefined {
  let found: Mount | undefined;
  for (const mount of mounts) {
    const { point } = mount;
    const isWithin = point === '/' || path === point || path.startsWith(`${point}/`);
    if (isWithin && point.length >= (found?.point.length ?? 0)) found = mount;
  }
  return found;
}

const plainName = /^[\w.+-]{1,64}$/;

/** Name of its kind for reports: the part behind `fuse.` is whatever the person who mounted it wrote. */
export const kindName = (type: string): string =>
  plainName.test(type) ? type : type.startsWith('fuse') ? 'fuse' : 'other';

const isFuse = (type: string): boolean => type === 'fuse' || type.startsWith('fuse.') || type === 'fuseblk';

/**
 * Without `default_permissions` the kernel lets root and the owner look at the mount point without a question to the person's
 * program (fs/fuse/dir.c, `fuse_permission`).
 */
const isQuickFuse = ({ type, options }: Pick<Mount, 'type' | 'options'>): boolean =>
  isFuse(type) && !options.split(',').includes('default_permissions');

/** The account to which a FUSE mount belongs, if nobody else may look into it, root included. */
export function privateOwner({ type, options }: Pick<Mount, 'type' | 'options'>): FuseOwner | undefined {
  // Otherwise the person's program would be asked while we are that person: see `markAsOwner`.
  if (!isQuickFuse({ type, options })) return undefined;
  const named = new Map(
    options.split(',').map((option): [string, string] => {
      const [name = '', value = ''] = option.split('=');
      return [name, value];
    }),
  );
  if (named.has('allow_other')) return undefined;
  const uid = Number(named.get('user_id') ?? Number.NaN);
  const gid = Number(named.get('group_id') ?? Number.NaN);
  return Number.isSafeInteger(uid) && Number.isSafeInteger(gid) ? { uid, gid } : undefined;
}

/**
 * Mounted on every desktop, with whatever its person opens over the network or hands to a sandbox: nobody keeps programs there. The
 * type is its mounter's word, so the place is looked at too.
 */
export const isDesktopOwn = ({ type, point }: Pick<Mount, 'type' | 'point'>): boolean =>
  (type === 'fuse.gvfsd-fuse' && /^\/run\/user\/\d+\/gvfs$/.test(point)) ||
  (type === 'fuse.portal' && /^\/run\/user\/\d+\/doc$/.test(point));

export type FuseOwner = { readonly uid: number; readonly gid: number };
