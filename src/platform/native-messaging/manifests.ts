/** What browsers are told of the native host. */
export type NativeHost = { readonly name: string; readonly program: string };

const described = {
  description: 'Portvakt: says which web pages are banned here, and why',
  type: 'stdio',
} as const;

/** For the Chromium family: only the extension with this id may start it. */
export const chromiumHostManifest = ({ name, program }: NativeHost, extensionId: string): string =>
  text({ name, ...described, path: program, allowed_origins: [`chrome-extension://${extensionId}/`] });

export const firefoxHostManifest = ({ name, program }: NativeHost, extensionId: string): string =>
  text({ name, ...described, path: program, allowed_extensions: [extensionId] });

const text = (manifest: object): string => `${JSON.stringify(manifest, undefined, 2)}\n`;
