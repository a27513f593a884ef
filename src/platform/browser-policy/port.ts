import type { Launched } from '#platform/native-messaging/launcher.ts';
import type { BrowserSettings } from '#policy/browser-settings.ts';
import type { BrowserKind, BrowserPackaging } from '#policy/proof.ts';

/** What browsers of this PC are to hold. The same desired state is rendered for every browser and system. */
export type DesiredBrowserState = {
  /** Blocked for everybody on this PC: only `block` bans, and only those that nobody here is exempt from. */
  readonly block: {
    /** With every host below. */
    readonly domains: readonly string[];
    readonly hosts: readonly string[];
    /** `host/path`, a prefix. */
    readonly paths: readonly string[];
    /** Open, with every host below, although an entry above covers it. */
    readonly except: readonly string[];
  };
  readonly extension: {
    readonly version: string;
    readonly chromium: {
      readonly id: string;
      /** `file:` or `https:` address of the update manifest. */
      readonly updateUrl: string;
    };
    readonly firefox: {
      readonly id: string;
      /** `file:` or `https:` address of the XPI. */
      readonly installUrl: string;
      readonly signed: boolean;
    };
  };
  readonly nativeHost: {
    readonly name: string;
    /** Absolute path of the program that browsers start. */
    readonly program: string;
    /** Where `program` is our own script, it is written there and taken away with the rest. */
    readonly launcher?: Launched;
  };
  readonly settings: Required<Omit<BrowserSettings, 'continueMinutes'>>;
};

/** A browser that is installed here, or of which a copy was seen running. */
export type FoundBrowser = {
  readonly kind: BrowserKind;
  readonly packaging: BrowserPackaging;
  readonly family: 'chromium' | 'firefox' | 'unknown';
  /** Absolute paths of the programs that run when it runs; of a flatpak or snap the folder that holds it. */
  readonly programs: readonly string[];
  /** Profiles on this PC, over all accounts whose home can be read. */
  readonly profiles: number;
  readonly takesPolicy: boolean;
};

/** What became of the desired state in one browser. */
export type WrittenBrowser = {
  readonly kind: BrowserKind;
  readonly packaging: BrowserPackaging;
  /**
   * `failed` also where the file was written and something stronger than it takes a part back: a file of the company's own
   * that opens what is blocked, for example.
   */
  readonly state: 'written' | 'unsupported' | 'failed';
  /**
   * Why the extension cannot speak to the agent there: what starts its native host could not be written. The rest of the
   * policy stands or falls without it, as `state` says.
   */
  readonly hostFault?: string;
  /** Epoch ms at which what it holds last changed; a Firefox that started earlier does not know it yet. */
  readonly changedAt?: number;
  /** A sentence, for IT and the log. */
  readonly why?: string;
};

/** What somebody else did to what we wrote. */
export type Disturbance = {
  /** `shadowed`: a native host in a person's own folder has our name, and browsers would start that one. */
  readonly kind: 'deleted' | 'changed' | 'shadowed';
  /** For the log on this PC only. */
  readonly path: string;
  readonly restored: boolean;
};

/**
 * The browsers' managed policy, and what belongs to it: the force-installed extension and the registration of its native
 * host. Own files and own entries only: whatever else stands there stays as it is, byte for byte.
 */
export interface BrowserPolicy extends AsyncDisposable {
  /** Looks at this PC anew. */
  browsers(): Promise<readonly FoundBrowser[]>;
  /**
   * Brings every browser that takes a policy to the desired state, and keeps it there until the next call: what is deleted
   * or changed by hand is restored. `undefined`: takes everything of ours away, and the extension with it. Applying the
   * same twice writes nothing. Never throws for one browser: the others are still served.
   */
  apply(desired: DesiredBrowserState | undefined): Promise<readonly WrittenBrowser[]>;
  /**
   * Looks into people's browser folders for native hosts of our name. `apply` does it too, and watches the folders that
   * are there; a folder that came later is seen when this is called.
   */
  lookForShadows(): Promise<void>;
  /** Called after something of ours was disturbed, and restored where that was possible. */
  onDisturbed(listener: (what: Disturbance) => void): Disposable;
}

/**
 * Which kind of browser a program is, by its path and by what is installed; undefined for what is no browser. `portable`
 * where it looks like one and stands at none of the usual places.
 */
export type RecogniseBrowser = (
  exe: string,
) => { readonly kind: BrowserKind; readonly packaging: BrowserPackaging } | undefined;
