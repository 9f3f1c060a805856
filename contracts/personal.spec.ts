import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { catalogue } from './events/catalogue.ts';
import { fieldsOf, personal, personalPaths } from './personal.ts';

/** Every tagged field of every stored event. A line more or less here is a decision about people's data: ADR first. */
const expected: Record<string, string[]> = {
  ApiKeyIssued: ['label'],
  AuditorKeyIssued: ['label'],
  StaffAdded: ['name', 'email'],
  ClaimFiled: [
    'consumer.name',
    'consumer.documentNumber',
    'consumer.address',
    'consumer.email',
    'consumer.phone',
    'consumer.guardian.name',
    'consumer.guardian.documentNumber',
    'good.description',
    'detail',
    'request',
  ],
  ClaimReclassified: ['reason'],
  EvidenceAttached: ['fileName'],
  SettlementOffered: ['text'],
  SettlementRejected: ['reason'],
  DeadlineExtended: ['reason', 'thirdParty'],
  ClaimResponded: ['text', 'grounds'],
  IndecopiCopyRequested: ['reason'],
  DescargosAttached: ['fileName'],
  FulfilmentReported: ['comment'],
  LegalHoldPlaced: ['reason'],
  LegalHoldLifted: ['reason'],
  CancellationRequested: ['comment'],
  IndecopiGrantIssued: ['official'],
  IndecopiGrantRevoked: ['reason'],
};

/** Text in an event that is nobody's personal data, and why. */
const impersonal: Record<string, readonly string[]> = {
  'a firm’s public data, as SUNAT publishes them': [
    'AuditorAccessGranted: ruc',
    'AuditorAccessWithdrawn: ruc',
    'IndecopiGrantIssued: scopes.*.ruc',
    'CaseFileRequested: scopes.*.ruc',
    'ProviderRegistered: ruc, legalName, tradeName, address, email',
    'ProviderDetailsChanged: legalName, tradeName, address, email',
    'NotificationAddressesSet: emails.*',
    'BookOpened: code, establishment, address',
    'ClaimFiled: ruc, bookCode, provider.legalName, provider.tradeName, provider.address, provider.establishment, provider.establishmentAddress',
    'AllowedOriginsSet: origins.*',
    'WebhookAdded: url, types.*, after',
  ],
  'written by an operator or an authority about the law or a firm, never about a person': [
    'BookClosed: reason',
    'CopyTermCorrected: term.id, term.norm, term.note, reason',
    'RetentionCorrected: rule.id, rule.norm, rule.note, reason',
    'LegalHoldPlaced: reference',
    'HolidayDeclared: name, norm',
    'HolidayRevoked: norm',
    'RegimeCorrected: reason, regime.id, regime.legends.*, regime.norm, regime.note, regime.extensionForbiddenBy, regime.extension.norm, regime.offerSuspension.norm, regime.documentsSuspension.norm',
    'IndecopiCopyRequested: reference',
    'DescargosAttached: reference',
    'IndecopiGrantIssued: reference',
    'CaseFileRequested: reference',
  ],
  'made by Foja: versions, codes and norms': [
    'ClaimFiled: conformity.textVersion, warnings.*.field, warnings.*.code, deadline.regimeId, deadline.lawVersion',
    'ClaimReclassified: deadline.regimeId, deadline.lawVersion',
    'ClaimResponded: warnings.*.field, warnings.*.code',
    'DeadlineExtended: norm',
    'IndecopiCopyRequested: dueRule.ruleId, dueRule.lawVersion',
    'CaseFileRequested: dueRule.ruleId, dueRule.lawVersion',
    'CancellationRequested: norm',
    'ClaimErased: norm',
    'StaffErased: norm',
    'DeadlineRevised: regimeId, lawVersion, norm',
  ],
  'amounts and numbers of a form': [
    'ClaimFiled: good.amount.value, paperNumber',
    'PaperNumberTaken: paperNumber',
    'SheetNumbered: sheetNumber',
    'SirecSiteCodeSet: siteCode',
  ],
  'keys made at random, and hashes': [
    'ApiKeyIssued: keyId, secretHash',
    'ApiKeyRevoked: keyId',
    'AuditorKeyIssued: auditorId, secretHash',
    'AuditorAccessGranted: auditorId',
    'AuditorAccessWithdrawn: auditorId',
    'AuditorKeyRevoked: auditorId',
    'EvidenceAttached: sha256',
    'DescargosAttached: sha256',
    'IndecopiGrantIssued: grantId, secretHash',
    'IndecopiGrantRevoked: grantId',
    'CaseFileCompleted: sha256, manifestSha256',
    'CaseFileDownloaded: sha256',
    'CopyDelivered: documentSha256',
    'IndecopiCopyDelivered: documentSha256',
    'SirecReported: fileSha256',
  ],
};

const events = Object.entries(catalogue).flatMap(([type, versions]) =>
  Object.values(versions).map((schema) => ({ type, schema: schema as z.ZodType })),
);

describe('personal data in stored events', () => {
  it('are the fields of the table, and no other', () => {
    const found = events.map(({ type, schema }) => [type, personalPaths(schema)] as const);
    expect(Object.fromEntries(found.filter(([, paths]) => paths.length > 0))).toEqual(expected);
  });

  it('leave no text untagged that is not known to be impersonal: tag a new field, or say here why not', () => {
    const listed = Object.values(impersonal).flat().flatMap(listedFields);
    const untagged = events.flatMap(({ type, schema }) =>
      fieldsOf(schema)
        .filter((field) => field.tag === undefined && isFreeText(field.schema))
        .map(({ path }) => `${type}.${path}`),
    );
    // Versions of one event share most of their fields.
    expect([...new Set(untagged)].toSorted()).toEqual(listed.toSorted());
  });
});

/** Text whose form says what it is (a UUID, a date, an instant) can hold nothing else; an e-mail address can. */
function isFreeText({ def }: z.ZodType): boolean {
  if (def.type !== 'string') return false;
  const format = 'format' in def ? def.format : undefined;
  return !['uuid', 'date', 'datetime'].includes(String(format));
}

function listedFields(line: string): string[] {
  const [type, paths = ''] = line.split(': ');
  return paths.split(', ').map((path) => `${type}.${path}`);
}

describe('a tag', () => {
  it('is found inside objects, lists, options and whatever may be absent', () => {
    const secret = personal(z.string());
    const schema = z.object({
      plain: z.string(),
      maybe: secret.optional(),
      none: secret.nullable(),
      other: secret.default('-'),
      list: z.array(z.object({ text: secret })),
      either: z.union([z.object({ a: secret }), z.object({ b: z.number(), a: secret })]),
      whole: personal(z.object({ x: z.string() })),
    });
    expect(personalPaths(schema)).toEqual(['maybe', 'none', 'other', 'list.*.text', 'either.a', 'whole']);
  });

  it('stays on its own field: the same schema elsewhere has none', () => {
    const email = z.email();
    const schema = z.object({ theirs: personal(email), ours: email });
    expect(personalPaths(schema)).toEqual(['theirs']);
  });

  it('outlives a description, and a further rule', () => {
    const secret = personal(z.string());
    const schema = z.object({ described: secret.meta({ title: 'x' }), ruled: secret.refine(() => true) });
    expect(personalPaths(schema)).toEqual(['described', 'ruled']);
  });

  it('says whose data it is', () => {
    const schema = z.object({ name: personal(z.string()), clerk: personal(z.string(), { subject: 'staff' }) });
    expect(fieldsOf(schema).map(({ tag }) => tag?.subject)).toEqual(['consumer', 'staff']);
  });

  it.each([
    z.record(z.string(), personal(z.string())),
    z.map(z.string(), personal(z.string())),
    z.tuple([personal(z.string())]),
    z.unknown(),
    z.any(),
  ])('can’t hide in a kind of schema that the walk does not open', (inside) => {
    expect(() => personalPaths(z.object({ inside }))).toThrow('cannot look for personal data in a');
  });
});
