export { generate, type SeedOptions, type SeedStep } from './generate.ts';
export { type SeedReport, writeSeed } from './write.ts';
