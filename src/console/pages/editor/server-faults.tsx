import { Alert, Button, Paragraph } from '@digdir/designsystemet-react';
import { useEffect, useRef } from 'react';
import type { ConsoleKey } from '#locales/console/console-messages.ts';
import { useWords } from '../../shell/words.tsx';
import { editorPlace, type ServerFault } from '../../view-models/server-faults.ts';
import { useFaultWords } from './editing-context.ts';
import './editor.css';

const names = {
  '/from': 'editor.from',
  '/review': 'editor.review',
  '/grace': 'editor.grace',
  '/pausable': 'rollouts.pauses',
  '/audience': 'editor.audience',
  '/exemptions': 'editor.exemptions',
  '/basis': 'editor.basis',
  '/notice': 'editor.texts',
  '/matcher': 'editor.matcher',
  '/apps': 'editor.apps',
  '/removal': 'editor.removal',
  '/binding': 'editor.binding',
  '/channels': 'editor.channels',
  '/effect': 'editor.effect',
} as const satisfies Readonly<Record<string, ConsoleKey>>;

/** The name of the part of a ban in which a field is; undefined for the ban as a whole. */
export function partName(field: string): (typeof names)[keyof typeof names] | undefined {
  const part = /^\/[^/]+/.exec(field)?.[0] ?? '';
  return Object.entries(names).find(([place]) => place === part)?.[1];
}

/** Puts the focus where a fault stands; false where the editor has no such place. */
function focusPlace(place: string): boolean {
  const found = [...document.querySelectorAll<HTMLElement>('[data-place]')].find(
    (one) => one.dataset['place'] === place,
  );
  found?.focus();
  return found !== undefined;
}

/** What the server found wrong with the ban, each with the way to its field; whoever comes here begins at the first. */
export function ServerFaults({ faults }: { readonly faults: readonly ServerFault[] }) {
  const { say } = useWords();
  const sentence = useFaultWords();
  const summary = useRef<HTMLDivElement>(null);
  const first = useRef(faults);
  useEffect(() => {
    const wrong = new Set(first.current.map(({ field }) => editorPlace(field)));
    if (wrong.size === 0) return undefined;
    // After the heading took the focus, as on every page.
    const timer = setTimeout(() => {
      const places = [...document.querySelectorAll<HTMLElement>('[data-place]')];
      (places.find(({ dataset }) => wrong.has(dataset['place'] ?? '')) ?? summary.current)?.focus();
    }, 0);
    return () => clearTimeout(timer);
  }, []);
  if (faults.length === 0) return null;
  return (
    <Alert data-color="warning" role="status" ref={summary} tabIndex={-1}>
      <Paragraph className="strong">{say('editor.faults', { count: faults.length })}</Paragraph>
      <ul className="points fault-list">
        {faults.map((fault) => {
          const part = partName(fault.field);
          const place = editorPlace(fault.field);
          return (
            <li key={`${fault.field} ${fault.message}`}>
              {part !== undefined &&
                (place === '' ? (
                  `${say(part)}: `
                ) : (
                  <Button variant="tertiary" data-size="sm" onClick={() => focusPlace(place)}>
                    {say(part)}
                  </Button>
                ))}{' '}
              {sentence(fault)}
            </li>
          );
        })}
      </ul>
    </Alert>
  );
}
