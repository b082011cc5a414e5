import { greatest, ratio } from '../measure/statistics.ts'
import type { Comparison, Row } from '../report/report.ts'

/**
 * The first row against the others, by throughput and by server CPU. `least` is the bar against the fastest of
 * those that are rivals.
 */
export function against(
  [own, ...peers]: readonly Row[],
  least: number,
  isRival: (row: Row) => boolean = () => true,
): Comparison[] {
  if (own === undefined || peers.length === 0) return []
  const rate = ({ figures }: Row) => figures.jobsPerSecond ?? null
  const rivals = peers.filter(isRival)
  const fastest = rivals.find((peer) => rate(peer) === greatest(rivals.map(rate)))
  return [
    ...(fastest === undefined
      ? []
      : [
          {
            name: `jobs/s, against the fastest (${fastest.contender})`,
            value: ratio(rate(own), rate(fastest)),
            bar: { least },
          },
        ]),
    ...peers.map((peer) => ({
      name: `jobs/s, against ${peer.contender}`,
      value: ratio(rate(own), rate(peer)),
      bar: null,
    })),
    ...peers.map((peer) => ({
      name: `jobs per second of server CPU, against ${peer.contender}`,
      value: ratio(peer.figures.cpuMsPerJob ?? null, own.figures.cpuMsPerJob ?? null),
      bar: null,
    })),
  ]
}
