#!/usr/bin/env node
import { ensureChromium, ensurePoppler } from './setup/chromium.mjs';
import { ensureKafka, ensureKafkaTools } from './setup/kafka.mjs';
import { installPackages } from './setup/packages.mjs';
import { Failure, step } from './setup/step.mjs';
import { checkNode, checkPostgres, checkProgramNode } from './setup/tools.mjs';

// Brings a fresh clone to where Foja runs, with nothing but Node 20 and npm; does nothing where nothing is missing.
// Plain JavaScript without dependencies, because it runs before there are any.

const help = `Installs what Foja needs and checks that it runs. Safe to repeat, and to run twice at once.

  node ops/setup.mjs [--quiet] [--tests]

  --quiet   print only what had to be done, and what failed
  --tests   also what only the tests use
  --help    this text

Exit codes: 0 ready; 1 something could not be installed or does not run; 2 wrong use, or a Node older than 20;
3 the npm registry could not be reached.`;

const known = new Set(['--quiet', '--tests', '--help', '-h']);

async function main(args) {
  const unknown = args.find((arg) => !known.has(arg));
  if (unknown !== undefined) throw new Failure(`unknown option ${unknown}: see node ops/setup.mjs --help`, 2);
  if (args.includes('--help') || args.includes('-h')) return console.log(help);
  const quiet = args.includes('--quiet');
  await step('Node on this machine', quiet, checkNode);
  await step('packages', quiet, installPackages);
  await step('Node that runs Foja', quiet, checkProgramNode);
  await step('embedded PostgreSQL', quiet, checkPostgres);
  await step('Chromium, for PDFs', quiet, ensureChromium);
  if (!args.includes('--tests')) return;
  await step('poppler, for tests', quiet, ensurePoppler);
  await step('kcat, for tests', quiet, ensureKafkaTools);
  await step('Kafka, for tests', quiet, ensureKafka);
}

main(process.argv.slice(2)).catch((error) => {
  if (!(error instanceof Failure)) console.error(error);
  else console.error(`set-up: ${error.message}`);
  process.exitCode = error instanceof Failure ? error.exitCode : 1;
});
