/**
 * Whether only the browser can remove it: a web app is part of the person's browser profile, and its name is the profile's
 * id for it. One of which nothing but its launcher is left has the launcher's path for a name, and is a file like others.
 */
export const isRemovedInBrowser = (removable: {
  readonly by: string;
  readonly name: string;
  readonly source: string;
}): boolean => removable.by === 'person' && removable.source === 'web-app' && !removable.name.startsWith('/');
