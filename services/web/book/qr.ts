import QRCode from 'qrcode';

/** A QR code as a data: URL: it prints, and asks nobody. */
export async function qrOf(text: string): Promise<string> {
  const svg = await QRCode.toString(text, { type: 'svg', margin: 2, errorCorrectionLevel: 'M' });
  return `data:image/svg+xml;base64,${Buffer.from(svg).toString('base64')}`;
}
