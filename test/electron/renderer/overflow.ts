/** One place where a person cannot read what is written. */
export type Overflow = { readonly what: string; readonly where: string };

/**
 * Runs in the page. Finds text that is cut off or lies where nobody can scroll to: a page wider than the window, boxes
 * whose content is larger than they show, texts that end beyond the window's edge or lie under one another's edge. What
 * only screen readers get, and boxes that scroll by themselves, are left alone.
 */
export function findOverflow(): readonly Overflow[] {
  const found: Overflow[] = [];
  const place = (element: Element): string => {
    const words = (element.textContent ?? '').trim().slice(0, 60);
    return `<${element.tagName.toLowerCase()} class="${element.getAttribute('class') ?? ''}"> ${words}`;
  };
  const report = (what: string, element: Element): void => {
    found.push({ what, where: place(element) });
  };
  const width = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth > width + 1)
    report(`the page is ${document.documentElement.scrollWidth} px wide in ${width} px`, document.body);

  const forEyes = (element: Element): boolean =>
    element.closest(
      '.ds-sr-only, .ds-skip-link, [aria-hidden="true"] svg, details:not([open]) > :not(summary)',
    ) === null && element.checkVisibility({ opacityProperty: true, visibilityProperty: true });

  for (const element of document.body.querySelectorAll('*')) {
    if (!(element instanceof HTMLElement) || !forEyes(element)) continue;
    const style = getComputedStyle(element);
    const clips = (overflow: string): boolean => overflow === 'hidden' || overflow === 'clip';
    if (clips(style.overflowX) && element.scrollWidth > element.clientWidth + 1)
      report(`cut off at the side: ${element.scrollWidth} px in ${element.clientWidth} px`, element);
    if (clips(style.overflowY) && element.scrollHeight > element.clientHeight + 1)
      report(`cut off below: ${element.scrollHeight} px in ${element.clientHeight} px`, element);
    if (
      style.overflowX === 'visible' &&
      style.display !== 'inline' &&
      element.scrollWidth > element.clientWidth + 1
    )
      report(`wider than its box: ${element.scrollWidth} px in ${element.clientWidth} px`, element);
    if (style.textOverflow === 'ellipsis' && element.scrollWidth > element.clientWidth)
      report('shortened with dots', element);
    if (element instanceof HTMLButtonElement && element.scrollHeight > element.clientHeight + 1)
      report('a button lower than its text', element);
  }

  /** What scrolls by itself brings all of its text before the eye. */
  const scrolls = (element: Element | null): boolean =>
    element !== null &&
    (/^(?:auto|scroll)$/.test(getComputedStyle(element).overflowX) || scrolls(element.parentElement));

  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
    const parent = node.parentElement;
    if (parent === null || (node.textContent ?? '').trim() === '' || !forEyes(parent)) continue;
    if (scrolls(parent)) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    for (const box of range.getClientRects())
      if (box.width > 0 && (box.left < -1 || box.right > width + 1))
        report(`text from ${Math.round(box.left)} to ${Math.round(box.right)} px in ${width} px`, parent);
  }
  return found;
}
