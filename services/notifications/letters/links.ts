/** The addresses that mails lead to. */
export interface Links {
  /** The consumer's own page; whoever has it can act for the consumer, so it is only ever written to the consumer. */
  follow(claimId: string): string;
  /** The provider's page of a claim, behind its sign-in. */
  panelClaim(claimId: string): string;
  panel(): string;
  panelWebhooks(): string;
  /** Everybody's page for checking a copy. */
  verify(): string;
}

/** @param publicUrl `https://libro.example`, without a path. */
export function linksAt(publicUrl: () => string, tokenFor: (claimId: string) => string): Links {
  const at = (path: string) => new URL(path, publicUrl()).toString();
  return {
    follow: (claimId) => at(`/seguimiento/${tokenFor(claimId)}`),
    panelClaim: (claimId) => at(`/panel/reclamos/${claimId}`),
    panel: () => at('/panel'),
    panelWebhooks: () => at('/panel/ajustes/webhooks'),
    verify: () => at('/verificar'),
  };
}
