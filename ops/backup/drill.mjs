#!/usr/bin/env node
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';

// Proves that a back-up can be restored: restores it aside, has the whole ledger verified and the read models replayed and
// compared, and holds the restored log against the checkpoint that the back-up wrote down. Touches neither the back-up nor the
// house that it was made of.

const help = `Restores a back-up aside and proves that the restored ledger is whole.

  node ops/backup/drill.mjs BACKUP [--master-key-file FILE] [--json]
  node ops/backup/drill.mjs --database-url URL --data-dir DIR [--checkpoint FILE] [--json]

  BACKUP             a folder that \`foja backup\` wrote
  --master-key-file  its master key, where the back-up has none and MASTER_KEY is not set
  --database-url     a PostgreSQL that you restored yourself, never the one in use
  --data-dir         the restored files that belong to it, keys among them
  --checkpoint       an older checkpoint, kept elsewhere, that the restored log has to go on from
  --json             the result as JSON
  --help             this text

Examples:
  node ops/backup/drill.mjs /backups/2026-11-22 --master-key-file /safe/master-key
  node ops/backup/drill.mjs --database-url postgres://postgres@127.0.0.1/restored --data-dir /restore/data --json

Exit codes: 0 the back-up can be relied on; 1 something in it is not as it was; 2 wrong use; 3 it cannot be restored.`;

const options = {
  'master-key-file': { type: 'string' },
  'database-url': { type: 'string' },
  'data-dir': { type: 'string' },
  checkpoint: { type: 'string' },
  json: { type: 'boolean', default: false },
  help: { type: 'boolean', short: 'h', default: false },
};

class Failure extends Error {
  constructor(message, exitCode) {
    super(message);
    this.exitCode = exitCode;
  }
}

async function main() {
  const { values, positionals } = parsed();
  if (values.help) return console.log(help);
  const house =
    values['database-url'] === undefined ? await restored(values, positionals) : external(values, positionals);
  try {
    const steps = [];
    for (const [name, args] of stepsOf(house)) {
      const startedAt = performance.now();
      console.error(`${name} …`);
      const { code, err, out } = await foja(args, house.settings);
      const seconds = Number(((performance.now() - startedAt) / 1000).toFixed(1));
      steps.push({
        name,
        ok: code === 0,
        seconds,
        ...(code === 0 ? {} : { exitCode: code, said: lastLine(err || out) }),
      });
      if (code === 3) throw new Failure(`${name}: ${lastLine(err)}`, 3);
    }
    const ok = steps.every((step) => step.ok);
    if (values.json) console.log(JSON.stringify({ ok, steps }, null, 2));
    else
      for (const step of steps)
        console.log(`${step.ok ? '✓' : '✗'} ${step.name} (${step.seconds} s)${step.ok ? '' : `: ${step.said}`}`);
    if (!values.json)
      console.log(ok ? 'The back-up can be restored, and the ledger in it is whole.' : 'Do not rely on this back-up.');
    process.exitCode = ok ? 0 : 1;
  } finally {
    house.remove();
  }
}

function parsed() {
  try {
    return parseArgs({ options, allowPositionals: true });
  } catch (error) {
    throw new Failure(`${error.message}: see node ops/backup/drill.mjs --help`, 2);
  }
}

/** The back-up as a DATA_DIR of its own: a server writes into what it is started on. */
async function restored(values, positionals) {
  const [backup, ...more] = positionals;
  if (backup === undefined || more.length > 0)
    throw new Failure('name one back-up: see node ops/backup/drill.mjs --help', 2);
  const record = join(resolve(backup), 'backup.json');
  if (!existsSync(record)) throw new Failure(`${backup} has no backup.json: it is no back-up, or not a whole one`, 3);
  const { checkpoint } = JSON.parse(readFileSync(record, 'utf8'));
  const folder = mkdtempSync(join(tmpdir(), 'foja-drill-'));
  const remove = () => rmSync(folder, { recursive: true, force: true });
  try {
    const dataDir = join(folder, 'data');
    // As `cp -a`: the server's account owns its files.
    await run('cp', ['-a', resolve(backup), dataDir], process.env);
    const keyFile = values['master-key-file'];
    if (keyFile !== undefined) await cp(keyFile, join(dataDir, 'master-key'));
    const kept = join(folder, 'checkpoint');
    if (checkpoint !== undefined) writeFileSync(kept, checkpoint);
    return {
      settings: { DATA_DIR: dataDir },
      checkpoint: values.checkpoint ?? (checkpoint === undefined ? undefined : kept),
      remove,
    };
  } catch (error) {
    remove();
    throw new Failure(`the back-up cannot be copied aside: ${error.message}`, 3);
  }
}

function external(values, positionals) {
  if (positionals.length > 0 || values['data-dir'] === undefined)
    throw new Failure('--database-url goes with --data-dir, and without a back-up', 2);
  const settings = { DATABASE_URL: values['database-url'], DATA_DIR: values['data-dir'] };
  return { settings, checkpoint: values.checkpoint, remove: () => undefined };
}

function stepsOf({ checkpoint }) {
  return [
    ['every event as it was sealed', ['verify', ...(checkpoint === undefined ? [] : ['--checkpoint', checkpoint])]],
    ['read models as the events say', ['rebuild', '--check']],
  ];
}

function foja(args, settings) {
  const root = resolve(import.meta.dirname, '..', '..');
  const node = join(root, 'node_modules', '.bin', 'node');
  return run(existsSync(node) ? node : process.execPath, [join(root, 'services', 'foja', 'main.ts'), ...args], {
    ...process.env,
    ...settings,
  });
}

function run(command, args, env) {
  return new Promise((done, failed) => {
    const child = spawn(command, args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
    let [out, err] = ['', ''];
    child.stdout.on('data', (chunk) => {
      out += chunk;
    });
    child.stderr.on('data', (chunk) => {
      err += chunk;
    });
    child.once('error', failed).once('close', (code) => done({ code, out, err }));
  });
}

function lastLine(text) {
  return text.trim().split('\n').at(-1) ?? '';
}

main().catch((error) => {
  console.error(error instanceof Failure ? `drill: ${error.message}` : error);
  process.exitCode = error instanceof Failure ? error.exitCode : 3;
});
