/** When which fault was on; milliseconds on the monotonic clock of this process. `to` is null while it lasts. */
export interface FaultWindow {
  fault: string;
  from: number;
  to: number | null;
}
