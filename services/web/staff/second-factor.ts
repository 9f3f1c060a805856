import type { Account, Accounts } from './accounts.ts';
import type { Attempts } from './attempts.ts';
import { asRecoveryCode, enrolmentUri, newRecoveryCodes, newSecret, stepOf } from './one-time-codes.ts';
import { isPassword } from './passwords.ts';
import type { Sealing } from './sealing.ts';

export type SecondFactorState = 'off' | 'started' | 'on';

/** Codes of an app on a phone, and recovery codes for whoever loses it. */
export interface SecondFactors {
  stateOf(staffId: string): Promise<SecondFactorState>;
  recoveryCodesLeft(staffId: string): Promise<number>;
  /** A secret for the app, kept until its first code comes back; the same one until then. Undefined where it is on. */
  start(staffId: string): Promise<{ readonly secret: string; readonly uri: string } | undefined>;
  /** @returns the recovery codes, shown once; undefined where the code is not the app's. */
  confirm(staffId: string, code: string): Promise<readonly string[] | undefined>;
  /** New recovery codes in place of the old, for who has the password; shown once. */
  renewCodes(staffId: string, password: string): Promise<readonly string[] | undefined>;
  /** Switched off by who has the password. */
  end(staffId: string, password: string): Promise<boolean>;
  /** Switched off for somebody who lost the phone: no password is asked, whoever calls this has to be allowed to. */
  reset(staffId: string): Promise<void>;
  /** Whether a code of the app, or a recovery code, opens; either opens once. Not bounded here: count the tries. */
  opens(staffId: string, code: string): Promise<boolean>;
}

export interface SecondFactorDependencies {
  readonly accounts: Accounts;
  readonly attempts: Attempts;
  readonly sealing: Sealing;
  readonly clock: () => string;
}

export function secondFactors({ accounts, attempts, sealing, clock }: SecondFactorDependencies): SecondFactors {
  async function stepTaken({ staffId, secondFactor }: Account, code: string): Promise<boolean> {
    if (secondFactor === undefined) return false;
    const now = clock();
    const secret = sealing.open(secondFactor.sealedSecret, staffId);
    const step = stepOf(code, { secret, at: now, lastStep: secondFactor.lastStep });
    return step !== undefined && accounts.takeStep(staffId, step, now);
  }

  async function hasPassword(staffId: string, password: string): Promise<boolean> {
    const key = `password of ${staffId}`;
    if (!(await attempts.begin(key, clock())).allowed) return false;
    const account = await accounts.byId(staffId);
    if (!(await isPassword(password, account?.passwordHash))) return false;
    await attempts.succeeded(key);
    return true;
  }

  async function newCodes(staffId: string): Promise<readonly string[]> {
    const codes = newRecoveryCodes();
    await accounts.setRecoveryCodes(
      staffId,
      codes.map((each) => sealing.mac(each, staffId)),
    );
    return codes;
  }

  return {
    async stateOf(staffId) {
      const factor = (await accounts.byId(staffId))?.secondFactor;
      return factor === undefined ? 'off' : factor.confirmed ? 'on' : 'started';
    },
    recoveryCodesLeft: (staffId) => accounts.recoveryCodesLeft(staffId),
    async start(staffId) {
      const account = await accounts.byId(staffId);
      if (account === undefined || account.secondFactor?.confirmed === true) return undefined;
      const kept = account.secondFactor?.sealedSecret;
      const secret = kept === undefined ? newSecret() : sealing.open(kept, staffId);
      if (kept === undefined) await accounts.startSecondFactor(staffId, sealing.seal(secret, staffId));
      return { secret, uri: enrolmentUri({ secret, account: account.email }) };
    },
    async confirm(staffId, code) {
      const account = await accounts.byId(staffId);
      if (account?.secondFactor === undefined || account.secondFactor.confirmed) return undefined;
      const key = `enrolment ${staffId}`;
      if (!(await attempts.begin(key, clock())).allowed) return undefined;
      if (!(await stepTaken(account, code))) return undefined;
      await attempts.succeeded(key);
      return newCodes(staffId);
    },
    async renewCodes(staffId, password) {
      if ((await accounts.byId(staffId))?.secondFactor?.confirmed !== true) return undefined;
      return (await hasPassword(staffId, password)) ? newCodes(staffId) : undefined;
    },
    async end(staffId, password) {
      if (!(await hasPassword(staffId, password))) return false;
      await accounts.endSecondFactor(staffId);
      return true;
    },
    reset: (staffId) => accounts.endSecondFactor(staffId),
    async opens(staffId, code) {
      const account = await accounts.byId(staffId);
      if (account === undefined) return false;
      if (await stepTaken(account, code)) return true;
      const recovery = asRecoveryCode(code);
      return recovery !== undefined && accounts.takeRecoveryCode(staffId, sealing.mac(recovery, staffId));
    },
  };
}
