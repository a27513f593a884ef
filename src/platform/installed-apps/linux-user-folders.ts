import type { Disk } from './linux-disk.ts';

export type UserFolders = { readonly desktop: string; readonly downloads: string };

/** `~/.config/user-dirs.dirs`: people have `Nedlastinger` and `Skrivebord` where others have `Downloads` and `Desktop`. */
export function parseUserDirs(content: Buffer, home: string): UserFolders {
  const text = content.toString('utf8');
  const folder = (key: string, usual: string): string => {
    const value = new RegExp(`^XDG_${key}_DIR="\\$HOME/([^"\\n]{1,255})"`, 'm').exec(text)?.[1];
    const clean = value?.replace(/\/+$/, '');
    return `${home}/${clean === undefined || clean === '' || clean.split('/').includes('..') ? usual : clean}`;
  };
  return { desktop: folder('DESKTOP', 'Desktop'), downloads: folder('DOWNLOAD', 'Downloads') };
}

/** Where this account's desktop and downloads are. */
export function userFoldersOf(disk: Disk, home: string): () => UserFolders {
  const read = disk.parser({ limit: 16_384 }, (content) => parseUserDirs(content, home));
  return () => read(`${home}/.config/user-dirs.dirs`) ?? parseUserDirs(Buffer.alloc(0), home);
}
