interface Login {
  readonly user: string
  readonly password: string
}

/** The same server, with another database or another login. */
export function urlOf(adminUrl: string, { database, login }: { database: string; login?: Login }): string {
  const url = new URL(adminUrl)
  url.pathname = `/${encodeURIComponent(database)}`
  if (login) {
    url.username = encodeURIComponent(login.user)
    url.password = encodeURIComponent(login.password)
  }
  return url.href
}
