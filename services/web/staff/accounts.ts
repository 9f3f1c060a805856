import type { Pool } from './database.ts';
import { hashOf, newToken } from './sessions.ts';

/** What somebody signs in with. */
export interface Account {
  readonly staffId: string;
  readonly ruc: string;
  readonly email: string;
  readonly passwordHash: string | null;
  readonly secondFactor: SecondFactor | undefined;
}

export interface SecondFactor {
  readonly sealedSecret: Buffer;
  readonly confirmed: boolean;
  readonly lastStep: number;
}

/** Invitations and new-password links open once, for three days. */
const INVITATION_MS = 3 * 86_400_000;

/** The rows of app.staff_accounts and what hangs on them. No rule here: those are in sign-in and in the domain. */
export function accountsIn(pool: Pool) {
  async function select(where: string, value: string): Promise<Account[]> {
    const { rows } = await pool.query<Row>(
      `SELECT * FROM app.staff_accounts WHERE ${where} ORDER BY created_at LIMIT 5`,
      [value],
    );
    return rows.map(accountOf);
  }

  return {
    async create({ staffId, ruc, email }: Pick<Account, 'staffId' | 'ruc' | 'email'>, now: string): Promise<void> {
      await pool.query(
        `INSERT INTO app.staff_accounts (staff_id, ruc, email, created_at) VALUES ($1, $2, $3, $4)
         ON CONFLICT (staff_id) DO NOTHING`,
        [staffId, ruc, email.toLowerCase(), now],
      );
    },
    async remove(staffId: string): Promise<void> {
      await pool.query('DELETE FROM app.staff_accounts WHERE staff_id = $1', [staffId]);
    },
    byEmail: (email: string) => select('email = $1', email.toLowerCase()),
    async byId(staffId: string): Promise<Account | undefined> {
      return (await select('staff_id = $1', staffId))[0];
    },
    async setPassword(staffId: string, hash: string, now: string): Promise<void> {
      await pool.query(
        'UPDATE app.staff_accounts SET password_hash = $2, password_changed_at = $3 WHERE staff_id = $1',
        [staffId, hash, now],
      );
      await pool.query('DELETE FROM app.staff_invitations WHERE staff_id = $1', [staffId]);
    },

    async invite(staffId: string, now: string): Promise<string> {
      const token = newToken();
      const until = new Date(Date.parse(now) + INVITATION_MS).toISOString();
      await pool.query('DELETE FROM app.staff_invitations WHERE staff_id = $1', [staffId]);
      await pool.query('INSERT INTO app.staff_invitations (token_hash, staff_id, expires_at) VALUES ($1, $2, $3)', [
        hashOf(token),
        staffId,
        until,
      ]);
      return token;
    },
    async invited(token: string, now: string): Promise<Account | undefined> {
      const { rows } = await pool.query<Row>(
        `SELECT a.* FROM app.staff_invitations i JOIN app.staff_accounts a USING (staff_id)
         WHERE i.token_hash = $1 AND i.expires_at > $2`,
        [hashOf(token), now],
      );
      return rows.map(accountOf)[0];
    },

    async startSecondFactor(staffId: string, sealedSecret: Buffer): Promise<void> {
      await pool.query(
        `UPDATE app.staff_accounts SET totp_secret = $2, totp_confirmed_at = NULL, totp_last_step = 0
         WHERE staff_id = $1 AND totp_confirmed_at IS NULL`,
        [staffId, sealedSecret],
      );
    },
    /** False where another request used the same code a moment before. */
    async takeStep(staffId: string, step: number, now: string): Promise<boolean> {
      const { rowCount } = await pool.query(
        `UPDATE app.staff_accounts SET totp_last_step = $2, totp_confirmed_at = COALESCE(totp_confirmed_at, $3)
         WHERE staff_id = $1 AND totp_last_step < $2`,
        [staffId, step, now],
      );
      return rowCount === 1;
    },
    async endSecondFactor(staffId: string): Promise<void> {
      await pool.query(
        'UPDATE app.staff_accounts SET totp_secret = NULL, totp_confirmed_at = NULL, totp_last_step = 0 WHERE staff_id = $1',
        [staffId],
      );
      await pool.query('DELETE FROM app.staff_recovery_codes WHERE staff_id = $1', [staffId]);
    },
    async setRecoveryCodes(staffId: string, hashes: readonly Buffer[]): Promise<void> {
      await pool.query('DELETE FROM app.staff_recovery_codes WHERE staff_id = $1', [staffId]);
      await pool.query('INSERT INTO app.staff_recovery_codes (staff_id, code_hash) SELECT $1, unnest($2::bytea[])', [
        staffId,
        hashes,
      ]);
    },
    async takeRecoveryCode(staffId: string, hash: Buffer): Promise<boolean> {
      const { rowCount } = await pool.query(
        'DELETE FROM app.staff_recovery_codes WHERE staff_id = $1 AND code_hash = $2',
        [staffId, hash],
      );
      return rowCount === 1;
    },
    async recoveryCodesLeft(staffId: string): Promise<number> {
      const { rows } = await pool.query<{ n: number }>(
        'SELECT count(*)::int AS n FROM app.staff_recovery_codes WHERE staff_id = $1',
        [staffId],
      );
      return rows[0]?.n ?? 0;
    },
  };
}

export type Accounts = ReturnType<typeof accountsIn>;

interface Row {
  readonly staff_id: string;
  readonly ruc: string;
  readonly email: string;
  readonly password_hash: string | null;
  readonly totp_secret: Buffer | null;
  readonly totp_confirmed_at: Date | null;
  readonly totp_last_step: string;
}

function accountOf(row: Row): Account {
  return {
    staffId: row.staff_id,
    ruc: row.ruc,
    email: row.email,
    passwordHash: row.password_hash,
    secondFactor:
      row.totp_secret === null
        ? undefined
        : {
            sealedSecret: row.totp_secret,
            confirmed: row.totp_confirmed_at !== null,
            lastStep: Number(row.totp_last_step),
          },
  };
}
