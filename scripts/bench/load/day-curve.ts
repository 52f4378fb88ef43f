/** Share of a day's messages by hour, from midnight: quiet nights, a peak before and one after lunch. */
const shares = [1, 1, 0, 0, 1, 2, 6, 20, 50, 80, 95, 85, 45, 60, 90, 85, 70, 45, 25, 15, 10, 6, 4, 2];
const total = shares.reduce((sum, share) => sum + share, 0);

/** @returns moments of the day in minutes, ascending, as many as asked for, spread after the curve */
export function momentsOfDay(count: number, random: () => number): number[] {
  const moments = Array.from({ length: count }, () => {
    let left = random() * total;
    const hour = shares.findIndex((share) => (left -= share) < 0);
    return (hour + random()) * 60;
  });
  return moments.sort((a, b) => a - b);
}
