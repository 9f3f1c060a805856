export { createProjections } from './create.ts';
export type { DeadlineItem, DeadlineState } from './deadlines/item.ts';
export * from './projections.ts';
export * from './queries.ts';
export { InvalidCursor } from './reading/cursor.ts';
export type { Page } from './reading/page.ts';
export type { ClaimStatus } from './register/row.ts';
