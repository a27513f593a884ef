import type { Reported } from '#protocol/console-report.ts';
import { useWords } from '../../shell/words.tsx';

/** A number of a report in words: one that may point to a person is not told. */
export function useReported(): (reported: Reported) => string {
  const { say, number } = useWords();
  return (reported) =>
    typeof reported === 'number' ? number(reported) : say('report.under', { limit: number(reported.under) });
}
