/** Where jobs and what they hold are kept: what is emptied between runs. */
export const tablesOfJobs: readonly string[] = [
  'job_queue',
  'ready',
  'scheduled',
  'blocked',
  'key_slot',
  'line',
  'head',
  'lease',
  'audit_log',
  'idempotency',
  'dead_letter',
]
