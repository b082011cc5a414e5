import { Command } from 'commander'

const program = new Command('codegen')
  .description(
    'Generates the typed client from the functions in a database. Without --database-url it starts a ' +
      'server of its own, deploys sql/ into it, and throws it away.',
  )
  .option('--check', 'write nothing; print what would change as a unified diff and exit 1 if anything would')
  .option('--database-url <url>', 'read this database instead; Headgate must be deployed in it')
  .option('--pglite', 'read a PGlite of its own instead of a server of its own')
  .option('--out <folder>', 'where the files go: a folder of their own (default: generated/)')
  .parse()

// Loaded after the options are understood: the TypeScript printer and the SQL parser take a while.
const { codegen, explain } = await import('./run.ts')
try {
  const { exitCode, stdout, stderr } = await codegen(program.opts())
  process.stderr.write(stderr)
  process.stdout.write(stdout)
  process.exitCode = exitCode
} catch (error) {
  process.stderr.write(`${explain(error)}\n`)
  process.exitCode = 1
}
