import type { Language } from '#locales/language.ts';
import type { BodyOf } from '#protocol/console-server.ts';
import { isDay, isSlug, linesIn, wholeNumber } from './typed.ts';

type Organisation = BodyOf<'setDraftOrganisation'>['organisation'];
type Contact = Organisation['contact'];
export type ContactForm = { readonly name: string; readonly mail: string; readonly phone: string };
export type OrganisationForm = {
  readonly name: string;
  readonly contact: ContactForm;
  readonly protection: ContactForm;
  readonly languages: readonly Language[];
  readonly basis: { readonly [language in Language]?: string };
  readonly timeZone: string;
  readonly workingDays: readonly string[];
  readonly holidays: string;
  readonly absence: boolean;
  /** Whether the server's key may grant exemptions, and for how many hours it may pause a ban. */
  readonly exemptions: boolean;
  readonly pauseHours: string;
};
export type WrongOrganisation = {
  readonly name: boolean;
  readonly contact: boolean;
  readonly languages: boolean;
  readonly workingDays: boolean;
  /** The first line that is no day. */
  readonly holiday: string | undefined;
  readonly pauseHours: boolean;
};
export const longestPause = 72;

const contactForm = (contact: Contact | undefined): ContactForm => ({
  name: contact?.name ?? '',
  mail: contact?.mail ?? '',
  phone: contact?.phone ?? '',
});

export const organisationForm = (organisation: Organisation): OrganisationForm => ({
  name: organisation.name,
  contact: contactForm(organisation.contact),
  protection: contactForm(organisation.dataProtection),
  languages: organisation.languages,
  basis: organisation.legalBasis ?? {},
  timeZone: organisation.calendar.timeZone,
  workingDays: organisation.calendar.workingDays.map(String),
  holidays: organisation.calendar.holidays.join('\n'),
  absence: organisation.calendar.absence === 'pause',
  exemptions: organisation.limits.exemptions,
  pauseHours: String(organisation.limits.longestPauseHours),
});

function contactOf(form: ContactForm): Contact | undefined {
  const [name = '', mail = '', phone = ''] = [form.name, form.mail, form.phone].map((text) => text.trim());
  if (name === '') return undefined;
  return { name, ...(mail === '' ? {} : { mail }), ...(phone === '' ? {} : { phone }) };
}

/** The organisation as the form has it; what the form does not show stays as it was. Absent while something is wrong. */
export function editedOrganisation(
  before: Organisation,
  form: OrganisationForm,
): { readonly organisation: Organisation | undefined; readonly wrong: WrongOrganisation } {
  const name = form.name.trim();
  const contact = contactOf(form.contact);
  const holidays = linesIn(form.holidays);
  const pauseHours = wholeNumber(form.pauseHours, 0, longestPause);
  const wrong = {
    name: name === '',
    contact: contact === undefined,
    languages: form.languages.length === 0,
    workingDays: form.workingDays.length === 0,
    holiday: holidays.find((line) => !isDay(line)),
    pauseHours: pauseHours === undefined,
  };
  const right = !wrong.name && !wrong.languages && !wrong.workingDays && wrong.holiday === undefined;
  if (!right || contact === undefined || pauseHours === undefined) return { organisation: undefined, wrong };
  const { dataProtection: _, legalBasis: __, ...rest } = before;
  const protection = contactOf(form.protection);
  const basis = Object.entries(form.basis).filter(([, text]) => text.trim() !== '');
  return {
    organisation: {
      ...rest,
      name,
      contact,
      ...(protection === undefined ? {} : { dataProtection: protection }),
      ...(basis.length === 0 ? {} : { legalBasis: Object.fromEntries(basis) }),
      languages: [...form.languages],
      calendar: {
        ...before.calendar,
        timeZone: form.timeZone,
        workingDays: form.workingDays.map(Number).toSorted((a, b) => a - b),
        holidays: [...new Set(holidays)].toSorted(),
        absence: form.absence ? 'pause' : 'count',
      },
      limits: { ...before.limits, exemptions: form.exemptions, longestPauseHours: pauseHours },
    },
    wrong,
  };
}

export type UnitRow = { readonly id: string; readonly name: string; readonly parent: string };
export type WrongUnits =
  | { readonly kind: 'id'; readonly id: string }
  | { readonly kind: 'name'; readonly id: string }
  | { readonly kind: 'loop'; readonly name: string };

/** The first thing that is wrong with an org tree; the root is the unit without a parent. */
export function wrongUnits(rows: readonly UnitRow[]): WrongUnits | undefined {
  const parents = new Map(rows.map(({ id, parent }) => [id, parent]));
  for (const [index, { id, name }] of rows.entries()) {
    if (!isSlug(id) || rows.findIndex((row) => row.id === id) !== index) return { kind: 'id', id };
    if (name.trim() === '') return { kind: 'name', id };
    const above = new Set([id]);
    for (let next = parents.get(id) ?? ''; next !== ''; next = parents.get(next) ?? '') {
      if (above.has(next)) return { kind: 'loop', name };
      above.add(next);
    }
  }
  return undefined;
}

export const unitsOf = (rows: readonly UnitRow[]): Organisation['units'] =>
  rows.map(({ id, name, parent }) => ({ id, name: name.trim(), ...(parent === '' ? {} : { parent }) }));
