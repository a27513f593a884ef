/** Where this installation keeps its things. System paths as root, XDG paths in user mode. */
export type InstallRoot = {
  readonly mode: 'system' | 'user';
  /** Agent state (database, device key): 0700. */
  readonly state: string;
  /** Local doors: root-owned 0755 in system mode, 0700 in user mode. */
  readonly run: string;
  /** Managed settings of the agent (server address, organisation key, device class). */
  readonly config: string;
};
