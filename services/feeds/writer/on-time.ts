import type { MessageData } from '@foja/contracts/integration/catalogue.ts';
import { REGULATOR_FEED } from '@foja/contracts/integration/feeds.ts';
import { addDays, limaDateOf } from '@foja/domain/deadline/index.ts';
import type { CheckpointRow } from '@foja/ledger/sealing/table.ts';
import type { NewMessage } from '../log/port.ts';
import { midnight } from '../translation/alerts.ts';
import { dailyCounts } from '../translation/counts.ts';
import { idOfCheckpoint, idOfDay } from '../translation/ids.ts';
import { stepOnTime } from '../translation/step.ts';
import { countsOf } from './on-batch.ts';
import type { WriterOptions } from './options.ts';
import type { FirmDay, Place } from './port.ts';

const PAGE = 500;
/** What happened right before midnight may be written down right after it: nothing is told of time before this is over. */
const GRACE_MS = 60_000;

/**
 * Tells what time and the seal have made by `now`: alerts of claims, days that are over, new checkpoints. To be called where
 * every event up to then is told; however long nobody called it, nothing is left out. @throws FencedOut
 */
export async function tellTime(
  now: string,
  place: Place,
  options: Pick<WriterOptions, 'table' | 'checkpoints'>,
): Promise<Place> {
  const past = new Date(Date.parse(now) - GRACE_MS).toISOString();
  const alerted = await tellAlerts(past, place, options);
  const counted = await tellDays(limaDateOf(past), alerted, options);
  return tellCheckpoints(counted, options);
}

async function tellAlerts(past: string, from: Place, { table }: Pick<WriterOptions, 'table'>): Promise<Place> {
  let place = from;
  for (;;) {
    const steps = (await table.alerted(past, PAGE)).map((claim) => stepOnTime(claim, past));
    if (steps.length === 0) return place;
    const messages = steps.flatMap((step) => step.messages);
    const claims = steps.map(({ claim }) => claim);
    place = await table.commit(place, {}, { messages, claims, counts: countsOf(steps, place) });
  }
}

/** One day after the other, in one commit each. */
async function tellDays(today: string, from: Place, { table }: Pick<WriterOptions, 'table'>): Promise<Place> {
  let place = from;
  for (;;) {
    const day = await table.nextDay(place.closedDay, today);
    if (day === undefined) return place;
    const firms = await table.figures(day);
    place = await table.commit(place, { closedDay: day }, { messages: firms.map((firm) => dayMessage(firm, day)) });
  }
}

async function tellCheckpoints(from: Place, { table, checkpoints }: Pick<WriterOptions, 'table' | 'checkpoints'>) {
  let place = from;
  for (;;) {
    const rows = (await checkpoints?.({ after: place.sealedSize, max: PAGE })) ?? [];
    const last = rows.at(-1);
    if (last === undefined) return place;
    place = await table.commit(place, { sealedSize: last.size }, { messages: rows.map(checkpointMessage) });
  }
}

function dayMessage({ ruc, sector, counts, open }: FirmDay, date: string): NewMessage {
  return {
    feed: REGULATOR_FEED,
    id: idOfDay(ruc, date),
    type: 'foja.regulator.daily-counts.v1',
    subject: null,
    time: midnight(addDays(date, 1)),
    data: dailyCounts(counts, { ruc, sector, date, open }),
  };
}

function checkpointMessage({ size, root, note, sealedAt }: CheckpointRow): NewMessage {
  const data: MessageData<'foja.regulator.checkpoint.v1'> = {
    size,
    root: Buffer.from(root).toString('base64'),
    note,
    sealedAt,
  };
  return {
    feed: REGULATOR_FEED,
    id: idOfCheckpoint(data),
    type: 'foja.regulator.checkpoint.v1',
    subject: null,
    time: sealedAt,
    data,
  };
}
