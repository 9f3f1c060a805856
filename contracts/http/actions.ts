/**
 * Who may speak to Foja. All but `operator`, `consumer` and `anonymous` are roles of a key, scoped to one RUC; an auditor's
 * may also be scoped to several that are named to it.
 */
export const audiences = [
  'operator',
  'admin',
  'respondent',
  'viewer',
  'auditor',
  'indecopi',
  'consumer',
  'anonymous',
] as const;
export type Audience = (typeof audiences)[number];

const everybody = audiences;
const operatorAndAdmin = ['operator', 'admin'] as const;
const staff = ['admin', 'respondent'] as const;
const readers = ['admin', 'respondent', 'viewer', 'auditor'] as const;
const readersAndOfficial = [...readers, 'indecopi'] as const;

/**
 * Everything that can be asked of Foja, and who may ask it where the thing is theirs: of their provider, or of their
 * claim. The operator keeps providers and keys and never sees a claim's contents.
 */
export const actions = {
  'house/read': everybody,
  'deadline/preview': everybody,
  'claim/file': everybody,

  'provider/register': ['operator'],
  /** Those that whoever asks may see. */
  'provider/list': ['operator', ...readersAndOfficial],
  'provider/read': ['operator', ...readersAndOfficial],
  'book/open': operatorAndAdmin,
  'book/close': operatorAndAdmin,
  'key/issue': operatorAndAdmin,
  'key/list': operatorAndAdmin,
  'key/revoke': operatorAndAdmin,
  /** An official's key is not the provider's to give or to take away. */
  'key/issue-official': ['operator'],
  'key/revoke-official': ['operator'],

  /** Keys that read several providers. */
  'auditor/manage': ['operator'],
  /** Who reads this one, and until when. */
  'auditor/list': operatorAndAdmin,
  'auditor/grant': operatorAndAdmin,
  'auditor/withdraw': operatorAndAdmin,

  'staff/manage': ['admin'],
  'settings/change': ['admin'],

  /** Over the providers that are named to them. */
  'audit/sample': ['auditor'],

  'register/search': readersAndOfficial,
  'deadlines/read': readers,
  'statistics/read': readers,

  /** A sheet of the Libro de Respaldo, typed in (art. 4-A). */
  'claim/transcribe': staff,
  'sirec/report': staff,

  'claim/read': [...readersAndOfficial, 'consumer'],
  'claim/history': readersAndOfficial,
  'claim/view': staff,
  'claim/reclassify': staff,
  'claim/extend': staff,
  'claim/respond': staff,
  'claim/offer': staff,
  /** On paper the consumer signs and staff enter it; who may say `online` is the decider's to refuse. */
  'claim/answer-offer': [...staff, 'consumer'],
  'claim/attach-evidence': [...staff, 'consumer'],
  'claim/request-copy': ['indecopi'],
  /** A letter on paper is entered by staff. */
  'claim/request-cancellation': [...staff, 'consumer'],
  'claim/hold': ['operator', 'admin', 'indecopi'],
  /** Whoever erases reads nothing. */
  'claim/erase': ['operator'],
  'claim/deliver-copy': staff,
  'claim/attach-descargos': staff,

  /** Leave for officials of Indecopi. */
  'grant/manage': ['operator'],
  'case-file/request': ['admin', 'indecopi'],
  /** Whoever asked for it, and nobody else. */
  'case-file/read': ['admin', 'indecopi'],
  /** What Indecopi asks of a provider, and which case files hold sheets of its: asked for by Indecopi, seen by the provider. */
  'case-file/follow': ['admin'],
  /** Those that whoever asks may read. */
  'feed/list': ['operator', ...readersAndOfficial],
  /** A firm's is its own; the regulator's is Indecopi's and the operator's. */
  'feed/read': ['operator', ...readersAndOfficial],
  /** Where the firm's own systems are told of its claims. */
  'webhook/manage': ['admin'],
  'claim/report-fulfilment': ['consumer'],
} as const satisfies Record<string, readonly Audience[]>;

export type Action = keyof typeof actions;
