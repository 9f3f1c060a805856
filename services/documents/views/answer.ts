import type { Claim } from '@foja/commands/commands.ts';
import type { Regime } from '@foja/domain/deadline/index.ts';
import { dayMonthYear, longDate } from '../format.ts';
import { attachmentsOf } from './attachments.ts';
import { type ProviderView, providerView } from './provider.ts';
import { identityOf, MEDIUM_WORDS, OUTCOME_WORDS } from './words.ts';

/** The letter by which the provider answers (Reglamento, arts. 6 and 6-B). */
export interface AnswerView {
  readonly title: string;
  readonly provider: ProviderView;
  readonly providerAddress: string;
  readonly date: string;
  readonly consumer: { readonly name: string; readonly document: string; readonly address: string };
  readonly number: string;
  readonly reference: string;
  readonly outcome: string;
  readonly text: string;
  readonly grounds: string;
  readonly attachments: readonly string[];
  readonly medium: string;
  readonly otherWays: string;
  /** Not sent yet: what the panel shows before somebody sends it. */
  readonly draft: boolean;
}

/** An answer as it was given, or as somebody is about to give it. */
export type AnswerWords = NonNullable<Claim['state']['response']>;

export function answerView({ state, history }: Claim, regime: Regime, words: AnswerWords): AnswerView {
  const { filed, number } = state;
  if (number === undefined) throw new Error('a claim without a number has no letter');
  const { consumer } = filed;
  return {
    title: `Respuesta a la Hoja de Reclamación N.º ${number.sheetNumber}`,
    provider: providerView(filed),
    providerAddress: filed.provider.address,
    date: longDate(words.communicatedAt),
    consumer: {
      name: consumer.name,
      document: identityOf(consumer),
      address: words.medium === 'letter' ? (consumer.address ?? '') : (consumer.email ?? consumer.address ?? ''),
    },
    number: number.sheetNumber,
    reference: `${REFERENCES[state.type]} el ${dayMonthYear(filed.filedAt)}`,
    outcome: OUTCOME_WORDS[words.outcome],
    text: words.text,
    grounds: words.grounds ?? '',
    attachments: attachmentsOf(history, 'provider'),
    medium: MEDIUM_WORDS[words.medium],
    otherWays: regime.legends[0] ?? '',
    draft: state.response === undefined,
  };
}

const REFERENCES = { reclamo: 'Reclamo presentado', queja: 'Queja presentada' } as const;
