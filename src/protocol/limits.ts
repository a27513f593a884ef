/** Limits that a reader enforces before it parses anything. Sizes in bytes. */
export const limits = {
  /** One frame from a peer that has not yet proved itself. */
  frameBeforeProof: 4_096,
  /** One frame from an agent. */
  frameFromAgent: 262_144,
  /** One frame from the server (a fragment of 500 bans with texts in eight languages fits). */
  frameFromServer: 4_194_304,
  /** JSON nesting, counted in brackets. */
  depth: 24,
  /** Events in one message. */
  eventsPerMessage: 500,
  /** Milliseconds in which a new connection must prove itself. */
  proofDeadlineMs: 10_000,
  /** Frames per second from one agent, averaged over `rateWindowMs`. */
  framesPerSecond: 200,
  rateWindowMs: 5_000,
  /** Seconds between pings, and without any frame until the connection counts as dead. */
  pingSeconds: 60,
  silenceSeconds: 150,
} as const;
