import type { nativeHostName as protocolName } from '#protocol/browser-agent.ts';

/** The protocol's own; written again because its module would bring the whole schema library into the browser. */
export const nativeHostName: typeof protocolName = 'org.portvakt.web_guard';
