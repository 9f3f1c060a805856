import type { EventOf } from '@foja/contracts';

/** The provider's block of a document. */
export interface ProviderView {
  readonly legalName: string;
  readonly tradeName: string;
  readonly ruc: string;
  readonly establishment: string;
  readonly address: string;
  readonly bookCode: string;
}

/** As the provider was on the day of filing: that is what a sheet prints for ever. */
export function providerView({ provider, ruc, bookCode }: EventOf<'ClaimFiled'>['data']): ProviderView {
  return {
    legalName: provider.legalName,
    tradeName: provider.tradeName ?? '',
    ruc,
    establishment: provider.establishment,
    address: provider.establishmentAddress,
    bookCode,
  };
}
