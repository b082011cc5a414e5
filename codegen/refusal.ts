/** One reason why no client can be generated. */
export interface Refusal {
  /** What it concerns, for example `headgate.claim_jobs(p_limit)`. */
  readonly subject: string
  readonly message: string
  /** What to change in SQL. */
  readonly hint: string
}

/** The database has functions that no honest client can be generated for. Lists every reason at once. */
export class ContractRefused extends Error {
  readonly code = 'contract_refused'
  readonly refusals: readonly Refusal[]

  constructor(refusals: readonly Refusal[]) {
    super(refusals.map(({ subject, message, hint }) => `${subject}: ${message}\n  ${hint}`).join('\n'))
    this.name = 'ContractRefused'
    this.refusals = refusals
  }
}

/** Takes a refusal down; generation stops after all of them are known. */
export type Refuse = (subject: string, message: string, hint: string) => void
