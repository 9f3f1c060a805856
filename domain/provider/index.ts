export * from './decide.ts';
export * from './settings.ts';
export * from './staff.ts';
export * from './state.ts';
export * from './webhook-state.ts';
export * from './webhooks.ts';
