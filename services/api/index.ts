export { newKey } from './api-key.ts';
export { buildApp } from './app.ts';
export type { ApiSettings, AppDependencies, DeadlinesQuery, Limits, Queries, RegisterQuery } from './dependencies.ts';
export { trackingTokens } from './tracking-token.ts';
