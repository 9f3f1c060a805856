export * from './events/catalogue.ts';
export * from './personal.ts';
export * from './primitives.ts';
export * from './problems.ts';
