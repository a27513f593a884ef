import type { App } from '#catalogue/app.ts';
import type { Output } from './output.ts';

/** A catalogue app for people: what it is, by what it is known, what others say of it. */
export function showApp(out: Output, app: App): void {
  out.heading(`${app.name} [${app.id}]`);
  out.line(`${app.vendor}; controlled from ${app.countryOfControl}; ${app.categories.join(', ')}`);
  if (app.forkOf !== undefined) out.line(`Another client of ${app.forkOf}.`);
  out.line();
  out.table(
    ['channel', 'known by', 'value', 'how sure'],
    app.identifiers.map(({ channel, kind, value, confidence }) => [channel, kind, value, confidence]),
  );
  const web = [...(app.web?.domains ?? []), ...(app.web?.hosts ?? [])];
  if (web.length > 0) {
    out.line();
    out.table(
      ['on the web', 'how sure'],
      web.map((one) => [`${one.value}${'path' in one ? one.path : ''}`, one.confidence]),
    );
  }
  for (const { place, holds, fate } of app.data ?? [])
    out.line(`Removal: ${place} (${holds.join(', ')}) is ${fate}.`);
  if (app.advice.length === 0) return;
  out.line();
  out.table(
    ['advice', 'in their words'],
    app.advice.map(({ level, summary }) => [level, summary]),
  );
}
