export { newKey, newOfficialKey } from './api-key.ts';
export { buildApp } from './app.ts';
export type { ApiSettings, AppDependencies, Limits, ReadModels } from './dependencies.ts';
export { trackingTokens } from './tracking-token.ts';
