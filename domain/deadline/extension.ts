import type { Extension } from './engine.ts';
import type { Regime } from './regime.ts';

/** What the rule on extensions asks about. Dates are Lima dates; `firstDueOn` is the due date before any extension. */
export type ExtensionQuestion = {
  readonly today: string;
  readonly firstDueOn: string;
  readonly timesExtended: number;
  /** A third party's pronouncement is needed to answer (Res. SBS 04036-2022, art. 7.3). */
  readonly thirdParty?: boolean | undefined;
};

export type ExtensionRefusal =
  | 'extension/not-allowed'
  | 'extension/already-used'
  | 'extension/too-late'
  | 'extension/third-party-missing';

export type ExtensionAnswer =
  | { readonly ok: true; readonly extension: Extension; readonly norm: string }
  | { readonly ok: false; readonly code: ExtensionRefusal; readonly norm: string };

/**
 * Whether the provider may take more time, and how much. Told at the latest on the first term's last day; a refusal
 * cites the norm that forbids it, which since Ley 31435 is the general rule.
 */
export function extensionAllowed(regime: Regime, question: ExtensionQuestion): ExtensionAnswer {
  const rule = regime.extension;
  if (rule === undefined) {
    return refused('extension/not-allowed', regime.extensionForbiddenBy ?? `${regime.norm}: no prevé prórroga`);
  }
  if (question.timesExtended >= rule.maxTimes) return refused('extension/already-used', rule.norm);
  if (question.today > question.firstDueOn) return refused('extension/too-late', rule.norm);
  if (rule.condition === 'third-party-pronouncement' && question.thirdParty !== true) {
    return refused('extension/third-party-missing', rule.norm);
  }
  return { ok: true, extension: { on: question.today, n: rule.n, unit: rule.unit }, norm: rule.norm };
}

function refused(code: ExtensionRefusal, norm: string): ExtensionAnswer {
  return { ok: false, code, norm };
}
