import { fail, ok, type Outcome } from '#policy/outcome.ts';
import type { MatchMode } from './identifier.ts';

/** A checked pattern. `literal` is what every matching value begins with; `specificity` counts fixed characters. */
export type Pattern = {
  readonly literal: string;
  readonly specificity: number;
  readonly test: (value: string) => boolean;
};

/**
 * Compiles a prefix, glob or regex. Regexes come from published files, so only a form that runs in linear time is
 * taken: anchored by `^`, at most 200 characters, at most one `*` or `+` and that on a single character, at most four
 * groups (one deep, followed by nothing but `?`) and six `?`; no look-around, classes or back-references.
 */
export const compilePattern = (
  mode: Exclude<MatchMode, 'exact'>,
  value: string,
): Outcome<Pattern, string> => {
  switch (mode) {
    case 'prefix':
      return ok({ literal: value, specificity: value.length, test: (text) => text.startsWith(value) });
    case 'glob':
      return compileGlob(value);
    case 'regex':
      return compileRegex(value);
  }
};

const compileGlob = (value: string): Outcome<Pattern, string> => {
  const parts = value.split(/\*+/);
  if (parts.length > 3) return fail('a glob may hold at most two wildcards');
  const specificity = parts.reduce((sum, part) => sum + part.length, 0);
  if (specificity < 3) return fail('a glob needs at least three fixed characters');
  const source = value.replace(/\*\*|\*|[^*]+/g, (token) =>
    token === '**' ? '[^]*' : token === '*' ? '[^/\\\\]*' : escape(token),
  );
  return ok({ literal: parts[0] ?? '', specificity, test: tester(`^${source}$`) });
};

const compileRegex = (value: string): Outcome<Pattern, string> => {
  if (!value.startsWith('^')) return fail('a regex must begin with ^');
  if (value.length > 200) return fail('a regex may have at most 200 characters');
  const fault = firstFault(value.slice(1));
  if (fault !== undefined) return fail(fault);
  const literal = leadingLiteral(value.slice(1));
  return ok({ literal, specificity: value.replace(/[\\^$()|?*+.]/g, '').length, test: tester(value) });
};

const firstFault = (body: string): string | undefined => {
  const tokens = body.match(/\\.|[^]/gu) ?? [];
  let inGroup = false;
  let unbounded = 0;
  let groups = 0;
  let optional = 0;
  for (const [at, token] of tokens.entries()) {
    const before = tokens[at - 1];
    switch (token) {
      case '(':
        if (inGroup) return 'groups may not be nested';
        if (tokens[at + 1] === '?') return 'groups may only be plain';
        groups += 1;
        if (groups > 4) return 'at most four groups are allowed';
        inGroup = true;
        break;
      case ')':
        if (!inGroup) return 'a bracket is not opened';
        inGroup = false;
        break;
      case '*':
      case '+':
        unbounded += 1;
        if (unbounded > 1) return 'at most one * or + is allowed';
        if (before === undefined || before === ')' || before === '(' || before === '|')
          return `${token} may follow a single character only`;
        break;
      case '?':
        if (before === undefined || /^[*+?(|]$/.test(before)) return '? may follow a character or a group';
        optional += 1;
        if (optional > 6) return 'at most six ? are allowed';
        break;
      case '[':
      case ']':
      case '{':
      case '}':
      case '^':
        return `${token} is not allowed`;
      case '$':
        if (at !== tokens.length - 1) return '$ may only stand at the end';
        break;
      case '|':
        if (!inGroup) return '| is allowed inside a group only';
        break;
      default:
        if (/^\\[a-zA-Z0-9]$/.test(token) && token !== '\\d') return `${token} is not allowed`;
    }
  }
  return inGroup ? 'a bracket is not closed' : undefined;
};

const leadingLiteral = (body: string): string => {
  let literal = '';
  for (const token of body.match(/\\.|[^]/gu) ?? []) {
    if (/^[?*]$/.test(token)) return literal.slice(0, -1);
    if (/^([(|.$+]|\\[a-z])$/.test(token)) return literal;
    literal += token.length > 1 && token.startsWith('\\') ? token.slice(1) : token;
  }
  return literal;
};

const escape = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');

const tester = (source: string): ((value: string) => boolean) => {
  const regex = new RegExp(source, 'u');
  return (value) => regex.test(value);
};
