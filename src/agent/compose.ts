import { realpathSync } from 'node:fs';
import { openMembershipStore } from '#agent/enrolment/membership.ts';
import { createJournal } from '#agent/events/journal.ts';
import { createLiveCatalogue } from '#agent/facts/live-catalogue.ts';
import { createUsageDays } from '#agent/facts/usage-days.ts';
import { createSignedTime } from '#agent/intake/signed-time.ts';
import { createLedger } from '#agent/ledger/ledger.ts';
import { serveDoors } from '#agent/localapi/door.ts';
import { createNotices } from '#agent/notices/notices.ts';
import { createCodeServices } from './offline-code/code-services.ts';
import { createOfflineCodes } from './offline-code/offline-codes.ts';
import { openState } from '#agent/state/open-state.ts';
import { StateFull, stateFaultOf } from '#agent/state/state-fault.ts';
import { loadCatalogue } from '#catalogue/load.ts';
import { wantedEvidence } from '#catalogue/wanted-evidence.ts';
import { prepareInstallRoot } from '#platform/install-root/prepare.ts';
import { addDays } from '#policy/calendar-day.ts';
import type { DeviceClass } from '#policy/facts.ts';
import type { Truth } from '#policy/proof.ts';
import type { AgentStatus } from '#protocol/tray-agent.ts';
import { systemClock } from '#runtime/clock.ts';
import { createShutdown, type Shutdown } from '#runtime/shutdown.ts';
import { appNameOf, noticeContent } from './actions/notice-content.ts';
import { agentStatus } from './agent-status.ts';
import { atMostEvery } from './at-most-every.ts';
import { bootId } from './boot-id.ts';
import { createCycle } from './cycle.ts';
import type { Picture, PolicyInForce } from './cycle-parts.ts';
import { createExemptionAnswers } from './exemption-answers.ts';
import { createExemptionRequests } from './exemption-requests.ts';
import { createFaultReporter } from './faults.ts';
import { createGuardSide, guardIn } from './guard-side.ts';
import { createHeldPolicy } from './held-policy.ts';
import { outlookOf } from './outlook.ts';
import type { AgentOptions, RunningAgent } from './running-agent.ts';
import { peopleOf } from './people.ts';
import { createGuidedRemoval } from './removal/guided-removal.ts';
import { createProgramProofs } from './program-proving.ts';
import { createServices } from './services.ts';
import { invite, settingsOf } from './settings.ts';
import { createTold } from './told.ts';
import { createUplink } from './uplink.ts';
import { createWebSide, type WebSide } from './web-side.ts';

/** What the agent before this one leaves when its state was found damaged in use. */
export type Succession = {
  /** The policy goes on from memory until the server has sent it again. */
  readonly inForce: PolicyInForce | undefined;
};
export type ComposedAgent = RunningAgent & { readonly succession: () => Succession };

/** Puts the rooms together. `onDamaged`: the state cannot be used any longer. */
export async function composeAgent(
  options: AgentOptions,
  onDamaged: () => void,
  before?: Succession,
): Promise<ComposedAgent> {
  const { log } = options;
  const shutdown = createShutdown((name, fault) => log.error({ name, fault: String(fault) }, 'end'));
  try {
    return await compose({ options, onDamaged, shutdown }, before);
  } catch (fault) {
    // What was started holds doors, watches and the state file: the next try needs them.
    await shutdown.end();
    throw fault;
  }
}

type Start = {
  readonly options: AgentOptions;
  readonly onDamaged: () => void;
  readonly shutdown: Shutdown;
};

async function compose(
  { onDamaged, options, shutdown }: Start,
  before: Succession | undefined,
): Promise<ComposedAgent> {
  const { installRoot, log, platform } = options;
  const clock = options.clock ?? systemClock;
  const prepared = prepareInstallRoot(installRoot, process.geteuid?.() ?? 0);
  if (!prepared.ok && prepared.fault.code === 'untrusted-folder')
    throw new Error(`${prepared.fault.path}: ${prepared.fault.why}`);

  const opened = openState({
    folder: installRoot.state,
    now: () => clock.now(),
    replace: before !== undefined,
  });
  const { state } = opened;
  shutdown.add('state', () => state[Symbol.dispose]());
  const members = openMembershipStore(installRoot.state);
  const signedTime = createSignedTime(state, clock, members.reached()?.signedTime);
  shutdown.add('time', () => signedTime.save());
  const now = (): number => signedTime.now();

  let heldNow = (): { readonly inForce: PolicyInForce | undefined } => ({ inForce: before?.inForce });
  const policyIn = (): PolicyInForce | undefined => heldNow().inForce;
  const dayOf = (instant: number): string =>
    policyIn()?.policy.zone.dayOf(instant) ?? new Date(instant).toISOString().slice(0, 10);

  const journal = createJournal(state, {
    endOfDay: (day) => policyIn()?.policy.zone.startOf(addDays(day, 1)) ?? Date.parse(addDays(day, 1)),
  });
  const faults = createFaultReporter({ journal, now, log, onDamaged });
  if (opened.fault !== undefined)
    faults.report(
      opened.fault.code === 'set-aside' ? 'state-damaged' : 'state-not-writable',
      opened.fault.why,
    );
  const ledger = createLedger(state);
  let pictureNow: () => Picture | undefined = () => undefined;
  let webNow: () => WebSide | undefined = () => undefined;
  const notices = createNotices(state, {
    dayOf,
    now,
    clock,
    outlook: () => {
      const inForce = policyIn();
      return inForce && outlookOf(inForce, pictureNow(), now(), (ban, of) => webNow()?.ruling(ban, of));
    },
    onFault: (fault) => faults.report('cycle-step-failed', fault),
  });
  const seeing = notices.onShown((key) => journal.releaseNotice(key));
  shutdown.add('notices', () => {
    seeing[Symbol.dispose]();
    notices[Symbol.dispose]();
  });
  const usage = createUsageDays(state);
  const requests = createExemptionRequests(state);
  const codes = createOfflineCodes(state, now);

  const settings = settingsOf(options);
  invite(members, settings, log);
  const catalogue = createLiveCatalogue(options.catalogue ?? loadCatalogue());
  let catalogueChanged = (): void => undefined;
  const held = createHeldPolicy({
    ...{ state, members, codes, catalogue, faults, now },
    before: before?.inForce,
    onCatalogue: () => catalogueChanged(),
  });
  heldNow = () => held;
  const deviceClass = (): DeviceClass => held.deviceClass();
  held.open();

  const appOf = (id: string) => catalogue.apps[catalogue.ids.indexOf(id)];
  const [processes, installedApps, identifier, sessions, identity, endpoint, uninstall] = await Promise.all([
    platform.processes(),
    platform.installedApps(),
    platform.programIdentifier(),
    platform.sessions(),
    platform.deviceIdentity(),
    platform.localEndpoint(),
    platform.uninstall(),
  ]);
  shutdown.add('processes', async () => processes[Symbol.asyncDispose]());
  shutdown.add('inventory', async () => installedApps[Symbol.asyncDispose]());
  shutdown.add('identifier', async () => identifier[Symbol.asyncDispose]());
  catalogueChanged = () => {
    const wanted = wantedEvidence(catalogue);
    identifier.setMarkers(wanted);
    identifier.setDataFolders(wanted.dataFolders);
  };
  catalogueChanged();

  const cycleListeners = new Set<() => void>();
  const statusListeners = new Set<() => void>();
  const statusChanged = (): void => statusListeners.forEach((listener) => listener());
  const ownPaths = [realpathSync(process.execPath)];
  const truthChanged = (): void => {
    tellApplied();
    statusChanged();
  };
  const cycle = createCycle({
    os: platform.os,
    mode: installRoot.mode,
    bootId: bootId(),
    ownPaths,
    ...{ processes, installedApps, identifier, sessions, catalogue },
    ...{ state, journal, notices, usage, faults, clock, log, now, policyIn },
    onLook: () => web.refresh(),
    onDecided: (facts) => guard?.judgeBy(facts),
    guardMeans: (inForce) => guard?.means(inForce),
    onStarted: (process) => {
      guard?.started(process);
      web.started(process);
    },
    onSwept: (running) => web.swept(running),
    otherRulings: () => web.rulings(),
    alwaysArmed: () => proofs?.armed() ?? [],
    onCycle: () => {
      web.refresh(true);
      proofs?.begin();
      tellApplied();
      cycleListeners.forEach((listener) => listener());
      statusChanged();
    },
    faultPoint: options.faultPoint ?? (() => undefined),
  });
  pictureNow = () => cycle.picture();
  const proofs = await createProgramProofs({
    ...{ state, journal, options, processes, faults, clock, now, policyIn },
    lookAgain: () => cycle.full(),
    onTruth: () => truthChanged(),
  });
  const asked = await guardIn(options, ownPaths, proofs?.guarded);
  const guard =
    asked &&
    createGuardSide({
      ...{ guard: asked, os: platform.os, ownPaths, catalogue, sessions, notices, faults, clock, now },
      ...(proofs && { proof: () => proofs.proof(), onState: (state) => proofs.guardIs(state) }),
      onDenied: (denied) => cycle.denied(denied),
      onTruth: () => truthChanged(),
    });
  if (guard !== undefined) shutdown.add('guard', async () => guard[Symbol.asyncDispose]());
  if (proofs !== undefined) shutdown.add('proofs', async () => proofs[Symbol.asyncDispose]());
  const changed = atMostEvery(1_000, clock, () => rerun());
  shutdown.add('changed', () => changed[Symbol.dispose]());
  const web = await createWebSide({
    ...{ state, journal, options, catalogue, appOf, endpoint, processes, sessions },
    ...{ notices, faults, clock, now, policyIn, changed },
    cycle: () => cycle,
    onTruth: () => truthChanged(),
  });
  webNow = () => web;
  shutdown.add('web', async () => web[Symbol.asyncDispose]());
  const truth = (): readonly Truth[] => web.truth(cycle.picture()?.truth ?? []);
  const tellApplied = (): void => uplink.tellApplied({ truth: truth(), browsers: web.coverage() });
  const rerun = (): void => {
    const taken = held.inForce;
    void cycle.full().then(() => answers.enforced(taken));
  };

  const uplink = createUplink({
    ...{ state, journal, ledger, signedTime, usage, clock, log, identity },
    stateFolder: installRoot.state,
    membership: members,
    os: platform.os,
    ...(settings.caFile === undefined ? {} : { caFile: settings.caFile }),
    ...(options.random === undefined ? {} : { random: options.random }),
    capabilities: (device) => [
      `watch-${processes.source.kind}`,
      `mode-${installRoot.mode}`,
      ...(guard === undefined || guard.state().kind === 'unsupported' ? [] : ['guard-fanotify']),
      ...codes.capabilities(device),
    ],
    accounts: () =>
      held.store?.release()?.organisation.asksAccounts === true &&
      held.store.assignmentSerial > 0 &&
      deviceClass() === 'service'
        ? peopleOf(sessions)
            .map(({ name }) => name)
            .sort()
            .slice(0, 5)
        : undefined,
    told: createTold(state, ledger, now),
    deviceClass,
    store: () => held.store,
    onJoined: () => held.open(),
    onChange: statusChanged,
    isHere: (app) => cycle.isHere(app),
    isKnown: catalogue.isBuiltIn,
    onPolicy: () => {
      held.take();
      web.refresh();
      members.setServerKeys(held.store?.release()?.serverKeys ?? []);
      rerun();
    },
    onClockFar: () => faults.report('clock-jumped'),
    onTimeRefused: () => faults.report('server-time-refused'),
    onFault: (fault) =>
      faults.report(stateFaultOf(fault) instanceof StateFull ? 'state-not-writable' : 'link-failed', fault),
    onAnswer: (answer) => answers.take(answer),
    onOfflineSecret: (secret) => {
      const device = members.membership()?.device;
      if (device !== undefined) codes.keepSecret(device, secret);
    },
    rescan: rerun,
    prove: () => {
      web.prove();
      proofs?.prove();
    },
  });
  const answers = createExemptionAnswers({
    ...{ state, requests, notices, clock, now, lookAgain: rerun },
    contentOf: (ban) => {
      const policy = policyIn()?.policy;
      return policy && noticeContent({ ban }, { policy, os: platform.os, appOf, now: now() });
    },
  });
  shutdown.add('answers', () => answers[Symbol.dispose]());
  const status = (account?: string): AgentStatus =>
    agentStatus(
      {
        mode: installRoot.mode,
        membership: members.membership(),
        server: members.membership()?.server ?? members.invitation()?.server ?? '',
        link: uplink.status(),
        class: deviceClass(),
        inForce: held.inForce,
        appliedAt: held.appliedAt,
        picture: cycle.picture(),
        truth: truth(),
        webRulings: (of) => web.rulingsFor(of),
        browsers: web.coverage(),
        now: now(),
        watch: processes.source,
        guard: guard?.state(),
        waitingEvents: journal.waiting(),
        faults: faults.recent(),
        appOf,
      },
      account,
    );
  const removal = createGuidedRemoval({
    ...{ mode: installRoot.mode, os: platform.os, ownPaths, appOf, uninstall, clock, log },
    policyIn: () => policyIn()?.policy,
    exemptions: () => policyIn()?.exemptions ?? [],
    people: () => peopleOf(sessions),
    inventory: () => cycle.inventory(),
    subjects: () => cycle.subjects().installed,
    running: () => cycle.subjects().running,
    judge: (subject) => cycle.judge(subject),
    nameOf: (effective, app) => appNameOf(effective, app, appOf),
    lookAgain: () => cycle.full(),
    confirmRemoved: (gone) => cycle.confirmRemoved(gone),
  });
  const codeServices = createCodeServices({
    ...{ state, codes, clock },
    record: (body) => journal.record(body),
    policyIn: () => policyIn()?.policy,
    device: () => members.membership()?.device,
    hostName: () => uplink.hostName(),
    isPerson: (account) => peopleOf(sessions).some(({ name }) => name === account),
    saveTime: () => signedTime.save(),
    accepted: () => {
      if (held.inForce === undefined) return;
      held.takeCodes();
      web.refresh();
      rerun();
    },
  });
  shutdown.add('codes', () => codeServices[Symbol.dispose]());
  const services = createServices({
    removal,
    codes: codeServices,
    ...{ state, journal, ledger, notices, requests, cycle, log, policyIn, identifier, sessions, appOf, now },
    refusesStarts: () => guard?.refuses() === true,
    membership: members,
    status,
    onStatus: (listener) => subscribe(statusListeners, listener),
    connect: () =>
      void uplink.connect().catch((fault: unknown) => log.error({ fault: String(fault) }, 'link')),
    changed,
  });

  shutdown.add('cycle', async () => cycle[Symbol.asyncDispose]());
  await cycle.start();
  answers.enforced(held.inForce);
  try {
    const doors = await serveDoors({
      endpoint,
      folder: installRoot.run,
      services,
      log,
      proofRequired: installRoot.mode === 'system',
    });
    shutdown.add('doors', async () => doors[Symbol.asyncDispose]());
  } catch (fault) {
    faults.report('endpoint-failed', fault);
  }
  await web.open();
  shutdown.add('uplink', async () => uplink[Symbol.asyncDispose]());
  uplink.connect().catch((fault: unknown) => log.error({ fault: String(fault) }, 'no connection is tried'));
  return {
    status,
    services,
    onCycle: (listener) => subscribe(cycleListeners, listener),
    stop: () => shutdown.end(),
    succession: () => ({ inForce: held.inForce }),
  };
}

function subscribe(listeners: Set<() => void>, listener: () => void): Disposable {
  const own = (): void => listener();
  listeners.add(own);
  return { [Symbol.dispose]: () => void listeners.delete(own) };
}
