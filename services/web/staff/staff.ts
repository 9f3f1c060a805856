import type { Caller, Commands } from '@foja/commands/commands.ts';
import { eventId } from '@foja/commands/event-ids.ts';
import type { StaffRole } from '@foja/contracts/events/staff.ts';
import type { Refusal } from '@foja/domain/decision.ts';
import { addStaff, removeStaff, type StaffMember } from '@foja/domain/provider/index.ts';
import { type Account, type Accounts, accountsIn } from './accounts.ts';
import { type Attempts, attemptsIn } from './attempts.ts';
import type { Pool } from './database.ts';
import type { Identity } from './oidc/issuer.ts';
import { type IssuerAccounts, issuerAccountsIn } from './oidc/members.ts';
import { hashPassword, isPassword, type PasswordFault, passwordFault } from './passwords.ts';
import { type SavedViews, savedViewsIn } from './saved-views.ts';
import { type Sealing, sealing } from './sealing.ts';
import { type SecondFactors, secondFactors } from './second-factor.ts';
import { type Session, type Sessions, sessionsIn } from './sessions.ts';

export interface StaffDependencies {
  readonly pool: Pool;
  readonly commands: Pick<Commands, 'onProvider' | 'provider'>;
  /** The present instant, ISO 8601. */
  readonly clock: () => string;
  /** At least 32 random bytes kept outside the database; seals second factors. */
  readonly secret: Uint8Array;
  /** Providers whose administrators may go without a second factor: a demonstration's, and no other. */
  readonly withoutSecondFactor?: ReadonlySet<string>;
}

export type SignIn =
  | { readonly outcome: 'in' | 'second-factor'; readonly token: string }
  /** The same for a wrong password and for nobody. */
  | { readonly outcome: 'wrong' }
  | { readonly outcome: 'locked'; readonly until: string };

export type Added =
  | { readonly ok: true; readonly staffId: string; readonly invitation: string }
  | { readonly ok: false; readonly refusal: Refusal };

/** The staff of providers: how they get in. Roles come from the ledger at every request. */
export class Staff {
  readonly sessions: Sessions;
  readonly savedViews: SavedViews;
  readonly secondFactors: SecondFactors;
  readonly sealing: Sealing;
  readonly #accounts: Accounts;
  readonly #attempts: Attempts;
  readonly #issuerAccounts: IssuerAccounts;
  readonly #withoutSecondFactor: ReadonlySet<string>;
  readonly #commands: StaffDependencies['commands'];
  readonly #clock: () => string;

  constructor({ pool, commands, clock, secret, withoutSecondFactor }: StaffDependencies) {
    this.sessions = sessionsIn(pool);
    this.savedViews = savedViewsIn(pool);
    this.#accounts = accountsIn(pool);
    this.#attempts = attemptsIn(pool);
    this.#issuerAccounts = issuerAccountsIn(pool);
    this.sealing = sealing(secret);
    this.#withoutSecondFactor = withoutSecondFactor ?? new Set();
    this.#commands = commands;
    this.#clock = clock;
    this.secondFactors = secondFactors({
      accounts: this.#accounts,
      attempts: this.#attempts,
      sealing: this.sealing,
      clock,
    });
  }

  /**
   * Who a cookie belongs to; undefined where the session is over or the person is no longer on the staff. Whoever `mustEnrol`
   * is to be let no further than to where a second factor is set up.
   */
  async whoIs(token: string): Promise<{ session: Session; member: StaffMember; mustEnrol: boolean } | undefined> {
    const session = await this.sessions.find(token, this.#clock());
    if (session === undefined) return undefined;
    const member = (await this.#commands.provider(session.ruc)).staff.get(session.staffId);
    if (member === undefined || member.removed) return undefined;
    return { session, member, mustEnrol: !session.secondFactor && this.needsSecondFactor(session.ruc, member.role) };
  }

  /** Who can let others in and change where mail goes has to prove more than a password. */
  needsSecondFactor(ruc: string, role: StaffRole): boolean {
    return role === 'admin' && !this.#withoutSecondFactor.has(ruc);
  }

  async signIn({ email, password }: { readonly email: string; readonly password: string }): Promise<SignIn> {
    const now = this.#clock();
    const key = `e-mail ${email.trim().toLowerCase()}`;
    const attempt = await this.#attempts.begin(key, now);
    if (!attempt.allowed) return { outcome: 'locked', until: attempt.until };
    const account = await this.#accountFor(email.trim(), password);
    if (account === undefined) return { outcome: 'wrong' };
    await this.#attempts.succeeded(key);
    const asked = account.secondFactor?.confirmed === true;
    const token = await this.sessions.open(account.staffId, asked ? 'second-factor' : 'open', now);
    return { outcome: asked ? 'second-factor' : 'in', token };
  }

  /** Of whom on the staff an account of an issuer is; who left is nobody. */
  async knownBy(identity: Identity): Promise<readonly { readonly staffId: string; readonly ruc: string }[]> {
    const accounts = await this.#issuerAccounts.of(identity);
    const there = await Promise.all(
      accounts.map(async ({ ruc, staffId }) => {
        const member = (await this.#commands.provider(ruc)).staff.get(staffId);
        return member !== undefined && !member.removed;
      }),
    );
    return accounts.filter((_, index) => there[index]);
  }

  /** Lets in one of those that `knownBy` named, and remembers the account. @returns the token for the cookie. */
  async enterByIssuer(staffId: string, identity: Identity): Promise<string> {
    await this.#issuerAccounts.bind(staffId, identity);
    return this.sessions.open(staffId, 'open', this.#clock(), true);
  }

  /** The second step: a code of the app, or a recovery code. A new token, since the old one was worth less. */
  async passSecondFactor(token: string, code: string): Promise<SignIn> {
    const now = this.#clock();
    const session = await this.sessions.find(token, now);
    if (session?.stage !== 'second-factor') return { outcome: 'wrong' };
    const key = `second factor ${session.staffId}`;
    const attempt = await this.#attempts.begin(key, now);
    if (!attempt.allowed) return { outcome: 'locked', until: attempt.until };
    if (!(await this.secondFactors.opens(session.staffId, code))) return { outcome: 'wrong' };
    await this.#attempts.succeeded(key);
    await this.sessions.close(token);
    return { outcome: 'in', token: await this.sessions.open(session.staffId, 'open', now) };
  }

  /** Adds somebody to the staff, with a link by which they choose their password. */
  async add(
    ruc: string,
    { role, name, email }: { readonly role: StaffRole; readonly name: string; readonly email: string },
    by: Caller,
  ): Promise<Added> {
    const staffId = eventId(by.commandId, 'staff');
    const result = await this.#commands.onProvider(
      ruc,
      (state) =>
        state.staff.get(staffId)?.email === email
          ? { ok: true, events: [] }
          : addStaff(state, { staffId, role, name, email }),
      by,
    );
    if (!result.ok) return result;
    await this.#accounts.create({ staffId, ruc, email }, this.#clock());
    return { ok: true, staffId, invitation: await this.#accounts.invite(staffId, this.#clock()) };
  }

  async remove(ruc: string, staffId: string, by: Caller): Promise<Refusal | undefined> {
    const result = await this.#commands.onProvider(ruc, (state) => removeStaff(state, staffId), by);
    if (!result.ok) return result.refusal;
    await this.#accounts.remove(staffId);
    return undefined;
  }

  /** A new link for whoever forgot the password or lost the phone; the old password holds until it is used. */
  async invite(staffId: string): Promise<string> {
    return this.#accounts.invite(staffId, this.#clock());
  }

  async invited(token: string): Promise<Account | undefined> {
    return this.#accounts.invited(token, this.#clock());
  }

  /** Takes up an invitation: the password is chosen, every older session and second factor ends. */
  async acceptInvitation(token: string, password: string): Promise<PasswordFault | 'gone' | undefined> {
    const account = await this.invited(token);
    if (account === undefined) return 'gone';
    const fault = passwordFault(password, account.email);
    if (fault !== undefined) return fault;
    await this.setPassword(account.staffId, password);
    await this.#accounts.endSecondFactor(account.staffId);
    return undefined;
  }

  async changePassword(
    staffId: string,
    { current, next, keep }: { readonly current: string; readonly next: string; readonly keep: string },
  ): Promise<PasswordFault | 'wrong' | 'locked' | undefined> {
    const account = await this.#accounts.byId(staffId);
    const key = `password of ${staffId}`;
    if (!(await this.#attempts.begin(key, this.#clock())).allowed) return 'locked';
    if (!(await isPassword(current, account?.passwordHash)) || account === undefined) return 'wrong';
    await this.#attempts.succeeded(key);
    const fault = passwordFault(next, account.email);
    if (fault !== undefined) return fault;
    await this.setPassword(staffId, next, keep);
    return undefined;
  }

  /** Sets it and signs out everywhere, or everywhere but the session given. No rule is asked: for the command line. */
  async setPassword(staffId: string, password: string, keep?: string): Promise<void> {
    await this.#accounts.setPassword(staffId, await hashPassword(password), this.#clock());
    await this.sessions.closeAll(staffId, keep);
  }

  /** Somebody's first code of the app: every session that only a password opened ends, and this one begins anew. */
  async enrol(
    staffId: string,
    code: string,
  ): Promise<{ readonly token: string; readonly codes: readonly string[] } | undefined> {
    const codes = await this.secondFactors.confirm(staffId, code);
    if (codes === undefined) return undefined;
    await this.sessions.closeAll(staffId);
    return { codes, token: await this.sessions.open(staffId, 'open', this.#clock()) };
  }

  /** For a colleague who lost phone and recovery codes: they sign in with the password and set up another phone. */
  async resetSecondFactor(staffId: string): Promise<void> {
    await this.secondFactors.reset(staffId);
    await this.sessions.closeAll(staffId);
  }

  /** One e-mail may serve several providers; then the password tells which. */
  async #accountFor(email: string, password: string): Promise<Account | undefined> {
    const candidates = await this.#accounts.byEmail(email);
    if (candidates.length === 0) await isPassword(password, undefined);
    for (const account of candidates) {
      if (!(await isPassword(password, account.passwordHash))) continue;
      const member = (await this.#commands.provider(account.ruc)).staff.get(account.staffId);
      if (member !== undefined && !member.removed) return account;
    }
    return undefined;
  }
}
