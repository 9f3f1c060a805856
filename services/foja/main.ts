#!/usr/bin/env node
import { enableCompileCache } from 'node:module';
import { join } from 'node:path';

// What Node compiled once it need not compile again: a command then takes half the time. Beside the packages, so that it
// goes when they go; where that folder cannot be written, nothing is kept.
enableCompileCache(join(import.meta.dirname, '..', '..', 'node_modules', '.cache', 'foja'));

const { run } = await import('./cli.ts');
const { endWhenNobodyReads } = await import('./output/print.ts');
endWhenNobodyReads();
process.exitCode = await run(process.argv.slice(2), process.env);
