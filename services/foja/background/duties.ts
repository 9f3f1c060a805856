import type { Logger } from 'pino';
import type { House } from '../house.ts';
import { runOutside } from '../sealing/outside.ts';
import { SEALING_LOCK } from '../sealing/service.ts';
import { CASE_FILES_LOCK } from './case-files.ts';
import { FEEDS_LOCK } from './feeds.ts';
import { KAFKA_LOCK, runKafka } from './kafka.ts';
import { runLapseClerk } from './lapse-clerk.ts';
import { runNumbering } from './numbering.ts';
import type { Part } from './parts.ts';
import { runRetention } from './retention.ts';
import type { SingletonOptions } from './singleton.ts';
import { deliverWebhooks, WEBHOOKS_LOCK } from './webhooks.ts';

/** A part of the house that one process does at a time. */
export interface Duty extends Pick<SingletonOptions, 'lock' | 'work'> {
  readonly part: Part;
}

/** Session locks ("foj" in ASCII, and a number). */
const LOCKS = {
  lapses: 0x666f6a_10,
  numbering: 0x666f6a_11,
  mail: 0x666f6a_12,
  retention: 0x666f6a_13,
  witnesses: 0x666f6a_15,
};

/** All that is done in the background under these settings, but for the read models, which see to it themselves. */
export function dutiesOf(house: House, log: Logger): readonly Duty[] {
  const { settings, store, commands, projections, sealing, mail, caseFiles, feeds, erasure, clock, pool } = house;
  const { deadlines, register } = projections.queries;
  const duties: Duty[] = [
    {
      part: 'lapses',
      lock: LOCKS.lapses,
      work: (signal) => runLapseClerk({ commands, deadlines, clock, signal }),
    },
    { part: 'case-files', lock: CASE_FILES_LOCK, work: (until) => caseFiles.run(until) },
    { part: 'feeds', lock: FEEDS_LOCK, work: (until) => feeds.write(until) },
    { part: 'sealer', lock: SEALING_LOCK, work: (until) => sealing.run(until) },
    {
      part: 'retention',
      lock: LOCKS.retention,
      work: (signal) => runRetention({ ...erasure, register, signal, log }),
    },
  ];
  duties.push({
    part: 'webhooks',
    lock: WEBHOOKS_LOCK,
    work: (signal) => deliverWebhooks(house, { mail, log, signal }),
  });
  if (settings.mail) duties.push({ part: 'mail', lock: LOCKS.mail, work: (until) => mail.run(until) });
  if (settings.witnesses.length > 0 || settings.tsaUrl !== undefined) {
    const work = (signal: AbortSignal) => runOutside(sealing, { settings, signal, log });
    duties.push({ part: 'witnesses', lock: LOCKS.witnesses, work });
  }
  const { kafka: address } = settings;
  if (address !== undefined) {
    const work = (signal: AbortSignal) => runKafka({ url: feeds.appUrl, feeds: feeds.log, address, log }, signal);
    duties.push({ part: 'kafka', lock: KAFKA_LOCK, work });
  }
  if (store.appendAtomically === undefined) {
    const work = (signal: AbortSignal) => runNumbering({ store, pool, signal });
    duties.push({ part: 'numbering', lock: LOCKS.numbering, work });
  }
  return duties;
}
