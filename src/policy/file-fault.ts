/** One mistake in a file that IT wrote: what, where, and what to write instead. */
export type FileFault = {
  readonly file: string;
  /** 1-based; 0 where the file as a whole is meant. */
  readonly line: number;
  readonly column: number;
  /** Path of the field in the file, `bans[0].effect`; '' for the whole file. */
  readonly field: string;
  readonly message: string;
  readonly advice: string;
};

/** `policy.yaml:12:5: bans[0].effect: …` as compilers write it, so that editors can jump there. */
export function formatFileFault(fault: FileFault): string {
  const place = fault.line === 0 ? fault.file : `${fault.file}:${fault.line}:${fault.column}`;
  const field = fault.field === '' ? '' : ` ${fault.field}:`;
  return `${place}:${field} ${fault.message}. ${fault.advice}`;
}
