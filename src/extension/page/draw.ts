import type { PageWords, WebRule } from '#protocol/browser-agent.ts';

type Deed = () => void;
export type Deeds = { readonly back: Deed; readonly onward: Deed; readonly open: Deed };
type Told = { readonly effect: WebRule['effect']; readonly words: PageWords };

/** Shows the rule. The focus goes nowhere: the page is read from its top, like any other. */
export function drawRule(into: HTMLElement, { effect, words }: Told, deeds: Deeds): void {
  begin(into, words.language, words.title);
  into.append(
    element('div', { class: `head ${effect}` }, sign('rule'), element('h1', {}, words.title)),
    element('p', { class: 'lead' }, words.lead),
    ...words.remarks.map((remark) => element('p', {}, remark)),
    ...words.sections.map(({ heading, paragraphs }) =>
      section(
        heading,
        ...paragraphs.map(({ text, language }) =>
          element('p', { class: 'own-words', ...lang(language) }, text),
        ),
      ),
    ),
    ...(words.reading === undefined ? [] : [reading(words.reading)]),
    element('p', { class: 'quiet' }, words.contact),
    element('p', { class: 'quiet' }, words.privacy),
    actions(words, deeds),
  );
}

/** Shows that the rule ended while the page was open; said aloud, for it comes by itself. */
export function drawOver(into: HTMLElement, words: PageWords, deeds: Deeds): void {
  begin(into, words.language, words.openAgain);
  const heading = element('h1', { tabindex: '-1' }, words.openAgain);
  into.append(
    element('div', { class: 'head over' }, sign('over'), heading),
    element(
      'div',
      { class: 'actions' },
      element(
        'div',
        { class: 'buttons' },
        button(words.open, 'first', deeds.open),
        button(words.back, '', deeds.back),
      ),
    ),
  );
  heading.focus();
}

/** Opened by hand, and for nothing. */
export function drawNothing(into: HTMLElement): void {
  begin(into, 'en', 'Portvakt');
  into.append(element('h1', {}, 'Portvakt'));
}

function begin(into: HTMLElement, language: string, title: string): void {
  document.documentElement.lang = language;
  document.title = title;
  into.replaceChildren();
}

function reading({ heading, links }: NonNullable<PageWords['reading']>): HTMLElement {
  const items = links.map(({ title, url, language }) =>
    element(
      'li',
      {},
      element('a', { href: url, rel: 'noreferrer', target: '_blank', ...lang(language) }, title),
    ),
  );
  return section(heading, element('ul', {}, ...items));
}

function actions(words: PageWords, deeds: Deeds): HTMLElement {
  const buttons = [button(words.back, 'first', deeds.back)];
  if (words.onward !== undefined) buttons.push(button(words.onward, '', deeds.onward));
  const means =
    words.onward === undefined || words.onwardMeans === undefined
      ? []
      : [element('p', { id: 'onward-means', class: 'quiet' }, words.onwardMeans)];
  if (means.length > 0) buttons[1]?.setAttribute('aria-describedby', 'onward-means');
  return element('div', { class: 'actions' }, element('div', { class: 'buttons' }, ...buttons), ...means);
}

function section(heading: string, ...content: readonly HTMLElement[]): HTMLElement {
  return element('section', {}, element('h2', {}, heading), ...content);
}

function button(label: string, kind: string, deed: Deed): HTMLElement {
  const made = element('button', { type: 'button', ...(kind === '' ? {} : { class: kind }) }, label);
  made.addEventListener('click', deed);
  return made;
}

const lang = (language: string | undefined): Readonly<Record<string, string>> =>
  language === undefined ? {} : { lang: language };

/** Strings become text, never markup. */
function element(
  name: string,
  attributes: Readonly<Record<string, string>>,
  ...content: readonly (Node | string)[]
): HTMLElement {
  const made = document.createElement(name);
  for (const [attribute, value] of Object.entries(attributes)) made.setAttribute(attribute, value);
  made.append(...content);
  return made;
}

/** The tray's own drawings for a web client, and for the end of a rule. */
const drawings = {
  rule: 'M3.5 5.5h17v13h-17zM3.5 9.5h17M9 14h6',
  over: 'M5 11.5h14v9H5zM8.5 11.5V7.5a3.5 3.5 0 0 1 6.7-1.4',
} as const;

function sign(kind: keyof typeof drawings): SVGElement {
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  svg.setAttribute('viewBox', '0 0 24 24');
  svg.setAttribute('aria-hidden', 'true');
  const path = document.createElementNS('http://www.w3.org/2000/svg', 'path');
  path.setAttribute('d', drawings[kind]);
  svg.append(path);
  return svg;
}
