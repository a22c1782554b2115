/** The few functions of jStat 1.9 that are used here; the package ships no types. */
declare module 'jstat' {
  const jStat: {
    /** Logarithm of the gamma function by Stirling's series (Zhang & Jin 1996); full double precision. */
    loggam(x: number): number;
    readonly studentt: { inv(p: number, df: number): number };
  };
  export default jStat;
}
