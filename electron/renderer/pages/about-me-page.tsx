import { Paragraph } from '@digdir/designsystemet-react';
import { BanBasis } from '../about/ban-basis.tsx';
import { Contact } from '../about/contact.tsx';
import { Ledger } from '../about/ledger.tsx';
import { NeverReported } from '../about/never-reported.tsx';
import { Reported } from '../about/reported.tsx';
import { PageHeading } from '../parts/page-heading.tsx';
import { useTray } from '../tray-context.ts';

/** All that Portvakt knows about the person, and what it never learns. */
export function AboutMePage() {
  const { say } = useTray();
  return (
    <>
      <PageHeading>{say('about.heading')}</PageHeading>
      <Paragraph className="lead">{say('about.intro')}</Paragraph>
      <Reported />
      <NeverReported />
      <Ledger />
      <BanBasis />
      <Contact />
    </>
  );
}
