import type { Ban } from '#policy/ban.ts';
import { inLanguage } from '#locales/language.ts';
import { WebLink } from '../../parts/web-link.tsx';
import { useWords } from '../../shell/words.tsx';

/** What an authority points to for its ban. */
export function BanSources({ ban }: { readonly ban: Pick<Ban, 'notice'> }) {
  const { say, language } = useWords();
  const sources = ban.notice.furtherReading ?? [];
  if (sources.length === 0) return null;
  return (
    <>
      <div className="quiet">{say('packs.ban.sources')}</div>
      <ul className="points">
        {sources.map(({ title, url }) => (
          <li key={url}>
            <WebLink url={url}>{inLanguage(title, language)}</WebLink>
          </li>
        ))}
      </ul>
    </>
  );
}
