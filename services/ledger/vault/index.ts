export { kidsOf } from './claim-keys.ts';
export { confidentialStore, opening } from './confidential.ts';
export { type Keyring, type MasterKey, masterKey } from './keyring.ts';
export { openMemoryVault } from './memory.ts';
export { type Vault, VaultUnavailable } from './port.ts';
export { findMaster, masterId, openPostgresVault, WrongMasterKey } from './postgres.ts';
export { rotateMaster } from './rotate.ts';
