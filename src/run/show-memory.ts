/** Bytes in words: `4.2 GB`, of 10⁹ bytes each. */
export function showMemory(bytes: number): string {
  return bytes < 1e9 ? `${Math.round(bytes / 1e6)} MB` : `${(bytes / 1e9).toFixed(1)} GB`;
}
