import { Type, type Static, type TSchema } from 'typebox';
import { ShortText, strict } from '#policy/primitives.ts';
import { deviceOperations } from './console-devices.ts';
import { draftOperations } from './console-drafts.ts';
import { exemptionOperations } from './console-exemptions.ts';
import { fleetOperations } from './console-fleet.ts';
import { operation } from './console-operation.ts';
import { operatorOperations } from './console-operators.ts';
import { outletOperations } from './console-outlets.ts';
import { packOperations } from './console-packs.ts';
import { policyOperations, ServerInfo } from './console-policies.ts';
import { previewOperations } from './console-previews.ts';
import { reportOperations } from './console-report.ts';
import { rolloutOperations } from './console-rollouts.ts';
import { sessionOperations } from './console-sessions.ts';

/**
 * The conversation between IT (console, CLI, own scripts) and the server: HTTP with JSON, an operator token as
 * `Authorization: Bearer pvo_…`, errors as RFC 9457 problems (`console-operation.ts`). Every operation is in this table.
 */
const serverOperations = {
  getHealth: operation({
    id: 'getHealth',
    method: 'GET',
    path: '/api/health',
    summary: 'Whether the server answers and its store can be read',
    role: 'public',
    response: Type.Object({ status: Type.Enum(['ok', 'draining'] as const) }, strict),
    example: { response: { status: 'ok' } },
  }),
  getOpenApi: operation({
    id: 'getOpenApi',
    method: 'GET',
    path: '/api/openapi.json',
    summary: 'This API as an OpenAPI 3.1 document',
    role: 'public',
    response: Type.Object({ openapi: ShortText }, { additionalProperties: true }),
    example: { response: { openapi: '3.1.1' } },
  }),
  getServerInfo: operation({
    id: 'getServerInfo',
    method: 'GET',
    path: '/api/server',
    summary: 'The organisation, versions, keys and counts',
    role: 'viewer',
    response: ServerInfo,
    example: {
      response: {
        organisation: { id: 'kommune', name: 'Kommune' },
        serverVersion: '0.1.0',
        protocol: 1,
        keyMode: 'hosted',
        organisationKey: 'AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=',
        organisationKeyFingerprint: 'k'.repeat(43),
        serverKey: 'AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=',
        release: 4,
        devices: 212,
        connected: 198,
      },
    },
  }),
} as const;

export const operations = {
  ...serverOperations,
  ...policyOperations,
  ...deviceOperations,
  ...exemptionOperations,
  ...operatorOperations,
  ...draftOperations,
  ...rolloutOperations,
  ...previewOperations,
  ...packOperations,
  ...fleetOperations,
  ...sessionOperations,
  ...outletOperations,
  ...reportOperations,
} as const;
export type Operations = typeof operations;
export type OperationId = keyof Operations;

type Part<O, K extends string> = O extends { readonly [key in K]: infer S extends TSchema }
  ? Static<S>
  : undefined;
export type ParamsOf<Id extends OperationId> = Part<Operations[Id], 'params'>;
export type QueryOf<Id extends OperationId> = Part<Operations[Id], 'query'>;
export type BodyOf<Id extends OperationId> = Part<Operations[Id], 'body'>;
export type ResponseOf<Id extends OperationId> = Static<Operations[Id]['response']>;
