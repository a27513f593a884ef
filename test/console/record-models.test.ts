import { editedReach, reachForm } from '#console/view-models/reach-edit.ts';
import { Value } from 'typebox/value';
import { describe, expect, it } from 'vitest';
import { auditPage, auditQuery, localDay } from '#console/view-models/audit-search.ts';
import { deviceQuery, nextSort, sortShown } from '#console/view-models/device-search.ts';
import { answersTo, challengeIn, exemptionQuery, exemptionViews } from '#console/view-models/exemptions.ts';
import {
  editedOrganisation,
  organisationForm,
  unitsOf,
  wrongUnits,
} from '#console/view-models/organisation-edit.ts';
import { effectsHere, envelopeIn, grouped } from '#console/view-models/pack-file.ts';
import { isPeriod, lastMonth, periodIn } from '#console/view-models/report-period.ts';
import {
  brakeForm,
  brakeOf,
  reminderDays,
  ringOf,
  ringRow,
  ruleOf,
  ruleRow,
} from '#console/view-models/server-edit.ts';
import { tokenBody } from '#console/view-models/token-form.ts';
import { anyNumber, isDay, labelsIn, wholeNumber } from '#console/view-models/typed.ts';
import { unitSums, unitTree } from '#console/view-models/unit-tree.ts';
import { Organisation } from '#policy/organisation.ts';
import { operations } from '#protocol/console-server.ts';

describe('what people type', () => {
  it('is a number within its bounds, or none', () => {
    expect(wholeNumber(' 7 ', 1, 30)).toBe(7);
    for (const typed of ['', '0', '31', '1.5', '-1', '1e3', 'x'])
      expect(wholeNumber(typed, 1, 30), typed).toBeUndefined();
    expect(anyNumber('0,5', 10)).toBe(0.5);
    expect(anyNumber('11', 10)).toBeUndefined();
  });

  it('is labels, each once, or says which is none', () => {
    expect(labelsIn(' Pupil, room:204 pupil')).toEqual({ labels: ['pupil', 'room:204'] });
    expect(labelsIn('ok a:b:c')).toEqual({ wrong: 'a:b:c' });
  });

  it('is a day that exists', () => {
    expect(isDay('2026-02-28')).toBe(true);
    for (const typed of ['2026-02-30', '2026-13-01', '26-01-01', '']) expect(isDay(typed), typed).toBe(false);
  });
});

describe('the org tree', () => {
  const units = [
    { unit: 'kommune', name: 'Kommune', devices: 2 },
    { unit: 'school', name: 'Schools', parent: 'kommune', devices: 10, awaiting: 1, silent: 2 },
    { unit: 'library', name: 'Library', parent: 'kommune', devices: 3 },
    { unit: 'east', name: 'East', parent: 'school', devices: 5, silent: 1 },
  ];

  it('lists each unit before those below it, siblings by name', () => {
    expect(unitTree(units, 'en').map(({ unit, depth }) => [unit.unit, depth])).toEqual([
      ['kommune', 0],
      ['library', 1],
      ['school', 1],
      ['east', 2],
    ]);
  });

  it('counts a unit with all below it, and survives a tree that bites its own tail', () => {
    expect(unitSums(units, 'school')).toEqual({ devices: 15, awaiting: 1, silent: 3 });
    const loop = [
      { unit: 'a', name: 'A', parent: 'b', devices: 1 },
      { unit: 'b', name: 'B', parent: 'a', devices: 1 },
    ];
    expect(unitSums(loop, 'a').devices).toBe(2);
  });

  it('is refused with a loop, a nameless unit, or an id that is there twice', () => {
    const root = { id: 'kommune', name: 'Kommune', parent: '' };
    const school = { id: 'school', name: 'Schools', parent: 'kommune' };
    expect(wrongUnits([root, school])).toBeUndefined();
    expect(wrongUnits([root, school, { ...school, name: 'Again' }])).toEqual({ kind: 'id', id: 'school' });
    expect(wrongUnits([root, { ...school, name: ' ' }])).toEqual({ kind: 'name', id: 'school' });
    expect(
      wrongUnits([root, { ...school, parent: 'east' }, { id: 'east', name: 'East', parent: 'school' }]),
    ).toEqual({ kind: 'loop', name: 'Schools' });
    expect(unitsOf([root, school])[0]).toEqual({ id: 'kommune', name: 'Kommune' });
  });
});

describe('the list of PCs', () => {
  it('asks for what the address says, in a form that the server takes', () => {
    const query = deviceQuery({
      search: ' pc ',
      unit: 'school',
      label: 'Library',
      state: 'active',
      silent: 'true',
      ban: 'tiktok',
      level: 'blind',
    });
    expect(query).toEqual({
      limit: 50,
      sort: 'hostName',
      search: 'pc',
      unit: 'school',
      label: 'library',
      state: 'active',
      silent: true,
      ban: 'tiktok',
      level: 'blind',
    });
    expect(Value.Check(operations.listDevices.query, query)).toBe(true);
  });

  it('passes over words that mean nothing, and a level without a ban', () => {
    expect(deviceQuery({ state: 'asleep', level: 'blind', silent: 'maybe', sort: 'x' })).toEqual({
      limit: 50,
      sort: 'hostName',
    });
  });

  it('is turned round by pressing the same column again', () => {
    expect(nextSort(undefined, 'hostName')).toBe('-hostName');
    expect(nextSort('-hostName', 'hostName')).toBe('hostName');
    expect(nextSort('-hostName', 'lastSeen')).toBe('lastSeen');
    expect([sortShown('lastSeen', 'hostName'), sortShown('-lastSeen', 'lastSeen')]).toEqual([
      'none',
      'descending',
    ]);
  });

  it('a token is asked for as the server takes it', () => {
    const form = {
      name: 'Intune',
      uses: '500',
      days: '30',
      unit: '',
      labels: 'pupil',
      dedicated: true,
      approval: true,
    };
    const { body } = tokenBody(form);
    expect(body?.validHours).toBe(720);
    expect(Value.Check(operations.createToken.body, body)).toBe(true);
    expect(tokenBody({ ...form, name: ' ', uses: '0', labels: 'x!' })).toEqual({
      body: undefined,
      wrong: { name: true, uses: true, days: false, label: 'x!' },
    });
  });
});

describe('exemptions', () => {
  it.each(exemptionViews)('%s asks in a form that the server takes', (view) => {
    const query = exemptionQuery(view, { device: 'nonsense' });
    expect(Value.Check(operations.listExemptions.query, query)).toBe(true);
  });

  it('are never approved twice by the same person', () => {
    const half = { state: 'half-approved', approvedBy: ['kari'], approversNeeded: 2 } as const;
    expect(answersTo({ ...half, approvedBy: ['kari'] }, 'kari')).toMatchObject({
      approve: false,
      second: true,
    });
    expect(answersTo({ ...half, approvedBy: ['kari'] }, 'ola')).toMatchObject({
      approve: true,
      second: false,
    });
    expect(answersTo({ state: 'approved', approvedBy: ['kari'], approversNeeded: 1 }, 'ola')).toEqual({
      approve: false,
      deny: false,
      withdraw: true,
      second: false,
    });
  });

  it('a challenge is eight characters, however they are written', () => {
    expect(challengeIn('7k3m-9qxw')).toBe('7K3M9QXW');
    expect(challengeIn('7k3 m9q xw')).toBe('7K3M9QXW');
    expect(challengeIn('7k3m-9qx')).toBeUndefined();
  });
});

describe('packs', () => {
  it('a file is an envelope or none', () => {
    const envelope = { payloadType: 'x', payload: 'AAAA', signatures: [] };
    expect(envelopeIn(JSON.stringify(envelope))).toEqual(envelope);
    for (const text of [
      '',
      '[]',
      'null',
      '{"payload":1}',
      '{"payloadType":"x","payload":"y","signatures":{}}',
    ])
      expect(envelopeIn(text), text).toBeUndefined();
  });

  it('a ban does at most here what it does in the pack', () => {
    expect(effectsHere('warn')).toEqual(['warn', 'inform', 'none']);
    expect(grouped('abcdefghij')).toBe('abcd efgh ij');
  });
});

describe('the audit', () => {
  it('asks for whole days of the person, seven by default', () => {
    const now = new Date(2026, 10, 22, 13, 0);
    const query = auditQuery({ operator: ' kari ' }, now);
    expect(localDay(new Date(query.from ?? 0))).toBe('2026-11-16');
    expect(localDay(new Date((query.to ?? 0) - 1))).toBe('2026-11-22');
    expect(query.operator).toBe('kari');
    expect(Value.Check(operations.listAudit.query, query)).toBe(true);
  });

  it('asks on until an entry is found or nothing is left, and tells of a chain broken on the way', async () => {
    const [example] = operations.listAudit.example.response.entries;
    const asked: number[] = [];
    const ask = ({ after = 0 }: { readonly after?: number }) => {
      asked.push(after);
      const found = after === 300;
      return Promise.resolve({
        entries: found && example !== undefined ? [example] : [],
        cursor: after === 0 ? 400 : after - 100,
        intact: after !== 400,
        more: after !== 100,
      });
    };
    expect(await auditPage(ask, {}, 0)).toMatchObject({ entries: [example], cursor: 200, intact: false });
    expect(asked).toEqual([0, 400, 300]);
    expect(await auditPage(ask, {}, 200)).toMatchObject({ entries: [], intact: true, more: false });
  });
});

describe('the report', () => {
  it('is of the month before, unless the address says days', () => {
    expect(lastMonth('2026-01-15')).toEqual({ from: '2025-12-01', to: '2025-12-31' });
    expect(lastMonth('2026-03-31')).toEqual({ from: '2026-02-01', to: '2026-02-28' });
    expect(periodIn({ from: '2026-10-05', to: 'x' }, '2026-11-22')).toEqual({
      from: '2026-10-05',
      to: '2026-10-31',
    });
    expect(isPeriod({ from: '2026-10-05', to: '2026-10-04' })).toBe(false);
  });
});

describe('settings that are policy', () => {
  const { organisation } = operations.setDraftOrganisation.example.body;

  it('an organisation that nobody edited stays as it was', () => {
    const { organisation: same } = editedOrganisation(organisation, organisationForm(organisation));
    expect(same).toEqual(organisation);
    expect(Value.Check(Organisation, same)).toBe(true);
  });

  it('an edit keeps what the form does not show, and names what is wrong', () => {
    const form = organisationForm({ ...organisation, browsers: { privateWindows: 'forbid' } });
    const { organisation: edited } = editedOrganisation(
      { ...organisation, browsers: { privateWindows: 'forbid' } },
      {
        ...form,
        basis: { nb: 'Loven' },
        holidays: '2026-12-25\n2026-05-17\n2026-12-25',
        workingDays: ['5', '1'],
        exemptions: false,
        pauseHours: '24',
      },
    );
    expect(edited?.limits).toEqual({ exemptions: false, longestPauseHours: 24 });
    expect(edited?.browsers).toEqual({ privateWindows: 'forbid' });
    expect(edited?.legalBasis).toEqual({ nb: 'Loven' });
    expect(edited?.calendar).toMatchObject({ holidays: ['2026-05-17', '2026-12-25'], workingDays: [1, 5] });
    expect(Value.Check(Organisation, edited)).toBe(true);
    const bad = { ...form, name: '', holidays: 'Xmas', languages: [], pauseHours: '73' };
    expect(editedOrganisation(organisation, bad)).toEqual({
      organisation: undefined,
      wrong: {
        ...{ name: true, contact: false, languages: true, workingDays: false },
        ...{ holiday: 'Xmas', pauseHours: true },
      },
    });
  });

  it('browsers and accounts come back as they went in, and what is as by default is not written', () => {
    const plain = { ...organisation, browsers: { continueMinutes: 30, guestProfiles: 'forbid' } } as const;
    expect(editedReach(plain, reachForm(plain))).toEqual(plain);
    const form = { ...reachForm(plain), minutes: '', guestProfiles: 'leave', asksAccounts: true } as const;
    const { browsers: _, ...rest } = plain;
    expect(editedReach(plain, form)).toEqual({ ...rest, asksAccounts: true });
    expect(editedReach({ ...rest, asksAccounts: true }, { ...form, asksAccounts: false })).toEqual(rest);
    expect(editedReach(plain, { ...form, minutes: '481' })).toBeUndefined();
  });

  it('rings, brake, rules and reminders come back as they went in', () => {
    const rings = [
      { id: 'pilot', name: 'Pilot', labels: ['pilot'], soakHours: 24 },
      { id: 'all', name: 'All', percent: 100, soakHours: 0 },
    ];
    expect(rings.map((ring) => ringOf(ringRow(ring)))).toEqual(rings);
    expect(
      ringOf({ ...ringRow({ id: 'a', name: 'A', percent: 5, soakHours: 1 }), percent: '0' }),
    ).toBeUndefined();
    const brake = { atLeastDevices: 5, hitsPerDevice: 0.5 };
    expect(brakeOf(brakeForm(brake))).toEqual(brake);
    expect(brakeOf({ ...brakeForm(undefined), faultsPerDevice: 'many' })).toBeUndefined();
    const rule = { name: 'Labs', when: { hostName: 'lab-*' }, class: 'dedicated' } as const;
    expect(ruleOf(ruleRow(rule))).toEqual(rule);
    expect(ruleOf({ ...ruleRow(rule), host: '' })).toBeUndefined();
    expect(ruleOf({ ...ruleRow(rule), class: '' })).toBeUndefined();
    expect(reminderDays('3, 30 14 3')).toEqual([30, 14, 3]);
    expect(reminderDays('3 soon')).toBeUndefined();
  });
});
