export * from './case-file.ts';
export * from './grant.ts';
export * from './scope.ts';
