import type { EventOf } from '@foja/contracts';
import {
  type ClaimEvent,
  type ClaimState,
  claimDueOn,
  regimeOf,
  SETS_DUE_DATE,
  suspensionsOf,
} from '@foja/domain/claim/index.ts';
import {
  type Amendment,
  type CopyDue,
  copyDue,
  type Law,
  lawAt,
  limaDateOf,
  offerLapsesOn,
} from '@foja/domain/deadline/index.ts';

/** The date under which each case file was asked for, by export: every claim in it bears the same one. */
export type CaseFileDates = ReadonlyMap<string, CaseFileDate>;
export type CaseFileDate = Pick<EventOf<'CaseFileRequested'>['data'], 'dueOn' | 'dueSetBy' | 'dueRule'>;

/** Dates that events recorded, worked out again. Each answers what is recorded and what comes out; undefined: they agree. */
export interface DatesCheck {
  /**
   * Due dates, the last day of an offer, whether an answer was late, and when a copy is due.
   * @param occurredAt of the event.
   */
  ofClaim(
    event: ClaimEvent,
    claim: { readonly before: ClaimState | undefined; readonly after: ClaimState; readonly occurredAt: string },
  ): string | undefined;
  ofCaseFile(request: EventOf<'CaseFileRequested'>['data']): string | undefined;
}

export function datesCheck(amendments: readonly Amendment[], caseFiles: CaseFileDates): DatesCheck {
  const laws = new Map<string, Law | undefined>();

  function known(version: string): Law | undefined {
    if (!laws.has(version)) laws.set(version, lawAt(version, amendments));
    return laws.get(version);
  }

  /** Undefined where the law of that version is not known, or does not hold what is asked of it. */
  function by(version: string, work: (law: Law) => string | undefined): string | undefined {
    const law = known(version);
    try {
      return law === undefined ? undefined : work(law);
    } catch {
      return undefined;
    }
  }

  /** @param asked instant of the request, whose day in Lima the rule counts from. */
  function ofRule(dueOn: string | undefined, rule: CopyDue['dueRule'] | undefined, asked: string): string | undefined {
    if (rule === undefined || Number.isNaN(Date.parse(asked))) return differs(dueOn, undefined, 'sin regla');
    const { ruleId, lawVersion } = rule;
    const counted = by(lawVersion, (law) => {
      const due = copyDue(law, limaDateOf(asked));
      return due?.dueRule.ruleId === ruleId ? due.dueOn : undefined;
    });
    return differs(dueOn, counted, `${ruleId}, ley ${lawVersion}`);
  }

  function ofCopy({ exportId, ...request }: EventOf<'IndecopiCopyRequested'>['data'], occurredAt: string) {
    if (exportId === undefined)
      return request.dueSetBy === 'rule' ? ofRule(request.dueOn, request.dueRule, occurredAt) : undefined;
    const asked = caseFiles.get(exportId);
    const [said, expected] = [dateText(request), asked === undefined ? undefined : dateText(asked)];
    return differs(said, expected, `expediente ${exportId}`);
  }

  return {
    ofCaseFile: ({ dueSetBy, dueOn, dueRule, filedUntil }) =>
      dueSetBy === 'rule' ? ofRule(dueOn, dueRule, filedUntil) : undefined,

    ofClaim(event, { before, after, occurredAt }) {
      if (event.type === 'IndecopiCopyRequested') return ofCopy(event.data, occurredAt);
      if (event.type === 'ClaimResponded') {
        const late = before !== undefined && limaDateOf(event.data.communicatedAt) > before.dueOn;
        return late === event.data.late ? undefined : `late ${event.data.late} / ${late}`;
      }
      if (!SETS_DUE_DATE.has(event.type)) return undefined;
      const { lawVersion } = after;
      const due = differs(
        after.dueOn,
        by(lawVersion, (law) => claimDueOn(law, after)),
        `ley ${lawVersion}`,
      );
      if (due !== undefined || event.type !== 'SettlementOffered' || before === undefined) return due;
      const { lapsesOn, communicatedAt } = event.data;
      if (lapsesOn === undefined) return undefined;
      const lapses = by(lawVersion, (law) =>
        offerLapsesOn(law, {
          regime: regimeOf(law, before),
          offeredOn: limaDateOf(communicatedAt),
          suspensions: suspensionsOf(before),
        }),
      );
      return differs(lapsesOn, lapses, `ley ${lawVersion}`);
    },
  };
}

/** @param why where nothing comes out. */
function differs(recorded: string | undefined, counted: string | undefined, why: string): string | undefined {
  return counted !== undefined && recorded === counted ? undefined : `${recorded} / ${counted ?? why}`;
}

function dateText({ dueOn, dueSetBy, dueRule }: CaseFileDate): string {
  const rule = dueRule === undefined ? [] : [dueRule.ruleId, dueRule.lawVersion];
  return [dueOn ?? '-', dueSetBy, ...rule].join(' ');
}
