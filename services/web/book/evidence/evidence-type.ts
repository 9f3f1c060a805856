/** What may be attached; told by content, whatever the name or the browser says. */
export type EvidenceType = 'application/pdf' | 'image/jpeg' | 'image/png' | 'image/heic' | 'image/webp';
