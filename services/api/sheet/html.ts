import { createHash } from 'node:crypto';
import type { SheetAnswer } from '@foja/contracts/http/answers.ts';
import { Html, html, lines } from './markup.ts';
import { SHEET_STYLE } from './style.ts';

/** The sheet as a page to read and print: the blocks of Anexo I in their order; a blank field stays visibly blank. */
export function sheetHtml(sheet: SheetAnswer): string {
  const { provider, sheetNumber } = sheet;
  const page = html`<!doctype html>
<html lang="es-PE">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Hoja de Reclamación ${sheetNumber}</title><style>${STYLE}</style></head>
<body><main>
<header><h1>LIBRO DE RECLAMACIONES</h1><h2>HOJA DE RECLAMACIÓN</h2>
<p>FECHA: ${dayMonthYear(sheet.filedOn)}</p><p>Nº ${sheetNumber}</p></header>
<section><p><strong>${provider.legalName}</strong>${provider.tradeName === undefined ? '' : html` (${provider.tradeName})`}</p>
<p>RUC ${provider.ruc} · ${provider.establishment}: ${provider.establishmentAddress}</p>
<p>CÓDIGO DE IDENTIFICACIÓN: ${provider.bookCode}</p></section>
${consumerBlock(sheet)}${goodBlock(sheet)}${detailBlock(sheet)}${actionsBlock(sheet)}
<footer><p>¹ RECLAMO: Disconformidad relacionada a los productos o servicios.</p>
<p>² QUEJA: Disconformidad no relacionada a los productos o servicios; o, malestar o descontento respecto a la atención al público.</p>
${sheet.legends.map((legend) => html`<p>* ${legend}</p>`)}
<p class="recipient">Destinatario: ${sheet.recipient}</p></footer>
</main></body></html>`;
  return page.text;
}

function consumerBlock({ consumer }: SheetAnswer): Html {
  const { guardian } = consumer;
  return html`<section><h3>1. IDENTIFICACIÓN DEL CONSUMIDOR RECLAMANTE</h3><dl>
${field('NOMBRE', consumer.name)}${field('DOMICILIO', consumer.address)}
${field('DNI / CE', `${consumer.documentType} ${consumer.documentNumber}`)}
${field('TELÉFONO / E-MAIL', [consumer.phone, consumer.email].filter((part) => part !== undefined).join(' / '))}
${guardian === undefined ? '' : field('PADRE O MADRE', [guardian.name, guardian.documentType, guardian.documentNumber].filter((part) => part !== undefined).join(' '))}
</dl></section>`;
}

function goodBlock({ good }: SheetAnswer): Html {
  return html`<section><h3>2. IDENTIFICACIÓN DEL BIEN CONTRATADO</h3>
<p>PRODUCTO ${box(good.kind === 'product')} SERVICIO ${box(good.kind === 'service')}</p><dl>
${field('MONTO RECLAMADO', good.amount === undefined ? undefined : `${good.amount.currency} ${good.amount.value}`)}
${field('DESCRIPCIÓN', good.description)}</dl></section>`;
}

/** The box the consumer ticked stays ticked; a reclassification is said beside it (art. 6). */
function detailBlock(sheet: SheetAnswer): Html {
  const { declaredType, type } = sheet;
  return html`<section><h3>3. DETALLE DE LA RECLAMACIÓN Y PEDIDO DEL CONSUMIDOR</h3>
<p>RECLAMO¹ ${box(declaredType === 'reclamo')} QUEJA² ${box(declaredType === 'queja')}
${type === declaredType ? '' : html`<em>(se tramita como ${type})</em>`}</p><dl>
${field('DETALLE', sheet.detail)}${field('PEDIDO', sheet.request)}
${field('FIRMA DEL CONSUMIDOR', `Conformidad expresada en línea el ${sheet.conformity.at} (art. 4-B)`)}</dl></section>`;
}

function actionsBlock({ actions }: SheetAnswer): Html {
  const { response, offers, agreement, dueOn } = actions;
  const told = response === undefined ? undefined : dayMonthYear(response.communicatedAt);
  return html`<section><h3>4. OBSERVACIONES Y ACCIONES ADOPTADAS POR EL PROVEEDOR</h3><dl>
${field('FECHA DE COMUNICACIÓN DE LA RESPUESTA', told ?? `pendiente; vence el ${dayMonthYear(dueOn)}`)}
${offers.map((offer) => field(`OFRECIMIENTO ${offer.offerNumber}`, offer.text))}
${agreement === undefined ? '' : field('ACUERDO', agreement)}
${response === undefined ? '' : field('RESPUESTA', response.text)}
${response?.grounds === undefined ? '' : field('FUNDAMENTO', response.grounds)}
${field('FIRMA DEL PROVEEDOR', undefined)}</dl></section>`;
}

function field(label: string, value: string | undefined): Html {
  return html`<dt>${label}:</dt><dd>${value === undefined ? '' : lines(value)}</dd>`;
}

function box(ticked: boolean): string {
  return ticked ? '[X]' : '[ ]';
}

/** From a Lima date or an instant in Lima's time. */
function dayMonthYear(date: string): string {
  return `${date.slice(8, 10)}/${date.slice(5, 7)}/${date.slice(0, 4)}`;
}

const STYLE = new Html(SHEET_STYLE);

/** Nothing but its own style sheet: no script, no image, no frame. */
export const SHEET_CSP = `default-src 'none'; style-src 'sha256-${createHash('sha256').update(SHEET_STYLE).digest('base64')}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`;
