import type { Contract, ContractError } from '../contract.ts'
import { errorClass } from './errors.ts'

/** `docs/errors.md`: every refusal, who raises it, and what to do. */
export function errorsPage(contract: Contract): string {
  const sections = contract.errors.map((error) => section(contract, error))
  return `${introduction}\n${table(contract)}\n${sections.join('\n')}`
}

const introduction = `<!-- Generated from the registry of errors and the bodies of the functions by \`npm run codegen\`. Do not edit. -->

# Errors

A rule of the database that says no is an SQLSTATE of class JQ. DETAIL is a JSON object with the facts, HINT says what to do. In
TypeScript it is an error of a class of its own, with \`code\`, \`sqlstate\`, \`retryable\`, \`detail\` and \`hint\`; where they
are given, \`element\` is the position of the bad element of a batch, counted from 0, \`argument\` the argument at fault, and
\`retryAt\` a Timestamp, which is a Date. The union of what a call can fail with is closed: \`attempt\` turns it into a value for a \`switch\`.
`

function table({ errors }: Contract): string {
  const rows = errors.map(
    (it) =>
      `| [${it.sqlstate}](#${anchor(it)}) | \`${it.name}\` | ${it.retryable ? 'yes' : 'no'} | ${cell(it.summary)} |`,
  )
  return ['| SQLSTATE | code | retry | what happened |', '|---|---|---|---|', ...rows, ''].join('\n')
}

function section(contract: Contract, error: ContractError): string {
  const raisedBy = contract.functions
    .filter(({ errors }) => errors.includes(error.sqlstate))
    .map(({ name }) => `\`${name}\``)
  const says = error.messages.map((message) => `- \`${message.replaceAll('`', "'")}\``)
  return [
    `## ${error.sqlstate} ${error.name}`,
    '',
    `${error.summary} ${error.retryable ? 'The same call may succeed later.' : 'The same call will fail again.'}`,
    '',
    `**What to do.** ${error.action}`,
    '',
    `**In TypeScript** \`${errorClass(error)}\`${error.details.length === 0 ? '' : `; \`detail\` may hold ${error.details.map((it) => `\`${it}\``).join(', ')}`}.`,
    '',
    `**Raised by** ${raisedBy.length === 0 ? 'no function: a trigger does' : raisedBy.join(', ')}.`,
    '',
    ...(says.length === 0 ? [] : ['**Says**', '', ...says, '']),
  ].join('\n')
}

const anchor = ({ sqlstate, name }: ContractError): string => `${sqlstate.toLowerCase()}-${name}`

const cell = (text: string): string => text.replaceAll('|', '\\|')
