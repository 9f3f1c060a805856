import QRCode from 'qrcode';

/** A QR code as a `data:` image: black on white, sharp at any size. Level M survives a creased printout. */
export async function qrImage(text: string): Promise<string> {
  const svg = await QRCode.toString(text, { type: 'svg', errorCorrectionLevel: 'M', margin: 0 });
  return `data:image/svg+xml;base64,${Buffer.from(svg).toString('base64')}`;
}
