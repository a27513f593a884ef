export type Cell = string | number | boolean | undefined;

/**
 * One row of RFC 4180. Texts that a spreadsheet would take for a formula begin with an apostrophe; so does what stands after a
 * semicolon, tab or line break: where a comma is the decimal sign, spreadsheets end cells there and do not see our quotes.
 */
export const csvRow = (cells: readonly Cell[]): string => `${cells.map(csvCell).join(',')}\r\n`;

function csvCell(cell: Cell): string {
  if (cell === undefined) return '';
  if (typeof cell !== 'string') return String(cell);
  const inner = cell.replaceAll(/([;\t\r\n])([ "']*[=+\-@\uFF1D\uFF0B\uFF0D\uFF20])/gu, "$1'$2");
  const text = /^\s*[=+\-@\t\r\uFF1D\uFF0B\uFF0D\uFF20]/u.test(cell) ? `'${inner}` : inner;
  return /[",\r\n]/.test(text) || text !== text.trim() ? `"${text.replaceAll('"', '""')}"` : text;
}
