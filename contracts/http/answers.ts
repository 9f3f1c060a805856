import { z } from 'zod';
import { consumer, good, medium, outcome, person, warning } from '../events/claim.ts';
import { keyRole, ProviderRegisteredV1 } from '../events/provider.ts';
import { personal } from '../personal.ts';
import { civilDate, instant, money, ruc, sector, sha256, sheetNumber, sheetType, uuid } from '../primitives.ts';
import { claimState, deadlineState } from './parameters.ts';

/** What Foja answers. Every answer of the acceptance tests is held against these. Instants are Lima's, `-05:00`. */

/** RFC 9457. `errors` names every wrong field; no value of the request is ever repeated. */
export const problem = z
  .strictObject({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    code: z.string(),
    detail: z.string().optional(),
    norm: z.string().optional().meta({ description: 'La norma que lo impide' }),
    /** What the person needs to know to go on, e.g. `currentRevision`, `dueOn`. */
    about: z.record(z.string(), z.union([z.string(), z.number()])).optional(),
    errors: z.array(z.strictObject({ field: z.string(), code: z.string(), message: z.string() })),
    requestId: z.string(),
  })
  .meta({ id: 'Problem' });
export type ProblemAnswer = z.infer<typeof problem>;

const links = z.record(z.string(), z.string());

export const provider = ProviderRegisteredV1.meta({ id: 'Provider' });

export const book = z
  .strictObject({
    bookId: uuid,
    code: z.string(),
    establishment: z.string(),
    address: z.string(),
    channel: z.enum(['virtual', 'backup']),
    firstNumber: z.int(),
    firstYear: z.int(),
    closed: z.boolean(),
  })
  .meta({ id: 'Book' });

export const books = z.strictObject({ items: z.array(book) }).meta({ id: 'Books' });

export const key = z
  .strictObject({
    keyId: z.string(),
    role: keyRole,
    label: z.string(),
    expiresAt: instant.optional(),
    revoked: z.boolean(),
  })
  .meta({ id: 'Key' });

export const keys = z.strictObject({ items: z.array(key) }).meta({ id: 'Keys' });

export const issuedKey = z
  .strictObject({
    ...key.shape,
    key: z.string().meta({ description: 'La llave entera; no se vuelve a mostrar' }),
  })
  .meta({ id: 'IssuedKey' });

export const filed = z
  .strictObject({
    claimId: uuid,
    sheetNumber,
    bookCode: z.string(),
    filedAt: instant,
    dueOn: civilDate,
    regime: z.string(),
    trackingToken: z.string(),
    /** What looked odd; nothing here hinders the claim. */
    warnings: z.array(warning),
    links,
  })
  .meta({ id: 'Filed' });

export const offer = z
  .strictObject({
    offerNumber: z.int(),
    mode: z.enum(['remote', 'in-person']),
    medium,
    text: personal(z.string()),
    communicatedAt: instant,
    lapsesOn: civilDate.optional(),
    status: z.enum(['pending', 'accepted', 'rejected', 'lapsed', 'superseded']),
    endedOn: civilDate.optional(),
  })
  .meta({ id: 'OfferMade' });

export const evidence = z
  .strictObject({
    evidenceId: uuid,
    by: z.enum(['consumer', 'provider']),
    fileName: personal(z.string()),
    mediaType: z.string(),
    sizeBytes: z.int(),
    sha256,
  })
  .meta({ id: 'Evidence' });

export const response = z
  .strictObject({
    outcome,
    text: personal(z.string()),
    grounds: personal(z.string()).optional(),
    medium,
    communicatedAt: instant,
    late: z.boolean(),
    warnings: z.array(warning),
  })
  .meta({ id: 'Response' });

export const claim = z
  .strictObject({
    claimId: uuid,
    ruc,
    bookId: uuid,
    bookCode: z.string(),
    sheetNumber: sheetNumber.optional(),
    state: claimState,
    type: sheetType,
    declaredType: sheetType,
    filedAt: instant,
    dueOn: civilDate,
    regime: z.string(),
    lawVersion: z.string(),
    viewed: z.boolean(),
    consumer,
    good,
    detail: personal(z.string()),
    request: personal(z.string()).optional(),
    responseMedium: z.enum(['email', 'letter']),
    warnings: z.array(warning),
    offers: z.array(offer),
    extensions: z.array(z.strictObject({ extendedOn: civilDate, previousDueOn: civilDate, dueOn: civilDate })),
    evidence: z.array(evidence),
    response: response.optional(),
    settledOn: civilDate.optional(),
    /** Not shown to the consumer. */
    copyRequests: z
      .array(
        z.strictObject({
          requestNumber: z.int(),
          reference: z.string(),
          dueOn: civilDate.optional(),
          delivered: z.boolean(),
        }),
      )
      .optional(),
    fulfilled: z.boolean().optional(),
    revision: z.int(),
    links,
  })
  .meta({ id: 'Claim' });
export type ClaimAnswer = z.infer<typeof claim>;

export const history = z
  .strictObject({
    claimId: uuid,
    events: z.array(
      z.strictObject({
        revision: z.int(),
        type: z.string(),
        occurredAt: instant,
        actor: z.strictObject({ role: z.string(), id: z.string() }),
        data: z.record(z.string(), z.unknown()),
      }),
    ),
  })
  .meta({ id: 'History' });

const day = z.strictObject({ date: civilDate, counted: z.boolean(), n: z.int().optional(), reason: z.string() });

export const computation = z
  .strictObject({
    dueOn: civilDate,
    regime: z.string(),
    lawVersion: z.string(),
    norm: z.string(),
    confidence: z.enum(['confirmed', 'secondary', 'uncertain']),
    note: z.string().optional(),
    term: z.strictObject({ n: z.int(), unit: z.enum(['business', 'calendar']), rollOver: z.boolean() }),
    days: z.array(day),
  })
  .meta({ id: 'Computation' });
export type ComputationAnswer = z.infer<typeof computation>;

export const claimDeadline = z
  .strictObject({ claimId: uuid, dueOn: civilDate, computation })
  .meta({ id: 'ClaimDeadline' });

/** The sheet in the order of Anexo I. */
export const sheet = z
  .strictObject({
    claimId: uuid,
    sheetNumber,
    filedOn: civilDate,
    provider: z.strictObject({
      legalName: z.string(),
      tradeName: z.string().optional(),
      ruc,
      address: z.string(),
      establishment: z.string(),
      establishmentAddress: z.string(),
      bookCode: z.string(),
      sector,
    }),
    consumer: z.strictObject({ ...consumer.shape, guardian: person.optional() }),
    good: z.strictObject({ ...good.shape, amount: money.optional() }),
    type: sheetType,
    declaredType: sheetType,
    detail: personal(z.string()),
    request: personal(z.string()).optional(),
    /** What stands for the signature in a virtual book (art. 4-B). */
    conformity: z.strictObject({ textVersion: z.string(), at: instant }),
    actions: z.strictObject({
      dueOn: civilDate,
      offers: z.array(offer),
      agreement: z.string().optional(),
      response: response.optional(),
    }),
    legends: z.array(z.string()),
    recipient: z.enum(['CONSUMIDOR', 'PROVEEDOR', 'INDECOPI']),
  })
  .meta({ id: 'Sheet' });
export type SheetAnswer = z.infer<typeof sheet>;

const page = { nextCursor: z.string().optional() };

/** Personal data are null once the claim was erased. */
export const registerPage = z
  .strictObject({
    items: z.array(
      z.strictObject({
        claimId: uuid,
        bookId: uuid,
        bookCode: z.string(),
        establishment: z.string(),
        sheetNumber: sheetNumber.nullable(),
        channel: z.string(),
        filedAt: instant,
        declaredType: sheetType,
        type: sheetType,
        state: claimState,
        viewed: z.boolean(),
        pendingOffer: z.int().nullable(),
        dueOn: civilDate,
        regime: z.string(),
        closedOn: civilDate.nullable(),
        goodKind: z.string(),
        amount: money.nullable(),
        consumerName: personal(z.string()).nullable(),
        documentType: z.string(),
        documentNumber: personal(z.string()).nullable(),
        email: personal(z.string()).nullable(),
        /** The first 160 characters of what the consumer wrote. */
        excerpt: personal(z.string()).nullable(),
        revision: z.int(),
      }),
    ),
    ...page,
  })
  .meta({ id: 'RegisterPage' });
export type RegisterPageAnswer = z.infer<typeof registerPage>;

export const deadlinesPage = z
  .strictObject({
    items: z.array(
      z.strictObject({
        claimId: uuid,
        bookId: uuid,
        bookCode: z.string(),
        sheetNumber: sheetNumber.nullable(),
        type: sheetType,
        filedOn: civilDate,
        dueOn: civilDate,
        regime: z.string(),
        state: deadlineState,
        /** In `unit`: 0 on the due day, negative once overdue; null where the clock has stopped or stands still. */
        daysLeft: z.int().nullable(),
        unit: z.enum(['business', 'calendar']),
        viewed: z.boolean(),
        offerLapsesOn: civilDate.nullable(),
        closedOn: civilDate.nullable(),
        copiesPending: z.int(),
      }),
    ),
    ...page,
  })
  .meta({ id: 'DeadlinesPage' });
export type DeadlinesPageAnswer = z.infer<typeof deadlinesPage>;

const counts = {
  claims: z.int(),
  /** Every claim is in exactly one. */
  states: z.record(deadlineState, z.int()),
  dueToday: z.int(),
  dueWithin2: z.int(),
  dueWithin5: z.int(),
  unseen: z.int(),
  copiesDue: z.int(),
};

export const dashboard = z
  .strictObject({
    today: civilDate,
    ...counts,
    books: z.array(z.strictObject({ bookId: uuid, bookCode: z.string(), ...counts })),
  })
  .meta({ id: 'Dashboard' });

const figures = {
  filed: z.int(),
  open: z.int(),
  answeredOnTime: z.int(),
  answeredLate: z.int(),
  settled: z.int(),
  /** Calendar days from filing to the answer or agreement; null where nothing has ended yet. */
  days: z.strictObject({ mean: z.number(), p50: z.number(), p90: z.number() }).nullable(),
};

export const statistics = z
  .strictObject({
    ...figures,
    byType: z.array(z.strictObject({ type: z.string(), ...figures })),
    byBook: z.array(z.strictObject({ bookId: uuid, bookCode: z.string(), ...figures })),
    byMonth: z.array(z.strictObject({ month: z.string(), ...figures })),
  })
  .meta({ id: 'Statistics' });

export const readiness = z
  .strictObject({
    status: z.enum(['ready', 'not-ready']),
    store: z.enum(['reachable', 'unreachable']),
    projections: z.array(
      z.strictObject({
        name: z.string(),
        state: z.enum(['running', 'failed', 'rebuilding', 'missing']),
        lagEvents: z.number(),
        lagSeconds: z.number(),
      }),
    ),
  })
  .meta({ id: 'Readiness' });

export const alive = z.strictObject({ status: z.literal('alive') }).meta({ id: 'Alive' });
