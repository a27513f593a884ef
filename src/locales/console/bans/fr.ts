import type { BansMessages } from './bans-messages.ts';

/** French. */
export const bansFr: BansMessages = {
  'bans.title': 'Interdictions',
  'bans.new': 'Nouvelle interdiction',
  'bans.search': 'Rechercher une interdiction',
  'bans.none-found': 'Aucune interdiction ne correspond.',
  'bans.col.ban': 'Interdiction',
  'bans.col.today': 'Effet actuel',
  'bans.col.written': 'Effet décidé',
  'bans.col.review': 'Réexamen',
  'bans.col.coverage': 'Application',
  'bans.review.in': 'dans {days, plural, one {# jour} other {# jours}}',
  'bans.review.passed': 'il y a {days, plural, one {# jour} other {# jours}}',
  'bans.coverage.enforced': '{enforced} sur {devices} ordinateurs',
  'bans.coverage.none': 'Aucun ordinateur ne s’est encore signalé',
  'bans.pack': 'Du lot {pack}',
  'bans.change': 'Modifier',
  'bans.takes-draft': 'Les modifications se font dans un brouillon et ne valent qu’une fois publiées.',
  'bans.remove': 'Lever l’interdiction',
  'bans.draft-title':
    '{change, select, add {Interdire {ban}} remove {Lever l’interdiction de {ban}} other {Modifier l’interdiction de {ban}}}',
  'bans.terms': 'Ce que dit l’interdiction',
  'bans.adoptions': 'Réponses des unités inférieures',
  'bans.show-devices': 'Voir les ordinateurs',
  'bans.new.lead':
    'Cherchez l’application. Une interdiction couvre toutes les voies : logiciel, magasin, copie portable, variantes, application web et site.',
  'bans.new.search': 'Application',
  'bans.new.search.hint': 'Nom, éditeur ou genre, par exemple « tel »',
  'bans.new.found':
    '{count, plural, =0 {Aucune application trouvée} one {# application trouvée} other {# applications trouvées}}',
  'bans.new.none': 'L’application n’est pas au catalogue.',
  'bans.new.forks': 'Variantes connues, également couvertes',
  'bans.new.fork-of': 'Variante de {app}',
  'bans.new.advice': 'Ce qu’en disent d’autres (en anglais)',
  'bans.new.advice.level':
    '{level, select, ban {Interdiction} remove {À désinstaller} warn {Mise en garde} advise {Conseil} accept {Accepté} other {Mention}}',
  'bans.new.choose': 'Choisir {app}',
  'bans.new.chosen': 'Applications choisies',
  'bans.new.unchoose': 'Retirer {app}',
  'bans.new.owner': 'Unité qui porte l’interdiction',
  'bans.new.draft': 'Brouillon',
  'bans.new.draft.new': 'Nouveau brouillon',
  'bans.new.add': '{count, plural, one {Rédiger l’interdiction} other {Rédiger # interdictions}}',
  'bans.new.choose-first': 'Choisissez au moins une application.',
  'bans.default-why':
    '{organisation} a décidé que {app} ne doit pas être utilisé sur les ordinateurs de travail.',
  'bans.answer': 'Répondre',
  'bans.answer.lead':
    'L’interdiction est seulement recommandée. La réponse entre dans un brouillon ; les unités inférieures peuvent la durcir, jamais l’affaiblir.',
  'bans.answer.choice':
    '{choice, select, same {La suivre telle quelle} stricter {La suivre, plus strictement} weaker {La suivre, moins strictement} declined {Ne pas la suivre} other {Retirer la réponse}}',
  'bans.answer.given':
    '{choice, select, same {La suit telle quelle} stricter {La suit, plus strictement} weaker {La suit, moins strictement} other {Ne la suit pas}}',
  'bans.answer.declined': 'L’interdiction est sans effet dans cette unité.',
  'bans.answer.withdrawn': 'L’interdiction informe seulement, jusqu’à une nouvelle réponse de l’unité.',
  'bans.answer.unanswered':
    '{count, plural, one {# unité n’a pas répondu. L’interdiction y informe seulement.} other {# unités n’ont pas répondu. L’interdiction y informe seulement.}}',
  'bans.answer.wanted': '{unit} n’a pas encore répondu',
  'bans.answer.title': 'Réponse de {unit} à l’interdiction de {ban}',
  'bans.new.own': 'Décrire une application que le catalogue ignore',
  'bans.new.own.lead': 'Dites à quoi on la reconnaît. D’autres signes s’ajoutent dans l’éditeur.',
};
