import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, chownSync, lstatSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

/**
 * Who the server runs as. PostgreSQL refuses to run as root, so:
 *  - started by anybody else, it runs as that user (`self`);
 *  - started by root, it runs as the system user `postgres` (`user`), made where there is none;
 *  - where root keeps the checkout or DATA_DIR in a folder closed to others (`/root`, a `mktemp -d`), it runs in a
 *    user namespace in which root bears that user's number and has no privilege (`namespace`), where the kernel allows it.
 */
export type ServerAccount =
  | { readonly kind: 'self' }
  | { readonly kind: 'user'; readonly uid: number; readonly gid: number }
  | { readonly kind: 'namespace'; readonly wrapper: readonly string[] };

const USER = 'postgres';

/** Chooses the account that can reach all of `paths` (absolute folders); throws an error that names the closed one. */
export function serverAccount(paths: readonly string[]): ServerAccount {
  if (process.getuid?.() !== 0) return { kind: 'self' };
  const user = systemUser() ?? createSystemUser();
  const closed = paths.map((path) => closedFolder(path, user)).find((folder) => folder !== undefined);
  if (closed === undefined) return { kind: 'user', ...user };
  const wrapper = ['unshare', '--user', `--map-user=${user.uid}`, `--map-group=${user.gid}`, '--'];
  if (works(wrapper)) return { kind: 'namespace', wrapper };
  throw new Error(
    `PostgreSQL runs as user "${USER}", which may not enter ${closed}. ` +
      `Open it (chmod o+x ${closed}), or use a checkout and a DATA_DIR elsewhere, or start as another user than root.`,
  );
}

/** Command and spawn options that run `command` as the account. */
export function commandAs(
  account: ServerAccount,
  command: string,
  args: readonly string[],
): { command: string; args: readonly string[]; ids: { uid?: number; gid?: number } } {
  if (account.kind === 'namespace') {
    const [wrapper = command, ...rest] = account.wrapper;
    return { command: wrapper, args: [...rest, command, ...args], ids: {} };
  }
  return { command, args, ids: account.kind === 'user' ? { uid: account.uid, gid: account.gid } : {} };
}

/** Makes a folder and all it holds the account's own, closed to everybody else. */
export function giveFolder(folder: string, account: ServerAccount): void {
  chmodSync(folder, 0o700);
  if (process.getuid?.() !== 0) return;
  const { uid, gid } = account.kind === 'user' ? account : { uid: 0, gid: 0 };
  if (lstatSync(folder).uid !== uid) giveTree(folder, uid, gid);
}

function giveTree(path: string, uid: number, gid: number): void {
  const stats = lstatSync(path);
  if (stats.isSymbolicLink()) return;
  if (stats.isDirectory()) for (const name of readdirSync(path)) giveTree(join(path, name), uid, gid);
  // The folder itself last: a give-away cut short is then taken up again by the next start.
  chownSync(path, uid, gid);
}

/** The first folder on the way to `path` that `user` may not enter. */
export function closedFolder(path: string, user: { uid: number; gid: number }): string | undefined {
  const way: string[] = [];
  for (let at = resolve(path); ; at = dirname(at)) {
    way.unshift(at);
    if (at === dirname(at)) break;
  }
  return way.find((folder) => {
    const stats = statSync(folder, { throwIfNoEntry: false });
    if (stats === undefined) return false;
    if (stats.uid === user.uid) return (stats.mode & 0o100) === 0;
    if (stats.gid === user.gid) return (stats.mode & 0o010) === 0;
    return (stats.mode & 0o001) === 0;
  });
}

function systemUser(): { uid: number; gid: number } | undefined {
  const line = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .find((entry) => entry.startsWith(`${USER}:`));
  const [, , uid, gid] = line?.split(':') ?? [];
  return uid === undefined || gid === undefined ? undefined : { uid: Number(uid), gid: Number(gid) };
}

function createSystemUser(): { uid: number; gid: number } {
  const ways: [string, string[]][] = [
    ['useradd', ['--system', '--user-group', '--no-create-home', '--shell', '/usr/sbin/nologin', USER]],
    ['adduser', ['-S', '-D', '-H', USER]], // BusyBox
  ];
  for (const [command, args] of ways) {
    try {
      execFileSync(command, args, { stdio: 'pipe', timeout: 20_000 });
    } catch {
      continue;
    }
    const user = systemUser();
    if (user !== undefined) return user;
  }
  throw new Error(
    `PostgreSQL does not run as root, and the system user "${USER}" could not be made: start as another user`,
  );
}

function works([command = '', ...args]: readonly string[]): boolean {
  return spawnSync(command, [...args, 'true'], { stdio: 'ignore', timeout: 5_000 }).status === 0;
}
