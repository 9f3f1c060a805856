import type { Audience } from '@foja/contracts/http/actions.ts';
import type { OperationId } from '@foja/contracts/http/routes.ts';

/** `yes`: past the door. `no`: 403. `who?`: 401. `nothing there`: 404, for what is somebody else's. */
export type Cell = 'yes' | 'no' | 'who?' | 'nothing there';

export interface Row {
  /** On the role's own provider; for the consumer, on the own claim. */
  readonly own: Readonly<Record<Audience, Cell>>;
  readonly foreign: Readonly<Record<Audience, Cell>>;
}

/*                          op    adm   resp  view  aud   inde  cons  anon */
const everybody = same('    yes   yes   yes   yes   yes   yes   yes   yes ');
const operatorOnly = same(' yes   no    no    no    no    no    no    who?');

/** An auditor's key is the operator's to end; to everybody else there is none. */
const ofAuditor = same('    yes   -     -     -     -     -     -     who?');

/** So is the leave of an official of Indecopi. */
const ofGrant = ofAuditor;

/** Made by whoever asks; the one tried on was made for the provider's administrators. */
const caseFile = {
  asked: same('             no    yes   no    no    no    yes   no    who?'),
  kept: row('               no    yes   no    no    no    -     -     who?', 'no'),
};

/** What is shown is the asker's own; that nothing else is, stands in auditors.spec.ts. */
const overview = {
  providers: same('         yes   yes   yes   yes   yes   yes   no    who?'),
  claims: same('            no    yes   yes   yes   yes   yes   no    who?'),
  deadlines: same('         no    yes   yes   yes   yes   no    no    who?'),
  samples: same('           no    no    no    no    yes   no    no    who?'),
};

/** A consumer has no provider: whatever is a provider's is nothing to them. */
const ofProvider = {
  managed: row('            yes   yes   no    no    no    no    -     who?', 'yes'),
  read: row('               yes   yes   yes   yes   yes   yes   -     who?', 'yes'),
  searched: row('           no    yes   yes   yes   yes   yes   -     who?', 'no'),
  administered: row('       no    yes   no    no    no    no    -     who?', 'no'),
  watched: row('            no    yes   yes   yes   yes   no    -     who?', 'no'),
};

/** A firm's; the regulator's, which no path of these names, is in feeds/http.spec.ts. */
const feed = {
  listed: same('            yes   yes   yes   yes   yes   yes   no    who?'),
  read: row('               no    yes   yes   yes   yes   no    -     who?', 'no'),
};

const ofClaim = {
  read: row('               no    yes   yes   yes   yes   yes   yes   who?', 'no'),
  replayed: row('           no    yes   yes   yes   yes   yes   no    who?', 'no'),
  worked: row('             no    yes   yes   no    no    no    no    who?', 'no'),
  shared: row('             no    yes   yes   no    no    no    yes   who?', 'no'),
  required: row('           no    no    no    no    no    yes   no    who?', 'no'),
  held: row('               yes   yes   no    no    no    yes   no    who?', 'yes'),
  erased: row('             yes   no    no    no    no    no    no    who?', 'yes'),
  reported: row('           no    no    no    no    no    no    yes   who?', 'no'),
};

export const table: Readonly<Record<OperationId, Row>> = {
  registerProvider: operatorOnly,
  readProvider: ofProvider.read,
  openBook: ofProvider.managed,
  listBooks: ofProvider.read,
  closeBook: ofProvider.managed,
  issueKey: ofProvider.managed,
  listKeys: ofProvider.managed,
  revokeKey: ofProvider.managed,
  searchRegister: ofProvider.searched,
  listDeadlines: ofProvider.watched,
  readDashboard: ofProvider.watched,
  readStatistics: ofProvider.watched,

  issueAuditor: operatorOnly,
  listAuditors: operatorOnly,
  revokeAuditor: ofAuditor,
  listProvidersAuditors: ofProvider.managed,
  grantAuditorAccess: ofProvider.managed,
  withdrawAuditorAccess: ofProvider.managed,

  readTrail: ofClaim.replayed,
  readStanding: ofClaim.replayed,
  compareStandings: ofClaim.replayed,
  drawSample: overview.samples,
  exportPapers: overview.samples,

  listProviders: overview.providers,
  searchAllClaims: overview.claims,
  listAllDeadlines: overview.deadlines,

  fileClaim: everybody,
  readClaim: ofClaim.read,
  readHistory: ofClaim.replayed,
  readSheet: ofClaim.read,
  readClaimDeadline: ofClaim.read,
  readProof: ofClaim.read,
  viewClaim: ofClaim.worked,
  reclassifyClaim: ofClaim.worked,
  extendDeadline: ofClaim.worked,
  respondToClaim: ofClaim.worked,
  offerSettlement: ofClaim.worked,
  acceptOffer: ofClaim.shared,
  rejectOffer: ofClaim.shared,
  attachEvidence: ofClaim.shared,
  requestCopy: ofClaim.required,
  deliverCopy: ofClaim.worked,
  reportFulfilment: ofClaim.reported,
  requestCancellation: ofClaim.shared,
  placeHold: ofClaim.held,
  liftHold: ofClaim.held,
  eraseClaim: ofClaim.erased,

  attachDescargos: ofClaim.worked,

  issueGrant: operatorOnly,
  listGrants: operatorOnly,
  revokeGrant: ofGrant,
  requestExport: caseFile.asked,
  listExports: caseFile.asked,
  readExport: caseFile.kept,
  cancelExport: caseFile.kept,
  downloadExport: caseFile.kept,

  readCheckpoint: everybody,
  readTile: everybody,
  previewDeadline: everybody,
  readContract: everybody,
  isAlive: everybody,
  isReady: everybody,
  readMetrics: everybody,
  readMessages: everybody,
  listFeeds: feed.listed,
  readFeed: feed.read,

  listWebhooks: ofProvider.administered,
  addWebhook: ofProvider.administered,
  readWebhook: ofProvider.administered,
  removeWebhook: ofProvider.administered,
  pauseWebhook: ofProvider.administered,
  resumeWebhook: ofProvider.administered,
  rotateWebhookSecret: ofProvider.administered,
  testWebhook: ofProvider.administered,
  replayWebhook: ofProvider.administered,
  retryWebhook: ofProvider.administered,
  skipWebhookMessage: ofProvider.administered,
};

/** Nobody's in particular: own and foreign are one. */
function same(cells: string): Row {
  const own = cellsOf(cells);
  return { own, foreign: own };
}

/** Of a provider or claim: for all but the operator and whoever is unknown, a foreign one is not there. */
function row(cells: string, operator: Cell): Row {
  const own = cellsOf(cells);
  const hidden: Cell = 'nothing there';
  const foreign = { ...own, admin: hidden, respondent: hidden, viewer: hidden, auditor: hidden, indecopi: hidden };
  return { own, foreign: { ...foreign, consumer: hidden, operator } };
}

function cellsOf(cells: string): Row['own'] {
  const [operator, admin, respondent, viewer, auditor, indecopi, consumer, anonymous] = cells
    .trim()
    .split(/\s+/)
    .map((cell) => (cell === '-' ? 'nothing there' : cell) as Cell);
  return { operator, admin, respondent, viewer, auditor, indecopi, consumer, anonymous } as Row['own'];
}
