/** What Foja answers. Every answer of the acceptance tests is held against these. Instants are Lima's, `-05:00`. */
export * from './answers/audit.ts';
export * from './answers/auditor.ts';
export * from './answers/claim.ts';
export * from './answers/computation.ts';
export * from './answers/deadlines.ts';
export * from './answers/feeds.ts';
export * from './answers/house.ts';
export * from './answers/indecopi.ts';
export * from './answers/problem.ts';
export * from './answers/proof.ts';
export * from './answers/provider.ts';
export * from './answers/register.ts';
export * from './answers/sheet.ts';
export * from './answers/statistics.ts';
export * from './answers/webhooks.ts';
