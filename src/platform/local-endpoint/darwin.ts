import { noPeerCredentials } from './peer-credentials.ts';
import type { LocalEndpoint } from './port.ts';
import { UnixEndpoint, type UnixEndpointOptions } from './unix-endpoint.ts';

/** The same sockets; macOS tells the caller by LOCAL_PEERCRED, which is not read yet, so nobody is served personal records. */
export const createLocalEndpoint = (options: UnixEndpointOptions = {}): LocalEndpoint =>
  new UnixEndpoint(noPeerCredentials, options);
