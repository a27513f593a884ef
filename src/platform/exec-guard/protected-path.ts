/** Tells whether a path is one of these, or lies in one of the folders among them, which end in `/`. */
export function protectedPath(paths: readonly string[]): (path: string) => boolean {
  const folders = paths.filter((path) => path.endsWith('/'));
  const files = new Set(paths.filter((path) => !path.endsWith('/')));
  return (path) => files.has(path) || folders.some((folder) => path.startsWith(folder));
}
