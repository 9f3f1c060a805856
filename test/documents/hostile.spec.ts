import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Renderer } from '@foja/documents';
import { pageForScreen } from '@foja/documents/page.ts';
import { offered, rejected, responded } from '@foja/domain/claim/examples.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { filedClaim } from './claims.ts';
import { contentFor, print, startRenderer } from './printing.ts';
import { readPdf } from './reading.ts';

/** Text by which somebody could try to run, fetch, frame, read or restyle something. */
function attacks(address: string): string[] {
  return [
    `<script>fetch("${address}/script")</script>`,
    `<img src="${address}/img" onerror="fetch('${address}/onerror')">`,
    `<svg onload="fetch('${address}/svg')"><image href="${address}/svg-image"/></svg>`,
    `<iframe src="${address}/iframe"></iframe><iframe src="file:///etc/passwd"></iframe>`,
    `<object data="file:///etc/passwd"></object><embed src="${address}/embed">`,
    `<link rel=stylesheet href="${address}/link"><base href="${address}/base/">`,
    `<meta http-equiv="refresh" content="0;url=${address}/meta">`,
    `</style><style>*{background:url(${address}/css);display:none}</style>`,
    `" style="background:url(${address}/attribute)" x="`,
    `'; } @import url(${address}/import); {`,
    '</dd></dl></section></article><h1>OTRA HOJA</h1>',
    '{{constructor.constructor}} {{{request}}} {{#each this}}{{@key}}{{/each}} {{> sheet}} {{lookup . "x"}}',
    '[enlace](javascript:alert(1)) javascript:alert(1) file:///etc/passwd',
    '<a href="javascript:alert(1)">clic</a><a href="file:///etc/passwd">clic</a>',
    '#{7*7} <%= 7*7 %> ]]> --> <!-- <![CDATA[',
    '=HYPERLINK("http://x","y") &lt;b&gt; &amp;amp; \\3c script\\3e ',
  ];
}

describe('hostile text', () => {
  let renderer: Renderer;
  let listener: Server;
  let address: string;
  const asked: string[] = [];
  beforeAll(async () => {
    renderer = await startRenderer();
    listener = createServer((request, response) => {
      asked.push(request.url ?? '');
      response.end('x');
    });
    await new Promise<void>((done) => listener.listen(0, '127.0.0.1', done));
    address = `http://127.0.0.1:${(listener.address() as AddressInfo).port}`;
  });
  afterAll(async () => {
    listener.close();
    await renderer.close();
  });

  it('in every field at once stays text, and no request is even tried', async () => {
    for (const attack of attacks(address)) {
      const claim = filedClaim(
        {
          consumer: {
            name: attack.slice(0, 150),
            documentType: 'OTRO',
            documentNumber: attack.slice(0, 20),
            address: attack,
            email: 'a@b.example',
            phone: attack.slice(0, 50),
            minor: true,
            guardian: { name: attack.slice(0, 150), documentNumber: attack.slice(0, 20) },
          },
          good: { kind: 'product', description: attack },
          detail: `DETALLE ${attack}`,
          request: `PEDIDO ${attack}`,
        },
        {
          type: 'EvidenceAttached',
          data: {
            evidenceId: '0b9f3c52-4f0e-4b57-9a52-6f3b8f4d1a02',
            by: 'consumer',
            fileName: attack.slice(0, 200),
            mediaType: 'image/png',
            sizeBytes: 2048,
            sha256: 'a'.repeat(64),
            bytes: 'kept',
          },
        },
        offered({ text: attack }),
        rejected,
        responded({ outcome: 'refused', text: `RESPUESTA ${attack}`, grounds: attack }),
      );
      for (const document of [{ kind: 'sheet', copy: 'provider' } as const, { kind: 'answer' } as const]) {
        const pdf = await print(renderer, await contentFor(document, claim));
        const { text, info } = await readPdf(pdf);
        const said = document.kind === 'answer' ? 'RESPUESTA' : 'DETALLE';
        expect(withoutSpace(text)).toContain(withoutSpace(`${said} ${attack}`));
        expect(info['JavaScript']).toBe('no');
        expect(pdf.toString('latin1')).not.toMatch(/\/URI \((?:javascript|file|http:\/\/127)/);
        expect(text).not.toContain('root:x:0:0');
      }
    }
    expect(renderer.metrics().requestsBlocked).toBe(0);
    expect(asked).toEqual([]);
  });

  it('on the screen is inert, too: no element comes of it', async () => {
    for (const attack of attacks(address)) {
      const content = await contentFor(
        { kind: 'sheet', copy: 'indecopi' },
        filedClaim({ detail: attack, request: attack }),
      );
      const html = pageForScreen(content);
      const body = html.slice(html.indexOf('<body'));
      expect(body).not.toMatch(/<(?:script|iframe|object|embed|link|meta|base|style|svg|img|a)\b/i);
      expect(html.match(/<style>/g)?.length).toBe(1);
    }
  });

  it('would reach no network even if markup came through: the renderer itself asks for nothing', async () => {
    const before = renderer.metrics().requestsBlocked;
    const page = `<!doctype html><title>x</title><script>document.title='ran';document.body.textContent='RAN'</script>
      <link rel="stylesheet" href="${address}/a.css"><img src="${address}/b.png"><iframe src="${address}/c"></iframe>
      <iframe src="file:///etc/passwd"></iframe><p style="background:url(${address}/d)">visible</p>
      <img src="file:///etc/hostname"><object data="${address}/e"></object><iframe srcdoc="<img src=${address}/f>"></iframe>`;
    const { text, info } = await readPdf(await renderer.render(page));
    expect(text).toContain('visible');
    expect(text).not.toContain('RAN');
    expect(text).not.toContain('root:');
    expect(info['Title']).toBe('x');
    expect(renderer.metrics().requestsBlocked - before).toBe(6);
    expect(asked).toEqual([]);
  });

  it.each([
    ['4000 characters without a space', 'W'.repeat(4000)],
    ['emoji and flags', '👩‍👩‍👧‍👦 🇵🇪 🤬 '.repeat(100)],
    ['letters from right to left', 'شكوى ضد المتجر שלום '.repeat(60)],
    ['zero-width characters between letters', 'a\u200b\u200d\u2060b\ufeff'.repeat(300)],
    ['stacked accents', `Z${'\u0300\u0301\u0302'.repeat(300)}algo`],
    ['a thousand lines', 'línea\n'.repeat(660)],
  ])('%s is printed, inside the paper', async (_name, detail) => {
    const claim = filedClaim({ detail: detail.trim() });
    const { info, text } = await readPdf(
      await print(renderer, await contentFor({ kind: 'sheet', copy: 'provider' }, claim)),
    );
    expect(Number(info['Pages'])).toBeLessThan(20);
    expect(text).toContain('Destinatario: PROVEEDOR');
  });
});

function withoutSpace(text: string): string {
  return text.replaceAll(/\s+/g, '');
}
