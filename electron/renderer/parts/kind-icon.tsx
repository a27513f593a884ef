import type { Notice } from '#protocol/notice.ts';

/** One drawing per kind, told apart by shape; the words beside it say the same. */
const drawings: Readonly<Record<Notice['kind'], string>> = {
  inform: 'M12 11v5.5M12 7.6v.2M21 12a9 9 0 1 1-18 0 9 9 0 0 1 18 0Z',
  warn: 'M12 7.5V12l3 2M21 12a9 9 0 1 1-18 0 9 9 0 0 1 18 0Z',
  closing: 'M7 3.5h10M7 20.5h10M8 3.5v3.8l8 9.4v3.8M16 3.5v3.8l-8 9.4v3.8',
  block: 'M8 12h8M21 12a9 9 0 1 1-18 0 9 9 0 0 1 18 0Z',
  web: 'M3.5 5.5h17v13h-17zM3.5 9.5h17M9 14h6',
  'exemption-answered': 'M4 5h16v11H10.5L6.5 19.5v-3.5H4zM8.5 10.5l2.3 2.3 4.7-4.6',
  'exemption-ends-soon': 'M4 6h16v14H4zM4 10.5h16M8.5 3.5V7.5M15.5 3.5V7.5M12 13.5v3M12 13.5h.1',
  lifted: 'M5 11.5h14v9H5zM8.5 11.5V7.5a3.5 3.5 0 0 1 6.7-1.4',
  removed: 'm7.5 12.3 3.200 3.200 6-6.5M21 12a9 9 0 1 1-18 0 9 9 0 0 1 18 0Z',
};

export const KindIcon = ({ kind }: { readonly kind: Notice['kind'] }) => (
  <svg className="kind-icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
    <path d={drawings[kind]} />
  </svg>
);
