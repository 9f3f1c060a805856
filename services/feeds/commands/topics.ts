import { commandsTopic, rejectsTopic, resultsTopic } from '@foja/contracts/integration/commands/topics.ts';
import type { Admin } from 'kafkajs';
import { ensureTopic } from '../kafka/topics.ts';

/** Commands and what was none hold people's texts: for as long as it takes to notice and to repair something. */
const WITH_TEXTS_KEPT_MS = 7 * 24 * 60 * 60_000;

/**
 * Topics of commands of these firms, those that are there; where they are missing and we may, they are made, with those that
 * answers go to, so that an ERP finds them before its first command.
 */
export async function commandTopics(admin: Admin, rucs: readonly string[]): Promise<string[]> {
  const known = new Set(await admin.listTopics());
  for (const ruc of rucs) {
    if (!known.has(commandsTopic(ruc))) await ensureTopic(admin, commandsTopic(ruc), WITH_TEXTS_KEPT_MS);
    if (!known.has(rejectsTopic(ruc))) await ensureTopic(admin, rejectsTopic(ruc), WITH_TEXTS_KEPT_MS);
    if (!known.has(resultsTopic(ruc))) await ensureTopic(admin, resultsTopic(ruc));
  }
  const there = new Set(await admin.listTopics());
  return rucs.map(commandsTopic).filter((topic) => there.has(topic));
}
