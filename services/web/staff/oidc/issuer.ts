import type { Configuration } from 'openid-client';

/** Where an organisation's own accounts come from, and as whom we ask there. */
export interface IssuerSettings {
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
}

/** Who somebody is to the issuer. */
export interface Identity {
  readonly issuer: string;
  readonly subject: string;
  /** Only where the issuer says that it is verified; lower case. */
  readonly email: string | undefined;
}

/** What must come back with the answer, kept by the browser that asked and by nobody else. */
export interface Asked {
  readonly state: string;
  readonly nonce: string;
  readonly codeVerifier: string;
}

/** An OpenID Connect issuer: authorization code with PKCE (RFC 7636), state and nonce. */
export interface Issuer {
  /** @throws IssuerUnavailable */
  ask(redirectUri: string): Promise<{ readonly url: URL; readonly asked: Asked }>;
  /**
   * Whoever came back. `url` is where they came to, as the issuer knows it.
   * @throws NotLetIn where the issuer said no, or the answer is not to what was asked; IssuerUnavailable.
   */
  identityOf(url: URL, asked: Asked): Promise<Identity>;
  /** Where the session at the issuer ends; undefined where it offers none. */
  wayOut(after: string): Promise<URL | undefined>;
}

export class IssuerUnavailable extends Error {
  override readonly name = 'IssuerUnavailable';
}

/** `declined`: by the person or the issuer. `invalid`: the answer does not belong to the question. */
export class NotLetIn extends Error {
  override readonly name = 'NotLetIn';
  readonly why: 'declined' | 'invalid';
  constructor(why: 'declined' | 'invalid', cause: unknown) {
    super(`the issuer's answer was ${why}`, { cause });
    this.why = why;
  }
}

/** Seconds that the issuer is waited for. */
const TIMEOUT_S = 10;

/** What the issuer publishes is read when somebody first asks, so that neither starts by the other's leave. */
export function openIssuer({ issuer, clientId, clientSecret }: IssuerSettings): Issuer {
  // Loaded only where it is used.
  const library = import('openid-client');
  let known: Promise<Configuration> | undefined;

  async function configuration(): Promise<Configuration> {
    const { discovery, allowInsecureRequests } = await library;
    const url = new URL(issuer);
    const execute = url.protocol === 'http:' ? [allowInsecureRequests] : []; // settings allow it on the loopback only
    known ??= discovery(url, clientId, clientSecret, undefined, { execute, timeout: TIMEOUT_S });
    try {
      return await known;
    } catch (cause) {
      known = undefined; // the next one asks again
      throw new IssuerUnavailable('the issuer does not say how it is asked', { cause });
    }
  }

  return {
    async ask(redirectUri) {
      const client = await library;
      const config = await configuration();
      const asked: Asked = {
        state: client.randomState(),
        nonce: client.randomNonce(),
        codeVerifier: client.randomPKCECodeVerifier(),
      };
      const url = client.buildAuthorizationUrl(config, {
        redirect_uri: redirectUri,
        scope: 'openid email',
        code_challenge: await client.calculatePKCECodeChallenge(asked.codeVerifier),
        code_challenge_method: 'S256',
        state: asked.state,
        nonce: asked.nonce,
      });
      return { url, asked };
    },

    async identityOf(url, { state, nonce, codeVerifier }) {
      const client = await library;
      const config = await configuration();
      try {
        const tokens = await client.authorizationCodeGrant(config, url, {
          expectedState: state,
          expectedNonce: nonce,
          pkceCodeVerifier: codeVerifier,
          idTokenExpected: true,
        });
        const claims = tokens.claims();
        if (claims === undefined) throw new Error('no ID token');
        // With a code, an issuer may tell the e-mail only where it is asked with the token.
        const { email, email_verified: isVerified } =
          claims['email'] !== undefined || config.serverMetadata().userinfo_endpoint === undefined
            ? claims
            : await client.fetchUserInfo(config, tokens.access_token, claims.sub);
        const verified = isVerified === true && typeof email === 'string';
        return { issuer: claims.iss, subject: claims.sub, email: verified ? email.trim().toLowerCase() : undefined };
      } catch (cause) {
        if (cause instanceof client.AuthorizationResponseError) throw new NotLetIn('declined', cause);
        if (cause instanceof client.ResponseBodyError && cause.status < 500) throw new NotLetIn('invalid', cause);
        if (cause instanceof client.ResponseBodyError || isSilence(cause)) {
          throw new IssuerUnavailable('the issuer does not answer', { cause });
        }
        throw new NotLetIn('invalid', cause);
      }
    },

    async wayOut(after) {
      const client = await library;
      const config = await configuration().catch(() => undefined);
      if (config?.serverMetadata().end_session_endpoint === undefined) return undefined;
      return client.buildEndSessionUrl(config, { post_logout_redirect_uri: after });
    },
  };
}

/** No connection, or no answer in time. */
function isSilence(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return (
    error.name === 'TimeoutError' ||
    (error instanceof TypeError && error.message === 'fetch failed') ||
    isSilence(error.cause)
  );
}
