import { setTimeout as delay } from 'node:timers/promises';
import type { LawEvent } from '@foja/commands';
import { amend, type Law } from '@foja/domain/deadline/index.ts';
import { type Decision, happened } from '@foja/domain/decision.ts';
import { withWeekday } from '../output/dates.ts';
import { print, tell } from '../output/print.ts';
import { type ReadModelSession, withReadModels } from '../read-models.ts';
import { accepted, refused } from '../refusal.ts';
import { operator } from '../session.ts';
import type { Environment } from '../settings.ts';
import { Stop } from '../stop.ts';
import { reviseOpenClaims } from './revise.ts';

/** How long another process may go on filing under the law before: its view of the law is a moment old. */
const OTHERS_LEARN_MS = 1_000;
const READ_MODELS_MS = 60_000;
const SHOWN = 20;

interface Amending {
  readonly norm: string;
  readonly dryRun: boolean;
}

/** Amends the law by all the decisions or none of them, and moves the dates of open claims that depend on it. */
export async function amendLaw(
  environment: Environment,
  decisions: readonly ((law: Law) => Decision<LawEvent>)[],
  { norm, dryRun }: Amending,
): Promise<void> {
  const amending = async (session: ReadModelSession) => {
    const { commands } = session;
    const all = (law: Law) => inTurn(law, decisions);
    let law = accepted(all(commands.law())).events.reduce(amend, commands.law());
    if (!dryRun) {
      law = accepted(await commands.onLaw(all, operator())).state;
      await delay(OTHERS_LEARN_MS);
    }
    print(`${dryRun ? 'Ley que resultaría' : 'Ley'}: ${law.version}`);
    await revise(session, { law, norm, dryRun });
  };
  await withReadModels(environment, amending, { mayBegin: !dryRun });
}

/** Each decision on the law as the ones before it leave it; the first refusal refuses them all. */
function inTurn(law: Law, decisions: readonly ((law: Law) => Decision<LawEvent>)[]): Decision<LawEvent> {
  const events: LawEvent[] = [];
  let standing = law;
  for (const decide of decisions) {
    const decision = decide(standing);
    if (!decision.ok) return decision;
    standing = decision.events.reduce(amend, standing);
    events.push(...decision.events);
  }
  return happened(...events);
}

/** The same for the law as it stands: finishes an amendment that was cut short. */
export async function applyLaw(environment: Environment, { dryRun }: { readonly dryRun: boolean }): Promise<void> {
  await withReadModels(environment, async (session) => {
    const law = session.commands.law();
    await revise(session, { law, norm: `Ley ${law.version}`, dryRun });
  });
}

async function revise(
  session: ReadModelSession,
  { law, norm, dryRun }: Amending & { readonly law: Law },
): Promise<void> {
  await session.caughtUp(READ_MODELS_MS);
  const show = upTo(SHOWN);
  const warn = upTo(SHOWN, tell);
  const { looked, moved, stuck } = await reviseOpenClaims(session.store, session.projections.queries.deadlines, {
    law,
    norm,
    dryRun,
    onMoved: ({ claimId, previousDueOn, dueOn }) =>
      show(`  ${claimId}  ${withWeekday(previousDueOn)} -> ${withWeekday(dueOn)}`),
    onStuck: ({ claimId, refusal }) => warn(`  ${claimId}  ${refused(refusal).message}`),
  });
  print(`Reclamos abiertos: ${looked}; ${dryRun ? 'se moverían' : 'se movieron'}: ${moved}`);
  if (stuck > 0) throw new Stop(`reclamos cuya fecha no se pudo recalcular: ${stuck}`, 'refused');
}

/** Says the first lines, and then only that there are more. */
function upTo(most: number, say: (line: string) => void = print): (line: string) => void {
  let said = 0;
  return (line) => {
    said += 1;
    if (said <= most) say(line);
    if (said === most + 1) say('  …');
  };
}
