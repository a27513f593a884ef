import type { Language, Texts } from '#policy/primitives.ts';

/** What an organisation of each country would write, with the long words of its language. */
export const why: Readonly<Record<Language, string>> = {
  nb: 'Nasjonal sikkerhetsmyndighet vurderer at Telegram ikke gir tilstrekkelig informasjonssikkerhet på tjenesteenheter som er koblet til virksomhetens interne systemer.',
  nn: 'Nasjonalt tryggingsorgan vurderer at Telegram ikkje gir tilstrekkeleg informasjonstryggleik på tenesteeiningar som er kopla til dei interne systema i verksemda.',
  da: 'Center for Cybersikkerhed vurderer, at Telegram ikke giver tilstrækkelig informationssikkerhed på tjenesteenheder, der er forbundet med organisationens interne systemer.',
  sv: 'Säkerhetspolisen bedömer att Telegram inte ger tillräcklig informationssäkerhet på tjänsteenheter som är anslutna till verksamhetens interna system.',
  nl: 'Het Centrum voor Cybersecurity oordeelt dat Telegram onvoldoende informatiebeveiliging biedt op diensttoestellen die met de interne informatiesystemen verbonden zijn.',
  fr: 'Le Centre pour la cybersécurité estime que Telegram n’offre pas une protection suffisante des informations sur les appareils professionnels reliés aux systèmes internes.',
  de: 'Das Bundesamt für Sicherheit in der Informationstechnik sieht bei Telegram keine ausreichende Informationssicherheit auf Dienstgeräten mit Zugang zu internen Verwaltungsinformationssystemen.',
  en: 'The national security authority finds that Telegram does not protect information well enough on work devices connected to internal systems.',
};

export const instead: Readonly<Record<Language, string>> = {
  nb: 'Bruk Signal til raske meldinger, og samhandlingsløsningen til alt som skal arkiveres.',
  nn: 'Bruk Signal til raske meldingar, og samhandlingsløysinga til alt som skal arkiverast.',
  da: 'Brug Signal til hurtige beskeder og samarbejdsplatformen til alt, der skal journaliseres.',
  sv: 'Använd Signal för snabba meddelanden och samarbetsplattformen för allt som ska diarieföras.',
  nl: 'Gebruik Signal voor snelle berichten en het samenwerkingsplatform voor alles wat gearchiveerd wordt.',
  fr: 'Utilisez Signal pour les messages rapides et la plateforme de collaboration pour tout ce qui doit être archivé.',
  de: 'Verwenden Sie Signal für kurze Nachrichten und die Zusammenarbeitsplattform für alles Aktenrelevante.',
  en: 'Use Signal for quick messages, and the collaboration platform for whatever has to be filed.',
};

export const legalBasis: Texts = {
  nb: 'Arbeidsmiljøloven § 9-1 og personvernforordningen artikkel 6 nr. 1 bokstav f.',
  de: 'Art. 6 Abs. 1 Buchst. e DSGVO in Verbindung mit dem Landesdatenschutzgesetz.',
  en: 'Article 6(1)(e) of the General Data Protection Regulation.',
};

export const organisations: Readonly<Record<Language, string>> = {
  nb: 'Eksempel kommune',
  nn: 'Døme kommune',
  da: 'Eksempel Kommune',
  sv: 'Exempel kommun',
  nl: 'Agentschap Voorbeeldvlaanderen',
  fr: 'Commune d’Exempleville',
  de: 'Gemeindeverwaltungsverband Beispielstadt',
  en: 'Exampleton Council',
};
