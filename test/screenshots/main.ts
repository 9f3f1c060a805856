import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Browser, Page } from 'puppeteer';
import { openBrowser, visit, WIDTHS } from '../browser/support/browser.ts';
import { fill, go, write } from '../browser/support/filling.ts';
import { foja, ownDataDir, type Running, startFoja } from '../cli/program.ts';

const HELP = `npm run screenshots

Starts Foja on made-up claims and takes pictures of what people see, on a phone and on a desk,
into ops/screenshots/.

Exit codes: 0 taken, 1 something failed, 2 wrong use.
`;
const RUC = '20999999990';
const FOLDER = join(import.meta.dirname, '..', '..', 'ops', 'screenshots');

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { help: { type: 'boolean', short: 'h' } } });
  if (values.help === true) return void process.stdout.write(HELP);
  rmSync(FOLDER, { recursive: true, force: true });
  mkdirSync(FOLDER, { recursive: true });
  const own = ownDataDir();
  const server = await startFoja({ DATA_DIR: own.dataDir });
  const browser = await openBrowser();
  try {
    const until = new Date(Date.now() - 86_400_000).toISOString().slice(0, 10);
    const from = new Date(Date.now() - 60 * 86_400_000).toISOString().slice(0, 10);
    await foja(['seed', '--claims', '600', '--from', from, '--to', until], { DATA_DIR: own.dataDir });
    const person = await newPerson(server, browser, own.dataDir);
    for (const width of WIDTHS) await takeAll(server, browser, { width, person });
  } finally {
    await browser.close();
    await server.stop();
    await own.remove();
  }
}

interface Person {
  readonly email: string;
  readonly password: string;
}

/** Somebody who attends the made-up firm with the most to do, hired and invited as it is done for real. */
async function newPerson(server: Running, browser: Browser, dataDir: string): Promise<Person> {
  const settings = { DATA_DIR: dataDir };
  const listed = JSON.parse((await foja(['providers', 'list', '--json'], settings)).out) as { items: Listed[] };
  const [ruc = ''] = listed.items
    .filter(({ ruc, sector }) => ruc !== RUC && sector === 'general')
    .map(({ ruc }) => ruc);
  const person = { email: 'rosa@tienda.example', password: 'cuatro palabras para las fotos' };
  const names = ['--role', 'respondent', '--name', 'Rosa Ficticia', '--email', person.email, '--json'];
  const { out } = await foja(['staff', 'add', '--ruc', ruc, ...names], settings);
  const { link } = JSON.parse(out) as { link: string };
  const { page, close } = await visit(browser);
  await page.goto(`${server.url}${new URL(link).pathname}`);
  await write(page, '#nueva', person.password);
  await write(page, '#repetida', person.password);
  await go(page, 'main button[type=submit]');
  await close();
  return person;
}

interface Listed {
  readonly ruc: string;
  readonly sector: string;
}

async function takeAll(
  server: Running,
  browser: Browser,
  { width, person }: { readonly width: number; readonly person: Person },
): Promise<void> {
  const { page, close } = await visit(browser, { width });
  const take = async (name: string) => {
    await page.screenshot({ path: join(FOLDER, `${name}-${width}.png`) as `${string}.png`, fullPage: true });
    process.stderr.write(`${name}-${width}.png\n`);
  };
  await page.goto(`${server.url}/`);
  await take('inicio');
  await page.goto(`${server.url}/libro/${RUC}/WEB-01`);
  await take('formulario');
  await fill(page);
  await go(page, 'button[type=submit]');
  await take('revision');
  await page.click('#conformidad');
  await go(page, '[data-submit]');
  await take('constancia');
  await page.goto(page.url().replace(/\/constancia.*$/, ''));
  await take('seguimiento');

  await signIn(page, server, person);
  await take('panel');
  await page.goto(`${server.url}/panel/reclamos`);
  await take('panel-lista');
  const claim = await page.$eval('main a[href^="/panel/reclamos/"]', (link) => link.getAttribute('href'));
  await page.goto(`${server.url}${claim}`);
  await take('panel-reclamo');
  await close();
}

async function signIn(page: Page, server: Running, { email, password }: Person): Promise<void> {
  await page.goto(`${server.url}/panel/entrar`);
  await write(page, '#correo', email);
  await write(page, '#clave', password);
  await go(page, 'button[type=submit]');
}

await main();
