import { useWords } from '../../shell/words.tsx';

/** The day by which a ban is decided anew, and how far off it is. */
export function ReviewWords({ day: review, inDays }: { readonly day: string; readonly inDays: number }) {
  const { say, day } = useWords();
  return (
    <>
      {day(review)}
      <br />
      <span className={inDays < 0 ? 'strong' : 'quiet'}>
        {inDays < 0 ? say('bans.review.passed', { days: -inDays }) : say('bans.review.in', { days: inDays })}
      </span>
    </>
  );
}
