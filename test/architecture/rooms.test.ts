import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, normalize } from 'node:path';
import { describe, expect, it } from 'vitest';
import { agentCommons, emptyNames, facesAllowed, onlyHere, rooms, type Room } from './rooms.ts';
import {
  electron,
  filesUnder,
  foldersUnder,
  installers,
  placeOf,
  readSource,
  roomOf,
  src,
  top,
  type SourceFile,
} from './source.ts';

const sources = [src, electron, installers]
  .flatMap((place) => filesUnder(place, '.ts', '.tsx'))
  .map(readSource);
const ofRoom = (room: Room): readonly SourceFile[] =>
  sources.filter(({ path }) => roomOf(path) === room.name);

/** What an import means: another room's file, a file of the same room, a package, or node. */
type Target =
  | { readonly kind: 'room'; readonly path: string }
  | { readonly kind: 'package'; readonly name: string }
  | { readonly kind: 'node' };
function target(file: SourceFile, specifier: string): Target {
  if (specifier.startsWith('#')) return { kind: 'room', path: specifier.slice(1) };
  if (specifier.startsWith('.'))
    return { kind: 'room', path: normalize(join(file.path, '..', specifier)).replaceAll('\\', '/') };
  if (specifier.startsWith('node:')) return { kind: 'node' };
  const [scope, name] = specifier.split('/');
  return { kind: 'package', name: scope?.startsWith('@') ? `${scope}/${name}` : (scope ?? '') };
}

describe('the map of rooms', () => {
  it('names every room that exists, and only those', () => {
    const foldersOf = (place: string): string[] =>
      readdirSync(place, { withFileTypes: true })
        .filter((entry) => entry.isDirectory() && entry.name !== 'adr' && entry.name !== 'assets')
        .map(({ name }) => name);
    const folders = [
      ...foldersOf(src),
      ...foldersOf(electron).map((name) => `electron/${name}`),
      ...foldersOf(installers).map((name) => `installers/${name}`),
    ];
    expect(rooms.map(({ name }) => name).toSorted()).toEqual(folders.toSorted());
  });

  it('has no arrow to a place that does not exist', () => {
    const targets = rooms.flatMap(({ may }) => Object.keys(may));
    expect(targets.filter((path) => !existsSync(join(src, path)))).toEqual([]);
    expect(onlyHere.flatMap(({ files }) => files).filter((path) => !existsSync(placeOf(path)))).toEqual([]);
    expect(Object.keys(agentCommons).filter((path) => !existsSync(join(src, 'agent', path)))).toEqual([]);
  });

  it('has no arrow that nobody uses', () => {
    const unused = rooms.flatMap((room) =>
      Object.keys(room.may)
        .filter((to) => to !== 'catalogue' || room.name !== 'protocol')
        .filter(
          (to) =>
            !ofRoom(room).some((file) =>
              file.imports.some((specifier) => {
                const found = target(file, specifier);
                return found.kind === 'room' && (found.path === to || found.path.startsWith(`${to}/`));
              }),
            ),
        )
        .map((to) => `${room.name} → ${to}`),
    );
    expect(unused).toEqual([]);
  });
});

describe.each(rooms)('$name', (room) => {
  const files = ofRoom(room);

  it('imports only what it may', () => {
    const wrong = files.flatMap((file) =>
      file.imports
        .filter((specifier) => {
          const found = target(file, specifier);
          switch (found.kind) {
            case 'node':
              return !room.node;
            case 'package':
              return !room.packages.includes(found.name);
            case 'room':
              return !(
                roomOf(found.path) === room.name ||
                Object.keys(room.may).some((to) => found.path === to || found.path.startsWith(`${to}/`))
              );
          }
        })
        .map((specifier) => `${file.path}: ${specifier}`),
    );
    expect(wrong).toEqual([]);
  });

  it('leaves the room by # only', () => {
    const wrong = files.flatMap((file) =>
      file.imports
        .filter(
          (specifier) =>
            specifier.startsWith('.') && roomOf(normalize(join(file.path, '..', specifier))) !== room.name,
        )
        .map((specifier) => `${file.path}: ${specifier}`),
    );
    expect(wrong).toEqual([]);
  });

  it('is its own TypeScript project that sees only what it may', () => {
    const options = JSON.parse(readFileSync(join(placeOf(room.name), 'tsconfig.json'), 'utf8')) as {
      readonly compilerOptions: { readonly types: readonly string[]; readonly lib: readonly string[] };
      readonly references: readonly { readonly path: string }[];
    };
    expect(options.compilerOptions.types).toEqual(room.types);
    expect(options.compilerOptions.lib).toEqual(room.lib ?? ['ES2024']);
    const referenced = options.references.map(({ path }) => path.replace(/^(\.\.\/)+(src\/)?/, ''));
    const allowed = new Set(Object.keys(room.may).map(roomOf));
    expect(referenced.filter((name) => !allowed.has(name))).toEqual([]);
  });
});

describe('inside the rooms', () => {
  it("the agent's rooms never import each other; cycle.ts and main.ts join them", () => {
    const wrong = sources
      .filter(({ path }) => /^agent\/[a-z]+\//.test(path))
      .flatMap((file) =>
        file.imports
          .map((specifier) => ({ specifier, found: target(file, specifier) }))
          .filter(({ found }) => {
            if (found.kind !== 'room' || roomOf(found.path) !== 'agent') return false;
            const to = found.path.split('/')[1] ?? '';
            return (
              to !== file.path.split('/')[1] &&
              agentCommons[to] === undefined &&
              !found.path.endsWith('/port.ts')
            );
          })
          .map(({ specifier }) => `${file.path}: ${specifier}`),
      );
    expect(wrong).toEqual([]);
  });

  it("a server room is entered through its index.ts; `store` is everybody's", () => {
    const wrong = sources
      .filter(({ path }) => /^server\/[a-z-]+\//.test(path))
      .flatMap((file) =>
        file.imports
          .map((specifier) => ({ specifier, found: target(file, specifier) }))
          .filter(({ found }) => {
            if (found.kind !== 'room' || roomOf(found.path) !== 'server') return false;
            const [, to, inside] = found.path.split('/');
            return to !== file.path.split('/')[1] && to !== 'store' && inside !== 'index.ts';
          })
          .map(({ specifier }) => `${file.path}: ${specifier}`),
      );
    expect(wrong).toEqual([]);
  });

  it.each(onlyHere)('$files alone: $why', ({ pattern, files }) => {
    const elsewhere = sources.filter(({ path, text }) => pattern.test(text) && !files.includes(path));
    expect(elsewhere.map(({ path }) => path)).toEqual([]);
    // The rule must still mean something: where it is allowed, it happens.
    expect(files.filter((path) => !pattern.test(readFileSync(placeOf(path), 'utf8')))).toEqual([]);
  });

  it('files are named by what they are', () => {
    const wrong = sources
      .map(({ path }) => path)
      .filter((path) => {
        const name = path.slice(path.lastIndexOf('/') + 1);
        return (
          (emptyNames.test(name) && !facesAllowed.test(path)) || !/^[a-z0-9]+(-[a-z0-9]+)*\.tsx?$/.test(name)
        );
      });
    expect(wrong).toEqual([]);
  });

  it('files are small: 400 lines at most, tests 600', () => {
    const tests = filesUnder(join(top, 'test'), '.ts', '.tsx').map((path) => readSource(path));
    expect(sources.filter(({ lines }) => lines > 400).map(({ path }) => path)).toEqual([]);
    expect(tests.filter(({ lines }) => lines > 600).map(({ path }) => path)).toEqual([]);
  });

  it('every folder says in a README what it is', () => {
    const silent = [src, electron, installers]
      .flatMap(foldersUnder)
      .filter((folder) => !existsSync(join(folder, 'README.md')));
    expect(silent.map((folder) => folder.slice(src.length))).toEqual([]);
  });

  it('nothing is unfinished: no TODO, no `any`, no ts-ignore', () => {
    const wrong = sources.filter(({ text }) =>
      /\b(TODO|FIXME|XXX)\b|@ts-(ignore|expect-error|nocheck)|[:<]\s*any\s*[;,)=\]>|&[]|\bas any\b/.test(
        text,
      ),
    );
    expect(wrong.map(({ path }) => path)).toEqual([]);
  });
});

describe('the project', () => {
  it('decision records are numbered without gaps or doubles and have their four parts', () => {
    const records = readdirSync(join(src, 'adr'))
      .filter((name) => /^\d{4}-/.test(name))
      .toSorted();
    expect(records.length).toBeGreaterThan(0);
    expect(records.map((name) => Number(name.slice(0, 4)))).toEqual(records.map((_, index) => index + 1));
    for (const name of records) {
      const text = readFileSync(join(src, 'adr', name), 'utf8');
      for (const part of ['Status', 'Context', 'Decision', 'Consequences'])
        expect(text, `${name}: ${part}`).toContain(`## ${part}`);
    }
  });

  it('every dependency has a role in the source', () => {
    const { dependencies } = JSON.parse(readFileSync(join(top, 'package.json'), 'utf8')) as {
      readonly dependencies: Readonly<Record<string, string>>;
    };
    const used = new Set(
      sources.flatMap((file) =>
        file.imports.flatMap((one) => {
          const found = target(file, one);
          return found.kind === 'package' ? [found.name] : [];
        }),
      ),
    );
    // Styles and fonts are imported by stylesheets.
    const styles = filesUnder(electron, '.css').map((path) => readFileSync(path, 'utf8'));
    const inStyles = (name: string): boolean => styles.some((text) => text.includes(`'${name}`));
    expect(Object.keys(dependencies).filter((name) => !used.has(name) && !inStyles(name))).toEqual([]);
  });

  it('the top level holds only what is agreed', () => {
    const agreed = new Set([
      'package.json',
      'package-lock.json',
      'tsconfig.json',
      'README.md',
      'LICENSE',
      'CHANGELOG.md',
      'electron',
      'src',
      'installers',
      'test',
      'node_modules',
    ]);
    expect(readdirSync(top).filter((name) => !name.startsWith('.') && !agreed.has(name))).toEqual([]);
  });
});
