import { ACL_DIFFERENCES } from '../acl.ts'
import type { Lint } from './lint.ts'

export const grantsEqualMatrix: Lint = {
  name: 'grants-equal-matrix',
  sql: `select case when d.wanted then 'lacks' else 'has' end as verb, d.grantee, d.privilege, d.kind, d.object
    from (${ACL_DIFFERENCES}) as d`,
  takesMatrix: true,
  message: ({ verb, grantee, privilege, kind, object }) =>
    `${grantee} ${verb} ${privilege} on ${kind} ${object}, against the grants matrix`,
}
