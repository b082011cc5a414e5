/** Addresses after this year are left out. */
export const LAST_YEAR = 2000
/** Texts are cut at the last sentence end before this many characters. */
export const LONGEST_TEXT = 4_500
/** Texts that are shorter than this many characters are left out. */
export const SHORTEST_TEXT = 1_000
