import { migrateStaff } from './database.ts';
import { Staff, type StaffDependencies } from './staff.ts';

export type { Pool } from './database.ts';
export { createDemoStaff, type DemoPerson } from './demo.ts';
export { passwordFault } from './passwords.ts';
export type { SecondFactors } from './second-factor.ts';
export { type Added, type SignIn, Staff, type StaffDependencies } from './staff.ts';

/** Brings the tables up to date and opens the staff. */
export async function openStaff(dependencies: StaffDependencies): Promise<Staff> {
  await migrateStaff(dependencies.pool);
  return new Staff(dependencies);
}
