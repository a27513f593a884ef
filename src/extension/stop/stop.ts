// Before the page's first byte is drawn or its first script runs.
window.stop();
document.documentElement?.remove();
if (window.top === window.self) location.replace(`${chrome.runtime.getURL('page.html')}#${location.href}`);
