import type { Page } from 'puppeteer';

/** What a person writes on the form. */
export const answers: Readonly<Record<string, string>> = {
  nombre: 'Rosa Ficticia Quispe',
  numeroDocumento: '01234567',
  correo: 'rosa@correo.example',
  domicilio: 'Jr. Supuesto 789, Lince, Lima',
  telefono: '999 000 111',
  descripcion: 'Licuadora de dos velocidades, boleta B001-123',
  monto: '249.90',
  detalle: 'La licuadora dejó de funcionar al tercer día.\nFui a la tienda y no me atendieron.',
  pedido: 'Que la cambien por otra.',
};
export const chosen = { bien: '#bien', tipo: '#tipo', respuesta: '#respuesta' } as const;

/** Fills the form as it stands; works without JavaScript, too. */
export async function fill(page: Page, change: Readonly<Record<string, string>> = {}): Promise<void> {
  for (const [name, value] of Object.entries({ ...answers, ...change })) await write(page, `#${name}`, value);
  for (const choice of Object.values(chosen)) await page.click(choice);
}

/** Replaces what stands in a field by pasting: typing every letter would take a person's time. */
export async function write(page: Page, selector: string, value: string): Promise<void> {
  await page.focus(selector);
  await page.keyboard.down('Control');
  await page.keyboard.press('KeyA');
  await page.keyboard.up('Control');
  await page.keyboard.press('Backspace');
  await page.keyboard.sendCharacter(value);
}

/** Clicks, and waits for the page that follows. */
export async function go(page: Page, selector: string): Promise<void> {
  await Promise.all([page.waitForNavigation({ waitUntil: 'load' }), page.click(selector)]);
}

export async function textOf(page: Page, selector = 'main'): Promise<string> {
  const handle = await page.waitForSelector(selector);
  const text = await handle?.getProperty('textContent');
  return String(await text?.jsonValue())
    .replaceAll(/\s+/g, ' ')
    .trim();
}
