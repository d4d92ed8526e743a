import type { enCourtesy } from './en-courtesy.ts';
import type { Text } from './text.ts';

/** The same in French. */
export const frCourtesy: Readonly<Record<keyof typeof enCourtesy, Text>> = {
  'courtesy.soon': {
    one: '{apps} s’endort à {at}, sauf si quelqu’un l’utilise ou la garde éveillée.',
    other: '{apps} s’endorment à {at}, sauf si quelqu’un les utilise ou les garde éveillées.',
  },
  'courtesy.saves': 'économise {amount} par jour',
  'courtesy.people': 'réveillée ou gardée par {people}',
  'courtesy.working': {
    one: '{apps} : mise en sommeil en cours pour {by}…',
    other: '{apps} : mises en sommeil en cours pour {by}…',
  },
  'courtesy.asleep': { one: '{apps} est endormie ({at}).', other: '{apps} sont endormies ({at}).' },
  'courtesy.asleep_by': {
    one: '{apps} est endormie ({at}), à la demande de {by}.',
    other: '{apps} sont endormies ({at}), à la demande de {by}.',
  },
  'courtesy.kept': {
    one: '{apps} reste éveillée : gardée par {by}, fin : {until}.',
    other: '{apps} restent éveillées : gardées par {by}, fin : {until}.',
  },
  'courtesy.held': {
    one: '{apps} reste éveillée : quelqu’un la garde éveillée.',
    other: '{apps} restent éveillées : quelqu’un les garde éveillées.',
  },
  'courtesy.used': {
    one: '{apps} reste éveillée : utilisée ({at}).',
    other: '{apps} restent éveillées : utilisées ({at}).',
  },
  'courtesy.failed': {
    one: '{apps} n’est pas encore endormie : {reason}. Paastis réessaie de lui-même.',
    other: '{apps} ne sont pas encore endormies : {reason}. Paastis réessaie de lui-même.',
  },
  'courtesy.changed': {
    one: '{apps} n’est finalement pas endormie : {reason}.',
    other: '{apps} ne sont finalement pas endormies : {reason}.',
  },
  'courtesy.gone': { one: '{apps} n’existe plus.', other: '{apps} n’existent plus.' },
  'courtesy.button_keep': 'Garder 2 h',
  'courtesy.button_tomorrow': 'Jusqu’à demain',
  'courtesy.button_sleep': 'Endormir',
  'courtesy.label_keep': 'Garder éveillée deux heures : {apps}',
  'courtesy.label_tomorrow': 'Garder éveillée jusqu’à demain matin : {apps}',
  'courtesy.label_sleep': 'Endormir maintenant : {apps}',
  'courtesy.over':
    'Cette annonce est passée : rien n’a été changé. `/paastis status` dit où en sont les apps, `/paastis help` ce que vous pouvez faire.',
  'decision.announced': 'annoncé, il est encore temps de dire non',
  'why.announced': 'Annoncé : elle s’endort à {look}, sauf si quelqu’un l’utilise ou la garde éveillée.',
  'check.courtesy': 'annonce',
  'fact.announced_at': 'annoncé à {value}',
  'fact.sleeps_at': 's’endort à {value}',
  'fault.courtesy': 'attendu : une durée comme 90s, 10m ou 1h, ou off',
};
