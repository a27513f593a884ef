import { useWords } from '../shell/words.tsx';
import type { LevelCount } from '../view-models/levels.ts';

/** How many PCs stand at each level: lengths for the eye, the same in words for everybody. */
export function LevelBar({ counts }: { readonly counts: readonly LevelCount[] }) {
  const { say, number } = useWords();
  const all = counts.reduce((sum, { devices }) => sum + devices, 0);
  if (all === 0) return null;
  return (
    <div className="level-bar-box">
      <div className="level-bar" aria-hidden="true">
        {counts.map(({ level, devices }) => (
          <span key={level} className={`level level-${level}`} style={{ flexGrow: devices }} />
        ))}
      </div>
      <ul className="level-words">
        {counts.map(({ level, devices }) => (
          <li key={level}>
            <span className={`level-dot level-${level}`} aria-hidden="true" /> {say(`shell.level.${level}`)}:{' '}
            {number(devices)}
          </li>
        ))}
      </ul>
    </div>
  );
}

/** How far something has come, 0..1; `words` say the same. */
export const ProgressBar = (props: {
  readonly share: number;
  readonly words: string;
  readonly tone?: 'accent' | 'warning' | 'danger';
}) => (
  <div className="progress">
    <div
      className={`progress-track progress-${props.tone ?? 'accent'}`}
      role="progressbar"
      aria-label={props.words}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={Math.round(props.share * 100)}
    >
      <span style={{ width: `${Math.round(props.share * 100)}%` }} />
    </div>
    <span className="quiet">{props.words}</span>
  </div>
);
