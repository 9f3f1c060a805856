/** An amount as the API takes it: value `1249.90`, currency of ISO 4217. */
export interface TypedAmount {
  readonly value: string;
  readonly currency: string;
}

/**
 * As people write money: `S/ 1,249.90`, `249,90`, `1 249.90`, `1'249.90`, `250 soles`, `US$ 100`. A currency that is written
 * goes before the one that stands chosen in a list: a claim for US$ 100 must not become one for S/ 100. What is no amount
 * stays as it is, and is refused by name.
 */
export function typedAmount(text: string, chosen: string): TypedAmount {
  const whole = text.trim();
  const before = BEFORE.exec(whole)?.[0] ?? '';
  const rest = whole.slice(before.length);
  const after = AFTER.exec(rest)?.[0] ?? '';
  const figures = after === '' ? rest : rest.slice(0, -after.length);
  const [currency = chosen, other] = new Set([before, after].filter((sign) => sign !== '').map(currencyOf));
  if (figures.trim() === '' || other !== undefined) return { value: whole, currency: chosen };
  return { value: plainFigures(figures), currency };
}

function plainFigures(figures: string): string {
  const bare = figures.replaceAll(/[\s'’]/g, '');
  if (/^\d{1,3}(?:,\d{3})+(?:\.\d{1,2})?$/.test(bare)) return bare.replaceAll(',', '');
  if (/^\d{1,3}(?:\.\d{3})+,\d{1,2}$/.test(bare)) return bare.replaceAll('.', '').replace(',', '.');
  const plain = /^\d+,\d{1,2}$/.test(bare) ? bare.replace(',', '.') : bare;
  return plain.replace(/^0+(?=\d)/, '');
}

/** In Peru `$` alone says dollars. */
function currencyOf(sign: string): 'PEN' | 'USD' | 'EUR' {
  if (/^(?:s|pen)/i.test(sign)) return 'PEN';
  return /^(?:€|eur)/i.test(sign) ? 'EUR' : 'USD';
}

const SIGNS = String.raw`(?:S\/\.?|PEN|soles?|US\$|USD|\$|d[oó]lar(?:es)?|€|euros?|EUR)`;
const BEFORE = new RegExp(`^${SIGNS}`, 'i');
const AFTER = new RegExp(`${SIGNS}$`, 'i');
