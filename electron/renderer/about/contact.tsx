import { Paragraph } from '@digdir/designsystemet-react';
import { inLanguage, languageShown } from '#locales/language.ts';
import { Section } from '../parts/section.tsx';
import { useTray } from '../tray-context.ts';

/** Why the organisation may do this, and whom the person can ask. */
export function Contact() {
  const { state, say } = useTray();
  const organisation = state.status?.organisation;
  if (organisation === undefined) return null;
  const { name, contact, legalBasis = {}, dataProtection } = organisation;
  const basis = inLanguage(legalBasis, state.language);
  return (
    <>
      <Section title={say('about.legal-basis.heading', { organisation: name })}>
        {basis === '' ? (
          <Paragraph>{say('about.legal-basis.missing', { contact })}</Paragraph>
        ) : (
          <Paragraph lang={languageShown(legalBasis, state.language)}>{basis}</Paragraph>
        )}
      </Section>
      <Section title={say('about.contact.heading')}>
        <Paragraph>
          {name}. {say('notice.contact', { contact })}
        </Paragraph>
        {dataProtection !== undefined && (
          <Paragraph>{say('about.data-protection', { contact: dataProtection })}</Paragraph>
        )}
      </Section>
    </>
  );
}
