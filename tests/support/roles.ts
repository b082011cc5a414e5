import type pg from 'pg'
import type { TestRun } from './global-setup.ts'

/** Roles that a platform brings along, and one that nobody has granted anything. */
const standIns = ['anon', 'authenticated', 'service_role', 'headgate_test_stranger'] as const

const groups = ['headgate_producer', 'headgate_worker', 'headgate_operator', 'headgate_observer'] as const

export type TestRole = (typeof standIns)[number] | (typeof groups)[number]

/** Creates, before anything is deployed, the roles that tests need; those that exist are left as they are. */
export async function createRoles(admin: pg.Client, { login }: TestRun): Promise<void> {
  for (const role of standIns) {
    await admin.query(`do $$ begin
      create role ${role} nologin;
    exception when duplicate_object or unique_violation then null;
    end $$`)
  }
  // Like a pooler's login: it inherits nothing, so what a test does as a role, that role can do.
  await admin.query(`create role ${login.user} login noinherit password '${login.password}'`)
  await admin.query(`grant ${standIns.join(', ')} to ${login.user}`)
}

/** Lets the login become the group roles, which a deploy has created. */
export async function joinGroups(admin: pg.Client, { login }: TestRun): Promise<void> {
  await admin.query(`grant ${groups.join(', ')} to ${login.user}`)
}

export async function dropLogin(admin: pg.Client, user: string): Promise<void> {
  await admin.query(`drop owned by ${user}`)
  await admin.query(`drop role ${user}`)
}
