import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { house } from './places.mjs';
import { Failure } from './step.mjs';

const run = promisify(execFile);
const LIMIT_MS = 20_000;
const OLDEST_NODE = 20;

/** The Node that runs this script: any from 20 on. */
export async function checkNode() {
  const { node } = process.versions;
  if (Number.parseInt(node, 10) < OLDEST_NODE) {
    throw new Failure(`Node ${node} is too old: Foja needs ${OLDEST_NODE} or newer (https://nodejs.org)`, 2);
  }
  return node;
}

const programNode = join(house, 'node_modules', '.bin', 'node');

/** The Node that the npm package `node` brought: the one Foja runs on. */
export async function checkProgramNode() {
  const manifest = JSON.parse(readFileSync(join(house, 'node_modules', 'node', 'package.json'), 'utf8'));
  const repair = 'run: npm rebuild node --ignore-scripts=false';
  if (!existsSync(programNode)) {
    throw new Failure(`the npm package "node" is installed without its program (install scripts off?); ${repair}`);
  }
  const { stdout } = await run(programNode, ['--version'], { timeout: LIMIT_MS }).catch((error) => {
    throw new Failure(`${programNode} does not run (${error.code ?? error.signal}); ${repair}`);
  });
  const version = stdout.trim().slice(1);
  if (version !== manifest.version)
    throw new Failure(`${programNode} is ${version}, not ${manifest.version}; ${repair}`);
  return version;
}

/** The PostgreSQL programs of the npm package; needed unless DATABASE_URL names a server. */
export async function checkPostgres(_busy, env = process.env) {
  const launcher = join(house, 'services', 'ledger', 'postgres', 'embedded', 'binaries.ts');
  const script = `const { findBinaries } = await import(${JSON.stringify(launcher)}); console.log(findBinaries().postgres);`;
  try {
    const found = await run(programNode, ['--input-type=module', '--eval', script], { timeout: LIMIT_MS });
    const { stdout } = await run(found.stdout.trim(), ['--version'], { timeout: LIMIT_MS });
    return stdout.trim().replace(/^postgres \(PostgreSQL\) /, '');
  } catch (error) {
    const why = /^Error: (.*)$/m.exec(error.stderr ?? '')?.[1] ?? (error.stderr?.trim() || error.message);
    if (env.DATABASE_URL) return `not here (${why}); DATABASE_URL will be used`;
    throw new Failure(`embedded PostgreSQL does not run: ${why}`);
  }
}
