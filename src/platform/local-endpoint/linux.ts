import { linuxPeerCredentials } from './peer-credentials.ts';
import type { LocalEndpoint } from './port.ts';
import { UnixEndpoint, type UnixEndpointOptions } from './unix-endpoint.ts';

export const createLocalEndpoint = (options: UnixEndpointOptions = {}): LocalEndpoint =>
  new UnixEndpoint(linuxPeerCredentials(), options);
