// Before the page's first byte is drawn or its first script runs.
window.stop();
document.documentElement?.remove();
if (window.top === window.self) {
  const [entry] = performance.getEntriesByType('navigation');
  const cameBack = entry instanceof PerformanceNavigationTiming && entry.type === 'back_forward';
  const page = chrome.runtime.getURL('page.html');
  location.replace(`${page}${cameBack ? '?back' : ''}#${location.href}`);
}
