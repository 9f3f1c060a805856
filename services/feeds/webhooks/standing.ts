/** Instants are ISO 8601 in UTC. */
export interface Standing {
  readonly taken: bigint;
  readonly waiting: number;
  readonly parked: number;
  readonly failures: number;
  readonly failingSince: string | undefined;
  /** When something is tried next, where it is not at once. */
  readonly nextAt: string | undefined;
  /** To the last try: a status, or the name of a failure. */
  readonly answer: string | undefined;
  readonly triedAt: string | undefined;
  readonly deliveredAt: string | undefined;
}

export interface Delivery {
  readonly seq: bigint;
  /** The message's; what receivers see as `webhook-id`. */
  readonly id: string;
  readonly type: string;
  readonly claimId: string | undefined;
  readonly state: 'waiting' | 'delivered' | 'parked' | 'skipped';
  readonly tries: number;
  readonly triedAt: string | undefined;
  readonly nextAt: string | undefined;
  readonly answer: string | undefined;
  readonly tookMs: number | undefined;
}

export interface StandingRow {
  readonly webhook_id: string;
  readonly taken: string;
  readonly waiting: number;
  readonly parked: number;
  readonly failures: number;
  readonly failing_since: Date | null;
  readonly next_at: Date | null;
  readonly answer: string | null;
  readonly tried_at: Date | null;
  readonly delivered_at: Date | null;
}

export function standingOf(row: StandingRow): Standing {
  return {
    taken: BigInt(row.taken),
    waiting: row.waiting,
    parked: row.parked,
    failures: row.failures,
    failingSince: row.failing_since?.toISOString(),
    nextAt: row.next_at?.toISOString(),
    answer: row.answer ?? undefined,
    triedAt: row.tried_at?.toISOString(),
    deliveredAt: row.delivered_at?.toISOString(),
  };
}

export interface DeliveryRow {
  readonly seq: string;
  readonly id: string;
  readonly type: string;
  readonly key: string;
  readonly state: Delivery['state'];
  readonly tries: number;
  readonly tried_at: Date | null;
  readonly next_at: Date | null;
  readonly answer: string | null;
  readonly took_ms: number | null;
}

export function deliveryOf({
  seq,
  id,
  type,
  key,
  state,
  tries,
  tried_at,
  next_at,
  answer,
  took_ms,
}: DeliveryRow): Delivery {
  return {
    ...{ seq: BigInt(seq), id, type, state, tries },
    claimId: key === '' ? undefined : key,
    triedAt: tried_at?.toISOString(),
    nextAt: next_at?.toISOString(),
    answer: answer ?? undefined,
    tookMs: took_ms ?? undefined,
  };
}
