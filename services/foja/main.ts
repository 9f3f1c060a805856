#!/usr/bin/env node
import { run } from './cli.ts';
import { endWhenNobodyReads } from './output/print.ts';

endWhenNobodyReads();
process.exitCode = await run(process.argv.slice(2), process.env);
