import type { Language } from './language.ts';

type Part = { readonly title: string; readonly text: string };
/**
 * What a browser is shown on the way into the console. `{said}`, `{name}` and `{contact}` stand for what the provider
 * answered, how it calls the person, and whom the organisation names.
 */
export type SignInWords = {
  readonly begin: string;
  readonly start: string;
  readonly noProvider: Part;
  readonly beginAgain: Part;
  readonly notAccepted: Part;
  readonly providerRefused: Part;
  readonly providerAway: Part;
  readonly noRule: Part;
  readonly revoked: Part;
  readonly ask: string;
  readonly askContact: string;
  readonly tooMany: Part;
  readonly serverFault: Part;
  readonly link: Part & { readonly noScript: string };
};

export const signInWords: Readonly<Record<Language, SignInWords>> = {
  nb: {
    begin: 'Begynn på nytt',
    start: 'Til startsiden',
    noProvider: {
      title: 'Ingen innloggingstjeneste er satt opp',
      text: 'Denne serveren er ikke koblet til noen innloggingstjeneste. Logg inn med en tilgangsnøkkel eller en engangslenke.',
    },
    beginAgain: {
      title: 'Innloggingen kan ikke fullføres',
      text: 'Den ble begynt for mer enn ti minutter siden eller i en annen nettleser, eller den er allerede fullført.',
    },
    notAccepted: {
      title: 'Innloggingen ble ikke godtatt',
      text: 'Svaret fra innloggingstjenesten hørte ikke til denne innloggingen, eller det gjaldt ikke lenger.',
    },
    providerRefused: {
      title: 'Innloggingstjenesten logget deg ikke inn',
      text: 'Den svarer: {said}',
    },
    providerAway: {
      title: 'Innloggingstjenesten svarer ikke',
      text: 'Prøv igjen om litt. Administratorer kan logge inn med en tilgangsnøkkel eller en engangslenke imens.',
    },
    noRule: {
      title: 'Du har ingen rolle her ennå',
      text: 'Innloggingstjenesten kjenner deg som {name}, men ingen regel på denne serveren gir deg en rolle.',
    },
    revoked: { title: 'Tilgangen din er avsluttet', text: 'En administrator har avsluttet den.' },
    ask: 'Spør en administrator for Portvakt der du arbeider.',
    askContact: 'Spør en administrator for Portvakt der du arbeider, eller {contact}.',
    tooMany: {
      title: 'For mange forsøk',
      text: 'For mange innlogginger har mislyktes i det siste. Vent et minutt og prøv igjen.',
    },
    serverFault: { title: 'Noe gikk galt på serveren', text: 'Prøv igjen om litt.' },
    link: { title: 'Logg inn', text: 'Et øyeblikk …', noScript: 'Denne siden trenger JavaScript.' },
  },
  nn: {
    begin: 'Byrj på nytt',
    start: 'Til startsida',
    noProvider: {
      title: 'Inga innloggingsteneste er sett opp',
      text: 'Denne tenaren er ikkje kopla til noka innloggingsteneste. Logg inn med ein tilgangsnøkkel eller ei eingongslenkje.',
    },
    beginAgain: {
      title: 'Innlogginga kan ikkje fullførast',
      text: 'Ho vart byrja for meir enn ti minutt sidan eller i ein annan nettlesar, eller ho er alt fullført.',
    },
    notAccepted: {
      title: 'Innlogginga vart ikkje godteken',
      text: 'Svaret frå innloggingstenesta høyrde ikkje til denne innlogginga, eller det galdt ikkje lenger.',
    },
    providerRefused: { title: 'Innloggingstenesta logga deg ikkje inn', text: 'Ho svarar: {said}' },
    providerAway: {
      title: 'Innloggingstenesta svarar ikkje',
      text: 'Prøv igjen om litt. Administratorar kan logge inn med ein tilgangsnøkkel eller ei eingongslenkje så lenge.',
    },
    noRule: {
      title: 'Du har inga rolle her enno',
      text: 'Innloggingstenesta kjenner deg som {name}, men ingen regel på denne tenaren gjev deg ei rolle.',
    },
    revoked: { title: 'Tilgangen din er avslutta', text: 'Ein administrator har avslutta han.' },
    ask: 'Spør ein administrator for Portvakt der du arbeider.',
    askContact: 'Spør ein administrator for Portvakt der du arbeider, eller {contact}.',
    tooMany: {
      title: 'For mange forsøk',
      text: 'For mange innloggingar har mislukkast i det siste. Vent eit minutt og prøv igjen.',
    },
    serverFault: { title: 'Noko gjekk gale på tenaren', text: 'Prøv igjen om litt.' },
    link: { title: 'Logg inn', text: 'Ein augneblink …', noScript: 'Denne sida treng JavaScript.' },
  },
  da: {
    begin: 'Begynd forfra',
    start: 'Til startsiden',
    noProvider: {
      title: 'Der er ingen login-tjeneste',
      text: 'Denne server er ikke forbundet med en login-tjeneste. Log ind med en adgangsnøgle eller et engangslink.',
    },
    beginAgain: {
      title: 'Dette login kan ikke fuldføres',
      text: 'Det blev begyndt for mere end ti minutter siden eller i en anden browser, eller det er allerede fuldført.',
    },
    notAccepted: {
      title: 'Dette login blev ikke godtaget',
      text: 'Svaret fra login-tjenesten hørte ikke til dette login, eller det gjaldt ikke længere.',
    },
    providerRefused: { title: 'Login-tjenesten loggede dig ikke ind', text: 'Den svarer: {said}' },
    providerAway: {
      title: 'Login-tjenesten svarer ikke',
      text: 'Prøv igen om lidt. Administratorer kan imens logge ind med en adgangsnøgle eller et engangslink.',
    },
    noRule: {
      title: 'Du har ingen rolle her endnu',
      text: 'Login-tjenesten kender dig som {name}, men ingen regel på denne server giver dig en rolle.',
    },
    revoked: { title: 'Din adgang er afsluttet', text: 'En administrator har afsluttet den.' },
    ask: 'Spørg en administrator for Portvakt på din arbejdsplads.',
    askContact: 'Spørg en administrator for Portvakt på din arbejdsplads, eller {contact}.',
    tooMany: {
      title: 'For mange forsøg',
      text: 'For mange login er mislykkedes for nylig. Vent et minut og prøv igen.',
    },
    serverFault: { title: 'Noget gik galt på serveren', text: 'Prøv igen om lidt.' },
    link: { title: 'Log ind', text: 'Et øjeblik …', noScript: 'Denne side kræver JavaScript.' },
  },
  sv: {
    begin: 'Börja om',
    start: 'Till startsidan',
    noProvider: {
      title: 'Det finns ingen inloggningstjänst',
      text: 'Den här servern är inte kopplad till någon inloggningstjänst. Logga in med en åtkomstnyckel eller en engångslänk.',
    },
    beginAgain: {
      title: 'Inloggningen kan inte slutföras',
      text: 'Den påbörjades för mer än tio minuter sedan eller i en annan webbläsare, eller är redan slutförd.',
    },
    notAccepted: {
      title: 'Inloggningen godtogs inte',
      text: 'Svaret från inloggningstjänsten hörde inte till den här inloggningen, eller gällde inte längre.',
    },
    providerRefused: { title: 'Inloggningstjänsten loggade inte in dig', text: 'Den svarar: {said}' },
    providerAway: {
      title: 'Inloggningstjänsten svarar inte',
      text: 'Försök igen om en stund. Administratörer kan under tiden logga in med en åtkomstnyckel eller en engångslänk.',
    },
    noRule: {
      title: 'Du har ingen roll här ännu',
      text: 'Inloggningstjänsten känner dig som {name}, men ingen regel på den här servern ger dig en roll.',
    },
    revoked: { title: 'Din åtkomst är avslutad', text: 'En administratör har avslutat den.' },
    ask: 'Fråga en administratör för Portvakt på din arbetsplats.',
    askContact: 'Fråga en administratör för Portvakt på din arbetsplats, eller {contact}.',
    tooMany: {
      title: 'För många försök',
      text: 'För många inloggningar har misslyckats den senaste tiden. Vänta en minut och försök igen.',
    },
    serverFault: { title: 'Något gick fel på servern', text: 'Försök igen om en stund.' },
    link: { title: 'Logga in', text: 'Ett ögonblick …', noScript: 'Den här sidan kräver JavaScript.' },
  },
  nl: {
    begin: 'Opnieuw beginnen',
    start: 'Naar de startpagina',
    noProvider: {
      title: 'Er is geen aanmelddienst',
      text: 'Deze server is niet met een aanmelddienst verbonden. Meld je aan met een toegangssleutel of een eenmalige link.',
    },
    beginAgain: {
      title: 'Deze aanmelding kan niet worden voltooid',
      text: 'Ze werd meer dan tien minuten geleden of in een andere browser begonnen, of ze is al voltooid.',
    },
    notAccepted: {
      title: 'Deze aanmelding werd niet aanvaard',
      text: 'Het antwoord van de aanmelddienst hoorde niet bij deze aanmelding, of was niet meer geldig.',
    },
    providerRefused: { title: 'De aanmelddienst heeft je niet aangemeld', text: 'Hij antwoordt: {said}' },
    providerAway: {
      title: 'De aanmelddienst antwoordt niet',
      text: 'Probeer het straks opnieuw. Beheerders kunnen zich intussen aanmelden met een toegangssleutel of een eenmalige link.',
    },
    noRule: {
      title: 'Je hebt hier nog geen rol',
      text: 'De aanmelddienst kent je als {name}, maar geen enkele regel van deze server geeft je een rol.',
    },
    revoked: { title: 'Je toegang is beëindigd', text: 'Een beheerder heeft die beëindigd.' },
    ask: 'Vraag het aan een beheerder van Portvakt in je organisatie.',
    askContact: 'Vraag het aan een beheerder van Portvakt in je organisatie, of aan {contact}.',
    tooMany: {
      title: 'Te veel pogingen',
      text: 'Er zijn de laatste tijd te veel aanmeldingen mislukt. Wacht een minuut en probeer het opnieuw.',
    },
    serverFault: { title: 'Er ging iets mis op de server', text: 'Probeer het straks opnieuw.' },
    link: { title: 'Aanmelden', text: 'Een ogenblik …', noScript: 'Deze pagina heeft JavaScript nodig.' },
  },
  fr: {
    begin: 'Recommencer',
    start: 'Vers la page d’accueil',
    noProvider: {
      title: 'Il n’y a pas de fournisseur d’identité',
      text: 'Ce serveur n’est relié à aucun fournisseur d’identité. Connectez-vous avec un jeton d’accès ou un lien à usage unique.',
    },
    beginAgain: {
      title: 'Cette connexion ne peut pas être terminée',
      text: 'Elle a été commencée il y a plus de dix minutes ou dans un autre navigateur, ou elle est déjà terminée.',
    },
    notAccepted: {
      title: 'Cette connexion n’a pas été acceptée',
      text: 'La réponse du fournisseur d’identité ne correspondait pas à cette connexion, ou n’était plus valable.',
    },
    providerRefused: {
      title: 'Le fournisseur d’identité ne vous a pas connecté',
      text: 'Il répond : {said}',
    },
    providerAway: {
      title: 'Le fournisseur d’identité ne répond pas',
      text: 'Réessayez dans un moment. En attendant, les administrateurs peuvent se connecter avec un jeton d’accès ou un lien à usage unique.',
    },
    noRule: {
      title: 'Vous n’avez pas encore de rôle ici',
      text: 'Le fournisseur d’identité vous connaît comme {name}, mais aucune règle de ce serveur ne vous donne de rôle.',
    },
    revoked: { title: 'Votre accès a pris fin', text: 'Un administrateur y a mis fin.' },
    ask: 'Adressez-vous à un administrateur de Portvakt dans votre organisation.',
    askContact: 'Adressez-vous à un administrateur de Portvakt dans votre organisation, ou à {contact}.',
    tooMany: {
      title: 'Trop de tentatives',
      text: 'Trop de connexions ont échoué récemment. Attendez une minute, puis réessayez.',
    },
    serverFault: { title: 'Le serveur a rencontré une erreur', text: 'Réessayez dans un moment.' },
    link: { title: 'Se connecter', text: 'Un instant…', noScript: 'Cette page a besoin de JavaScript.' },
  },
  de: {
    begin: 'Neu beginnen',
    start: 'Zur Startseite',
    noProvider: {
      title: 'Es gibt keinen Anmeldedienst',
      text: 'Dieser Server ist mit keinem Anmeldedienst verbunden. Melden Sie sich mit einem Zugangsschlüssel oder einem Einmal-Link an.',
    },
    beginAgain: {
      title: 'Diese Anmeldung kann nicht abgeschlossen werden',
      text: 'Sie wurde vor mehr als zehn Minuten oder in einem anderen Browser begonnen, oder sie ist schon abgeschlossen.',
    },
    notAccepted: {
      title: 'Diese Anmeldung wurde nicht angenommen',
      text: 'Die Antwort des Anmeldedienstes gehörte nicht zu dieser Anmeldung oder galt nicht mehr.',
    },
    providerRefused: { title: 'Der Anmeldedienst hat Sie nicht angemeldet', text: 'Er antwortet: {said}' },
    providerAway: {
      title: 'Der Anmeldedienst antwortet nicht',
      text: 'Versuchen Sie es gleich noch einmal. Die Administration kann sich inzwischen mit einem Zugangsschlüssel oder einem Einmal-Link anmelden.',
    },
    noRule: {
      title: 'Sie haben hier noch keine Rolle',
      text: 'Der Anmeldedienst kennt Sie als {name}, aber keine Regel dieses Servers gibt Ihnen eine Rolle.',
    },
    revoked: { title: 'Ihr Zugang wurde beendet', text: 'Die Administration hat ihn beendet.' },
    ask: 'Fragen Sie die Administration von Portvakt in Ihrer Organisation.',
    askContact: 'Fragen Sie die Administration von Portvakt in Ihrer Organisation oder {contact}.',
    tooMany: {
      title: 'Zu viele Versuche',
      text: 'Zuletzt sind zu viele Anmeldungen gescheitert. Warten Sie eine Minute und versuchen Sie es noch einmal.',
    },
    serverFault: {
      title: 'Auf dem Server ist etwas schiefgegangen',
      text: 'Versuchen Sie es gleich noch einmal.',
    },
    link: { title: 'Anmelden', text: 'Einen Augenblick …', noScript: 'Diese Seite braucht JavaScript.' },
  },
  en: {
    begin: 'Begin again',
    start: 'To the start page',
    noProvider: {
      title: 'There is no identity provider',
      text: 'This server is not connected with an identity provider. Sign in with an access token or a one-time link.',
    },
    beginAgain: {
      title: 'This sign-in cannot be finished',
      text: 'It was begun more than ten minutes ago or in another browser, or it is finished already.',
    },
    notAccepted: {
      title: 'This sign-in was not accepted',
      text: 'The answer of the identity provider did not belong to this sign-in, or was not valid any more.',
    },
    providerRefused: { title: 'The identity provider did not sign you in', text: 'It answers: {said}' },
    providerAway: {
      title: 'The identity provider does not answer',
      text: 'Try again in a moment. Administrators can sign in with an access token or a one-time link meanwhile.',
    },
    noRule: {
      title: 'You have no role here yet',
      text: 'The identity provider knows you as {name}, but no rule of this server gives you a role.',
    },
    revoked: { title: 'Your access was ended', text: 'An administrator ended it.' },
    ask: 'Ask an administrator of Portvakt in your organisation.',
    askContact: 'Ask an administrator of Portvakt in your organisation, or {contact}.',
    tooMany: {
      title: 'Too many attempts',
      text: 'Too many sign-ins failed lately. Wait a minute, then try again.',
    },
    serverFault: { title: 'Something went wrong on the server', text: 'Try again in a moment.' },
    link: { title: 'Sign in', text: 'One moment…', noScript: 'This page needs JavaScript.' },
  },
};
