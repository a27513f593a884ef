import { ok } from '#policy/outcome.ts';
import { payloadTypes } from '#policy/release.ts';
import type { Language } from '#locales/language.ts';
import type { Zone } from '#policy/calendar-day.ts';
import type { ServerInfo } from '#protocol/console-policies.ts';
import type { ResponseOf } from '#protocol/console-server.ts';
import { Envelope } from '#protocol/envelope.ts';
import type { Audit } from '#server/audit/index.ts';
import type { Announcements } from '#server/announcements/index.ts';
import type { createImport, Devices, Expected, Looks } from '#server/devices/index.ts';
import type { Drafts } from '#server/drafts/index.ts';
import type { Tokens } from '#server/enrolment/index.ts';
import type { EventReader } from '#server/events/index.ts';
import type { Exemptions } from '#server/exemptions/index.ts';
import type { Fleet } from '#server/fleet/index.ts';
import type { Exports } from '#server/exports/index.ts';
import { personKey, type Operator, type Operators } from '#server/operators/index.ts';
import type { Outlets } from '#server/outlets/index.ts';
import type { Attempts, IdentityProviders, Links, Sessions } from '#server/sessions/index.ts';
import type { Policies } from '#server/policies/index.ts';
import type { Previews } from '#server/previews/index.ts';
import type { Retentions } from '#server/retention/index.ts';
import type { Pauses, Rollouts } from '#server/rollouts/index.ts';
import { sha256 } from '#server/store/index.ts';
import { Compile } from 'typebox/compile';
import { deviceAnswers } from './answers/devices.ts';
import { draftAnswers } from './answers/drafts.ts';
import { rolloutAnswers } from './answers/rollouts.ts';
import { previewAnswers } from './answers/previews.ts';
import { packAnswers, type PackAnswerPorts } from './answers/packs.ts';
import { fleetAnswers } from './answers/fleet.ts';
import { sessionAnswers } from './answers/sessions.ts';
import { operatorAnswers } from './answers/operators.ts';
import { outletAnswers } from './answers/outlets.ts';
import { reportAnswers } from './answers/report.ts';
import type { Handlers } from './handlers.ts';
import { scopeOf, seenDevice } from './scope.ts';
import { openApiDocument } from './openapi.ts';

export type AnswerPorts = PackAnswerPorts & {
  readonly version: string;
  readonly audit: Audit;
  readonly drafts: Drafts;
  readonly devices: Devices;
  readonly looks: Looks;
  readonly expected: Expected;
  readonly importDevices: ReturnType<typeof createImport>;
  readonly fleet: Fleet;
  readonly retention: Retentions;
  readonly announcements: Announcements;
  readonly tokens: Tokens;
  readonly events: EventReader;
  readonly exemptions: Exemptions;
  readonly operators: Operators;
  readonly sessions: Sessions;
  readonly links: Links;
  readonly identityProvider: IdentityProviders;
  readonly attempts: Attempts;
  readonly policies: Policies;
  readonly info: () => Promise<ServerInfo>;
  readonly rollouts: Rollouts;
  readonly pauses: Pauses;
  readonly previews: Previews;
  /** Asks a device, if it is connected, for something that has no answer of its own. */
  readonly askDevice: (device: string, what: 'prove' | 'rescan') => boolean;
  readonly draining: AbortSignal;
  readonly outlets: Outlets;
  readonly exports: Exports;
  readonly ready: () => Promise<ResponseOf<'getReady'>>;
  readonly zone: () => Zone;
  readonly language: () => Language;
  readonly rootUnit: () => string;
  readonly unitExists: (unit: string) => boolean;
  /** That unit and all below it. */
  readonly unitsUnder: (unit: string) => readonly string[];
  /** The unit for which an operator speaks. */
  readonly unitOf: (operator: { readonly unit: string }) => string;
};

const defaultPage = 100;
const envelope = Compile(Envelope);

/** What each operation does. Rules live in the rooms; here only arguments are handed on. */
export function createAnswers(ports: AnswerPorts): Handlers {
  const { audit, devices, looks, events, exemptions, policies } = ports;
  const openApi = openApiDocument(ports.version);
  /** The audit knows people by name: who is called as somebody of another unit is, or was, sees nothing by name. */
  const onlyName = async ({ name }: Operator, within: readonly string[]): Promise<string | undefined> => {
    const same = (await ports.operators.list()).filter((one) => personKey(one.name) === personKey(name));
    return same.every(({ unit }) => within.includes(unit)) ? name : undefined;
  };
  return {
    ...deviceAnswers(ports),
    ...draftAnswers(ports),
    ...rolloutAnswers(ports),
    ...previewAnswers(ports),
    ...packAnswers(ports),
    ...fleetAnswers(ports),
    ...sessionAnswers(ports),
    ...operatorAnswers(ports),
    ...outletAnswers(ports),
    ...reportAnswers(ports),
    getHealth: async () => {
      await events.highest();
      return ok({ status: ports.draining.aborted ? 'draining' : 'ok' });
    },
    getOpenApi: async () => ok(openApi),
    getServerInfo: async ({ operator }) => {
      const { within } = scopeOf(ports, operator);
      const { connected, ...info } = await ports.info();
      if (within === undefined) return ok({ ...info, ...(connected === undefined ? {} : { connected }) });
      const seen = (await devices.byUnit(within)).filter(({ state }) => state !== 'revoked');
      return ok({ ...info, devices: seen.reduce((all, { count }) => all + count, 0) });
    },

    getPolicy: async ({ operator, query }) => {
      const read = await ports.drafts.files(operator, query.version);
      if (!read.ok) return read;
      const { row, files } = read.value;
      return ok({
        version: row.version,
        appliedAt: row.issued_at,
        appliedBy: row.issued_by,
        files: [...files],
      });
    },
    listPolicyFiles: async ({ operator }) => {
      const read = await ports.drafts.files(operator);
      if (!read.ok) return read;
      const files = read.value.files.map(({ name, text }) => ({
        name,
        characters: text.length,
        sha256: sha256(text),
      }));
      return ok({ version: read.value.row.version, files });
    },
    applyPolicy: ({ operator, body: { files, ...options } }) => ports.drafts.apply(operator, files, options),
    getPolicyDiff: ({ operator, body }) => ports.drafts.diff(operator, body),
    listReleases: async ({ operator }) => {
      const { within } = scopeOf(ports, operator);
      const held =
        within === undefined
          ? await devices.releasesHeld()
          : new Map((await devices.releases(within)).map(({ release, count }) => [release, count]));
      return ok({ current: policies.current()?.version ?? 0, releases: await policies.list(held) });
    },
    getRelease: async ({ params }) => {
      const read = await policies.release(params.version);
      if (!read.ok) return read;
      const { row, state } = read.value;
      return ok({
        version: row.version,
        state,
        payloadType: payloadTypes.release,
        payload: row.payload,
        ...(row.envelope === null ? {} : { envelope: envelope.Parse(JSON.parse(row.envelope)) }),
      });
    },
    putReleaseEnvelope: async ({ operator, params, body }) => {
      const done = await policies.putEnvelope(operator, params.version, body.envelope);
      return done.ok ? ok({ version: params.version, state: done.value }) : done;
    },

    listExemptions: async ({ operator, query }) => {
      if (query.device !== undefined) {
        const seen = await seenDevice(ports, operator, query.device);
        if (!seen.ok) return seen;
        await looks.record(operator, [query.device], 'exemptions');
      }
      const page = await exemptions.list(operator, query);
      if (!page.ok) return page;
      await looks.record(
        operator,
        page.value.exemptions.map(({ device }) => device),
        'exemptions',
      );
      return page;
    },
    grantExemption: ({ operator, body }) => exemptions.grant(operator, body),
    approveRequest: ({ operator, params, body }) => exemptions.approve(operator, params.exemption, body),
    answerOfflineCode: ({ operator, body }) => exemptions.answerOffline(operator, body),
    denyRequest: ({ operator, params, body }) => exemptions.deny(operator, params.exemption, body.reason),
    withdrawExemption: ({ operator, params, body }) =>
      exemptions.withdraw(operator, params.exemption, body.reason),

    listAudit: async ({ operator, query: { after = 0, limit = defaultPage, order, ...wanted } }) => {
      const { within } = scopeOf(ports, operator);
      const mine = within && { units: new Set(within), self: await onlyName(operator, within) };
      const filter = { ...wanted, within: mine };
      return ok(
        await (order === 'newest'
          ? audit.newestFirst(after, limit, filter)
          : audit.list(after, limit, filter)),
      );
    },
  };
}
