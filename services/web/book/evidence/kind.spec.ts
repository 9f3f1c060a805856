import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { cleanFileName } from './file-name.ts';
import { inspect, MOST_BYTES } from './kind.ts';
import { heic, jpeg, pdf, png, webp, zip } from './samples.ts';

const why = async (bytes: Buffer, name = 'foto.jpg') => {
  const inspected = await inspect(bytes, name);
  return inspected.ok ? inspected.mediaType : inspected.why;
};

describe('a file, by its content', () => {
  it.each([
    ['application/pdf', pdf()],
    ['image/jpeg', jpeg()],
    ['image/png', png()],
    ['image/webp', webp()],
    ['image/heic', heic('heic')],
    ['image/heic', heic('mif1')],
  ])('%s is taken, whatever its name', async (type, bytes) => expect(await why(bytes, 'sin-nombre')).toBe(type));

  it('is refused where it is empty or too large', async () => {
    expect(await why(Buffer.alloc(0))).toBe('empty');
    expect(await why(Buffer.concat([png(), Buffer.alloc(MOST_BYTES)]))).toBe('too-large');
  });

  it('is refused where its name lies', async () => {
    expect(await why(Buffer.from('MZ\u0090 not a picture'), 'foto.jpg')).toBe('false-type');
    expect(await why(Buffer.from('<html><script>alert(1)</script>'), 'boleta.pdf')).toBe('false-type');
    expect(await why(Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'), 'x.svg')).toBe(
      'not-allowed',
    );
  });

  it('is refused where it is an archive, a bomb or not', async () => {
    expect(await why(zip(), 'fotos.zip')).toBe('archive');
    expect(await why(zip(), 'foto.jpg')).toBe('archive');
    expect(await why(gzipSync(Buffer.alloc(5_000_000)), 'bomba.pdf')).toBe('archive');
    expect(await why(Buffer.concat([jpeg(), zip()]))).toBe('dangerous');
  });

  it('is refused where it would swell when opened', async () => {
    expect(await why(png(40_000, 40_000))).toBe('bomb');
    expect(await why(jpeg(60_000, 60_000))).toBe('bomb');
    expect(await why(png(4_000, 3_000))).toBe('image/png');
  });

  it('is refused where it was cut off', async () => {
    expect(await why(pdf().subarray(0, 40))).toBe('broken');
    expect(await why(png().subarray(0, 40))).toBe('broken');
    expect(await why(webp().subarray(0, 32))).toBe('broken');
  });

  it('is refused where it is the test file of virus scanners, alone or inside a PDF', async () => {
    const eicar = Buffer.from(`${'X5O!P%@AP[4\\PZX54(P^)7CC)7}$'}${'EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*'}`);
    expect(await why(eicar, 'eicar.com')).toBe('dangerous');
    expect(await why(Buffer.concat([pdf(), eicar]), 'boleta.pdf')).toBe('dangerous');
  });

  it('never throws on noise', async () => {
    for (let n = 0; n < 200; n += 1) {
      const bytes = Buffer.from(Array.from({ length: n }, (_, at) => (at * 31 + n * 17) % 256));
      await expect(inspect(bytes, 'x.png')).resolves.toBeDefined();
      await expect(inspect(Buffer.concat([png().subarray(0, n), bytes]), 'x.png')).resolves.toBeDefined();
      await expect(inspect(Buffer.concat([jpeg().subarray(0, n), bytes]), 'x.png')).resolves.toBeDefined();
    }
  });
});

describe("a file's name", () => {
  it.each([
    ['boleta.pdf', 'boleta.pdf'],
    ['C:\\fakepath\\boleta.PDF', 'boleta.PDF'],
    ['../../etc/passwd', 'passwd.pdf'],
    ['foto.jpg', 'foto.pdf'],
    ['a\u202egpj.exe', 'agpj.pdf'],
    ['', 'archivo.pdf'],
    [undefined, 'archivo.pdf'],
    ['a"b<c>\r\n.pdf', 'abc.pdf'],
  ])('%s is kept as %s', (given, kept) => expect(cleanFileName(given, 'application/pdf')).toBe(kept));
});
