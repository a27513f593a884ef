import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  classOf,
  kindName,
  markableMounts,
  mountinfoParser,
  overlayFolders,
  parseMountinfo,
  privateOwner,
  type MarkableOptions,
} from '#platform/exec-guard/mountinfo.ts';

type Row = readonly [
  id: number,
  parent: number,
  device: string,
  point: string,
  type: string,
  options?: string,
];

const lineOf = ([id, parent, device, point, type, options = 'rw']: Row): string =>
  `${id} ${parent} ${device} / ${point} rw,relatime shared:${id} master:1 - ${type} source ${options}`;
const parse = (...rows: readonly Row[]): ReturnType<typeof parseMountinfo> =>
  parseMountinfo(rows.map(lineOf).join('\n'));
const classOfType = (type: string, device = '0:50'): string | undefined =>
  parse([1, 0, device, '/x', type]).map(classOf)[0];
const markable = (rows: readonly Row[], options?: MarkableOptions): string[] =>
  markableMounts(parse(...rows), options).map(
    ({ point, gate, mayHang, isBelowRemote }) =>
      `${point} ${gate}${mayHang ? ' may hang' : ''}${isBelowRemote ? ' below' : ''}`,
  );

const root: Row = [1, 0, '8:1', '/', 'ext4'];

describe('a line of mountinfo', () => {
  it('is parsed with and without optional fields, escapes taken back', () => {
    const table = [
      '36 35 98:0 /mnt1 /a\\040b\\012c\\134 rw,noatime master:1 - ext3 /dev/root rw,errors=continue',
      '37 36 0:40 / /plain rw,nosuid,noexec - fuse.my\\040fs - rw,user_id=5',
      '',
    ].join('\n');
    expect(parseMountinfo(table)).toEqual([
      {
        id: 36,
        parent: 35,
        device: '98:0',
        point: '/a b\nc\\',
        type: 'ext3',
        isNoexec: false,
        options: 'rw,errors=continue',
      },
      {
        id: 37,
        parent: 36,
        device: '0:40',
        point: '/plain',
        type: 'fuse.my fs',
        isNoexec: true,
        options: 'rw,user_id=5',
      },
    ]);
  });

  it.for([
    '',
    ' ',
    'nonsense',
    '1 2 3',
    '1 2 8:1 / /x rw - ',
    '1 2 8:1 / /x rw shared:1 ext4 a b',
    '- - - - - - - -',
  ])('that is none is left out: %j', (line) => {
    expect(parseMountinfo(line)).toEqual([]);
  });

  it('keeps bytes that are no UTF-8', () => {
    const point = Buffer.from([0x2f, 0xff, 0xc3, 0xa5]);
    const table = Buffer.concat([Buffer.from('1 0 8:1 / '), point, Buffer.from(' rw - ext4 a rw\n')]);
    const [mount] = parseMountinfo(table.toString('latin1'));
    expect(Buffer.from(mount?.point ?? '', 'latin1')).toEqual(point);
  });

  it('is parsed once, and gives the same as before', () => {
    const table = readFileSync('/proc/self/mountinfo', 'latin1');
    const parser = mountinfoParser();
    const first = parser(table);
    expect(first).toEqual(parseMountinfo(table));
    const second = parser(`${table}${lineOf([999_999, 1, '0:99', '/new', 'tmpfs'])}\n`);
    expect(second.at(-1)?.point).toBe('/new');
    expect(second[0]).toBe(first[0]);
    expect(parser(table)).toEqual(first);
  });
});

describe('a file system', () => {
  it.for(
    'proc sysfs cgroup cgroup2 devpts bpf tracefs debugfs securityfs pstore configfs mqueue hugetlbfs fusectl binfmt_misc nsfs autofs rpc_pipefs efivarfs selinuxfs sockfs'.split(
      ' ',
    ),
  )('%s holds no programs', (type) => {
    expect(classOfType(type)).toBe('none');
  });

  it.for([
    ...'ext2 ext3 ext4 xfs f2fs vfat exfat ntfs3 iso9660 udf squashfs erofs unheard-of'
      .split(' ')
      .map((type) => [type, '8:3'] as const),
    ...'btrfs overlay tmpfs ramfs devtmpfs zfs bcachefs'.split(' ').map((type) => [type, '0:50'] as const),
  ])('%s on %s is local', ([type, device]) => {
    expect(classOfType(type, device)).toBe('local');
  });

  it.for([
    ...'nfs nfs4 cifs smb3 9p virtiofs ceph afs lustre glusterfs davfs fuse fuse.sshfs fuse.portal unheard-of'
      .split(' ')
      .map((type) => [type, '0:50'] as const),
    ['fuseblk', '8:3'] as const,
  ])('%s on %s is remote', ([type, device]) => {
    expect(classOfType(type, device)).toBe('remote');
  });

  it('that is mounted noexec needs no mark', () => {
    expect(parseMountinfo('1 0 8:1 / /x rw,noexec - ext4 a rw').map(classOf)).toEqual(['none']);
  });
});

describe('what is to be marked', () => {
  it('is all that holds programs, and of that only what was asked for', () => {
    const rows: Row[] = [root, [2, 1, '0:5', '/proc', 'proc'], [3, 1, '0:30', '/tmp', 'tmpfs']];
    expect(markable(rows)).toEqual(['/ local', '/tmp local']);
    expect(markable(rows, { only: ['/tmp'] })).toEqual(['/tmp local']);
    expect(markable(rows, { only: ['/tm', '/proc'] })).toEqual([]);
  });

  it('may hang if it is remote or lies below what is, at any depth, or below what is mounted when somebody looks', () => {
    const rows: Row[] = [
      root,
      [2, 1, '0:40', '/net', 'nfs4'],
      [3, 2, '0:41', '/net/a', 'tmpfs'],
      [4, 3, '8:2', '/net/a/b', 'ext4'],
      [5, 1, '0:42', '/auto', 'autofs'],
      [6, 5, '8:3', '/auto/usb', 'vfat'],
      [7, 1, '0:43', '/tmp', 'tmpfs'],
    ];
    expect(markable(rows)).toEqual([
      '/ local',
      '/net remote may hang',
      '/net/a local may hang below',
      '/net/a/b local may hang below',
      '/auto/usb local may hang below',
      '/tmp local',
    ]);
  });

  it('counts what lies below something remote that is mounted noexec as such too', () => {
    const noexec = '2 1 0:40 / /net rw,noexec - nfs4 server rw';
    const table = [lineOf(root), noexec, lineOf([3, 2, '0:41', '/net/a', 'tmpfs'])].join('\n');
    expect(markableMounts(parseMountinfo(table)).map(({ point, mayHang }) => [point, mayHang])).toEqual([
      ['/', false],
      ['/net/a', true],
    ]);
  });

  it('goes to the remote gate if it is an overlay of something remote, or a foreign one', () => {
    const overlay = (options: string): Row[] => [
      root,
      [2, 1, '0:40', '/net', 'nfs4'],
      [3, 1, '0:41', '/merged', 'overlay', options],
    ];
    const local = overlay('rw,lowerdir=/var/a:/var/b,upperdir=/var/c,workdir=/net/w');
    expect(markable(local).at(-1)).toBe('/merged local');
    expect(markable(local, { isForeign: true }).at(-1)).toBe('/merged remote may hang');
    expect(markable(overlay('rw,lowerdir=/var/a:/net/b,upperdir=/var/c')).at(-1)).toBe(
      '/merged remote may hang',
    );
    expect(markable(overlay('rw,lowerdir=/network,upperdir=/net')).at(-1)).toBe('/merged remote may hang');
  });

  it('ends with mounts whose parents are a ring', () => {
    const ring: Row[] = [
      [1, 2, '8:1', '/', 'ext4'],
      [2, 1, '8:2', '/a', 'ext4'],
    ];
    expect(markable(ring)).toEqual(['/ local', '/a local']);
  });
});

describe('the options', () => {
  it('of an overlay name its folders', () => {
    expect(overlayFolders('rw,lowerdir=/a\\:b:/c,upperdir=/d\\,e,workdir=/w')).toEqual([
      '/a:b',
      '/c',
      '/d,e',
    ]);
    expect(overlayFolders('ro,lowerdir+=/a,datadir+=/b,lowerdir=l/X:l/Y')).toEqual(['/a', '/b']);
  });

  it('of a FUSE file system name its owner, if it lets nobody else in and nobody is asked about rights', () => {
    const owner = (type: string, options: string): unknown => privateOwner({ type, options });
    expect(owner('fuse.portal', 'rw,user_id=1000,group_id=1001')).toEqual({ uid: 1000, gid: 1001 });
    expect(owner('fuse', 'rw,user_id=1000,group_id=1001,allow_other')).toBeUndefined();
    expect(owner('fuse', 'rw,user_id=1000,group_id=1001,default_permissions')).toBeUndefined();
    expect(owner('fuse', 'rw,user_id=x,group_id=1001')).toBeUndefined();
    expect(owner('fuse', 'rw')).toBeUndefined();
    expect(owner('ext4', 'rw,user_id=1000,group_id=1001')).toBeUndefined();
  });
});

it('a kind is named plainly, whatever a person called it', () => {
  expect(['nfs4', 'fuse.sshfs', 'fuse.a b\n', `fuse.${'x'.repeat(100)}`, 'å'].map(kindName)).toEqual([
    'nfs4',
    'fuse.sshfs',
    'fuse',
    'fuse',
    'other',
  ]);
});
