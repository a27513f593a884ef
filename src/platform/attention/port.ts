/** Whether the person at this session wants to be left in peace now. */
export type Attention =
  | { readonly state: 'free' }
  /** Do-not-disturb, a presentation, or a full-screen program that asked for quiet. */
  | {
      readonly state: 'do-not-disturb';
      readonly by: 'notifications-inhibited' | 'banners-off' | 'presentation';
    }
  /** The desktop does not say. */
  | { readonly state: 'unknown' };

/**
 * Reads the desktop's own do-not-disturb state, once per call; nothing is polled. The desktop's notification service
 * holds notifications back by itself: this is for what we would open ourselves.
 */
export interface AttentionReader {
  read(): Promise<Attention>;
}
