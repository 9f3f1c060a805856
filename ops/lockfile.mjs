#!/usr/bin/env node
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { house } from './setup/places.mjs';

// npm leaves the packages of other platforms out of package-lock.json where the registry it asked does not hold them,
// and `npm ci` then refuses that lockfile on every machine (npm/cli#4828). This puts the missing entries in: run it
// after `npm install`. It asks nobody: name, version and platform stand in the entry of the package that wants them.

const file = join(house, 'package-lock.json');

/** Optional packages that a lockfile names but has no entry for: path, version and who wants them. */
export function missingEntries({ packages }) {
  return Object.entries(packages).flatMap(([wantedBy, { optionalDependencies = {} }]) =>
    Object.entries(optionalDependencies)
      .filter(([name]) => !Object.keys(packages).some((path) => path.endsWith(`node_modules/${name}`)))
      .map(([name, version]) => ({ name, version, wantedBy })),
  );
}

if (process.argv[1] === import.meta.filename) {
  const lockfile = JSON.parse(readFileSync(file, 'utf8'));
  const missing = missingEntries(lockfile);
  for (const { name, version, wantedBy } of missing) {
    const { dev, license } = lockfile.packages[wantedBy];
    const { cpu, libc, os } = platformOf(name);
    lockfile.packages[`node_modules/${name}`] = { version, cpu, dev, libc, license, optional: true, os };
  }
  lockfile.packages = Object.fromEntries(Object.entries(lockfile.packages).sort(([a], [b]) => (a < b ? -1 : 1)));
  writeFileSync(file, `${JSON.stringify(lockfile, null, 2)}\n`);
  console.log(`package-lock.json: ${missing.length} entries added`);
}

/** `@biomejs/cli-linux-x64-musl` -> os, cpu and libc as npm writes them. */
function platformOf(name) {
  const words = name.split(/[/-]/);
  const os = { windows: 'win32' };
  const cpu = { 64: 'x64' };
  const known = (list) => words.find((word) => list.includes(word));
  const itsOs = known(['darwin', 'linux', 'win32', 'windows', 'android', 'freebsd']);
  const itsCpu = known(['x64', 'arm64', 'arm', 'ia32', 'ppc64', 's390x', 'riscv64', 'loong64', '64']);
  if (itsOs === undefined || itsCpu === undefined) throw new Error(`which platform is ${name} for?`);
  return {
    cpu: [cpu[itsCpu] ?? itsCpu],
    ...(words.includes('musl') ? { libc: ['musl'] } : {}),
    os: [os[itsOs] ?? itsOs],
  };
}
