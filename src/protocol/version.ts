/**
 * The wire protocol's version and its history. An agent and a server that share a version understand each other;
 * the server speaks this version and the one before.
 *
 * - 1 (2026-11-22): first version. Golden frames: `test/protocol/golden/v1/`. Before anything of it was released, the
 *   `account` of an `acknowledged` event became optional: it is told for devices of class `service` only.
 */
export const protocolVersion = 1;
/** WebSocket subprotocol name. */
export const subprotocol = `portvakt.${protocolVersion}`;
