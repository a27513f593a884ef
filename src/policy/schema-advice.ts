import type { TSchema } from 'typebox';

/** An error as TypeBox reports it. */
export type SchemaError = {
  readonly keyword: string;
  readonly schemaPath: string;
  readonly instancePath: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly message: string;
};
export type Explained = { readonly pointer: string; readonly message: string; readonly advice: string };

/** The fields by which a person says which variant of a union is meant. */
const discriminators = ['kind', 'as', 'type'];

/** Turns schema errors into sentences with advice; of a union only the variant that was meant is spoken of. */
export function explainSchemaErrors(
  schema: TSchema,
  value: unknown,
  errors: readonly SchemaError[],
): readonly Explained[] {
  const told = new Map<string, Explained>();
  for (const error of meantVariants(errors)) {
    for (const explained of explain(schema, value, error))
      told.set(`${explained.pointer} ${explained.message}`, explained);
  }
  return [...told.values()];
}

function explain(schema: TSchema, value: unknown, error: SchemaError): readonly Explained[] {
  const at = error.instancePath;
  const found = resolve(schema, error.schemaPath);
  switch (error.keyword) {
    case 'boolean': // the same mistake is told as additionalProperties
    case 'anyOf':
      return [];
    case 'required':
      return strings(error.params['requiredProperties']).map((name) => ({
        pointer: at,
        message: `the field \`${name}\` is missing`,
        advice: `Add \`${name}\`:${describe(discriminators.includes(name) ? allOf(schema, error, name) : property(found, name))}`,
      }));
    case 'additionalProperties': {
      const allowed = Object.keys(record(found['properties']));
      return strings(error.params['additionalProperties']).map((name) => {
        const near = nearest(name, allowed);
        return {
          pointer: `${at}/${name}`,
          message: `there is no field \`${name}\` here`,
          advice: near === undefined ? `Allowed: ${allowed.join(', ')}` : `Did you mean \`${near}\`?`,
        };
      });
    }
    case 'enum':
    case 'const': {
      const allowed =
        error.keyword === 'const'
          ? [String(error.params['allowedValue'] ?? found['const'])]
          : strings((error.params['allowedValues'] as unknown[] | undefined)?.map(String));
      const given = valueAt(value, at);
      const near = typeof given === 'string' ? nearest(given, allowed) : undefined;
      return [
        {
          pointer: at,
          message: `${quote(given)} is not one of the allowed values`,
          advice:
            near === undefined || allowed.length === 1
              ? `Write ${allowed.map((one) => `\`${one}\``).join(' or ')}`
              : `Did you mean \`${near}\`? Allowed: ${allowed.join(', ')}`,
        },
      ];
    }
    default:
      return [
        {
          pointer: at,
          message: `${quote(valueAt(value, at))} ${error.message.replace(/^must match pattern .*/, 'is not written as it should be')}`,
          advice: `Expected${describe(found) || ` ${error.message}`}`,
        },
      ];
  }
}

/** Words for a schema: its title by which `primitives.ts` names forms, or its type. */
function describe(schema: Readonly<Record<string, unknown>>): string {
  const forms: Readonly<Record<string, string>> = {
    slug: ' an id: lower-case letters, digits and hyphens, at most 64 characters, for example `telegram-ban`',
    day: ' a date, for example `2026-11-22`',
    label: ' a label, for example `floor-2` or `site:north`',
    'https address': ' a web address that begins with https://',
    'HH:MM': ' a time of day, for example `08:00`',
    'IANA time zone': ' a time zone, for example `Europe/Oslo`',
  };
  const { title, type } = schema;
  if ('const' in schema) return ` \`${String(schema['const'])}\``;
  const variants = schema['anyOf'];
  if (Array.isArray(variants)) return ` ${variants.map((one) => describeVariant(record(one))).join(', or ')}`;
  if (typeof title === 'string' && forms[title] !== undefined) return forms[title];
  const values = schema['enum'];
  if (Array.isArray(values)) return ` one of: ${values.join(', ')}`;
  const from = (name: string): string | number => limit(schema[name], 'nothing');
  const to = (name: string): string | number => limit(schema[name], 'any number of');
  if (type === 'string') return ` text of ${from('minLength')} to ${to('maxLength')} characters`;
  if (type === 'integer') return ` a whole number from ${from('minimum')} to ${to('maximum')}`;
  if (type === 'boolean') return ' true or false';
  if (type === 'array') return ` a list of ${from('minItems')} to ${to('maxItems')} items, none twice`;
  if (type === 'object') return ` fields: ${Object.keys(record(schema['properties'])).join(', ')}`;
  return '';
}

/** A field by which variants of a union are told apart, with the values of all of them. */
function allOf(schema: TSchema, error: SchemaError, name: string): Readonly<Record<string, unknown>> {
  const union = resolve(schema, error.schemaPath.replace(/\/anyOf\/\d+$/, ''));
  const variants = Array.isArray(union['anyOf']) ? union['anyOf'] : [union];
  const values = variants.flatMap((variant): readonly unknown[] => {
    const { const: only, enum: some } = property(record(variant), name);
    return Array.isArray(some) ? some : [only];
  });
  return { enum: values.filter((value) => value !== undefined) };
}

/** A variant of a union by its fields, the values of its discriminator written out. */
function describeVariant(schema: Readonly<Record<string, unknown>>): string {
  const fields = Object.entries(record(schema['properties'])).map(([name, field]) => {
    const { const: only, enum: some } = record(field);
    if (typeof only === 'string') return `${name}: ${only}`;
    return discriminators.includes(name) && Array.isArray(some) ? `${name}: ${some.join(' | ')}` : name;
  });
  return `{ ${fields.join(', ')} }`;
}

/**
 * Errors outside unions, and of each union those of the variant whose discriminator fits. Where none fits, the
 * discriminator itself is the mistake: its errors are joined into one.
 */
function meantVariants(errors: readonly SchemaError[]): readonly SchemaError[] {
  const unions = new Map<string, Map<string, SchemaError[]>>();
  const kept: SchemaError[] = [];
  for (const error of errors) {
    const variant = /^(.*)\/anyOf\/(\d+)/.exec(error.schemaPath);
    if (variant?.[1] === undefined || variant[2] === undefined) {
      kept.push(error);
      continue;
    }
    const place = `${variant[1]} ${error.instancePath.split('/').slice(0, depthOf(variant[1])).join('/')}`;
    const variants = unions.get(place) ?? new Map<string, SchemaError[]>();
    variants.set(variant[2], [...(variants.get(variant[2]) ?? []), error]);
    unions.set(place, variants);
  }
  const isDiscriminator = (error: SchemaError): boolean =>
    (error.keyword === 'const' || error.keyword === 'enum') &&
    discriminators.includes(error.instancePath.slice(error.instancePath.lastIndexOf('/') + 1));
  for (const variants of unions.values()) {
    const meant = [...variants.values()].filter((some) => !some.some(isDiscriminator));
    const [only] = meant.sort((one, other) => one.length - other.length);
    if (only !== undefined) {
      kept.push(...only);
      continue;
    }
    const wrong = [...variants.values()].flat().filter(isDiscriminator);
    const [first] = wrong;
    if (first !== undefined)
      kept.push({
        ...first,
        keyword: 'enum',
        params: {
          allowedValues: wrong.flatMap(({ params }) =>
            Array.isArray(params['allowedValues']) ? params['allowedValues'] : [params['allowedValue']],
          ),
        },
      });
  }
  return kept;
}

/** How many segments of an instance path belong to the place that a schema path describes. */
function depthOf(schemaPath: string): number {
  return 1 + (schemaPath.match(/\/properties\/|\/items(?=\/|$)/g) ?? []).length;
}

function resolve(schema: TSchema, path: string): Readonly<Record<string, unknown>> {
  return path
    .split('/')
    .slice(1)
    .reduce<Readonly<Record<string, unknown>>>((at, segment) => record(at[segment]), record(schema));
}

const limit = (value: unknown, otherwise: string): string | number =>
  typeof value === 'number' ? value : otherwise;

const property = (
  schema: Readonly<Record<string, unknown>>,
  name: string,
): Readonly<Record<string, unknown>> => record(record(schema['properties'])[name]);

function valueAt(value: unknown, pointer: string): unknown {
  return pointer
    .split('/')
    .slice(1)
    .reduce<unknown>((at, segment) => record(at)[segment], value);
}

function record(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
}

const strings = (value: unknown): readonly string[] =>
  Array.isArray(value) ? value.filter((one): one is string => typeof one === 'string') : [];

function quote(value: unknown): string {
  if (typeof value === 'string') return `"${value.slice(0, 60)}"`;
  if (value === undefined || value === null) return 'nothing';
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : 'this';
}

/** The closest allowed word within two edits, fewer for short words (Levenshtein, 1966), if there is one. */
export function nearest(word: string, allowed: readonly string[]): string | undefined {
  let best: { readonly word: string; readonly distance: number } | undefined;
  for (const one of allowed) {
    const distance = editDistance(word.toLowerCase().slice(0, 64), one.toLowerCase());
    const most = Math.min(2, Math.floor(word.length / 3));
    if (distance <= most && (best === undefined || distance < best.distance)) best = { word: one, distance };
  }
  return best?.word;
}

function editDistance(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (let i = 1; i <= one.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= other.length; j += 1) {
      const change = (row[j - 1] ?? 0) + (one[i - 1] === other[j - 1] ? 0 : 1);
      next.push(Math.min(change, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[other.length] ?? 0;
}
