/** Takes turns: each entrant's first round, then each one's second, so that a slow minute strikes all alike. */
export async function interleave<Entrant, Round>(
  entrants: readonly Entrant[],
  rounds: number,
  play: (entrant: Entrant, round: number) => Promise<Round>,
): Promise<Map<Entrant, Round[]>> {
  const played = new Map<Entrant, Round[]>(entrants.map((entrant) => [entrant, []]))
  for (let round = 0; round < rounds; round++) {
    // The order turns too, so that nobody always follows the same one.
    for (let turn = 0; turn < entrants.length; turn++) {
      const entrant = entrants[(turn + round) % entrants.length]
      if (entrant !== undefined) played.get(entrant)?.push(await play(entrant, round))
    }
  }
  return played
}
