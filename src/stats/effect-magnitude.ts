/** From where on an effect is called small, medium and large. */
const THRESHOLDS = {
  /** Cohen 1988, for standardised differences. */
  dz: [0.2, 0.5, 0.8],
  /** Romano et al. 2006, for Cliff's delta. */
  cliffsDelta: [0.147, 0.33, 0.474],
  /** Vargha & Delaney 2000; an A12 below ½ is judged by its mirror image above. */
  a12: [0.56, 0.64, 0.71],
} as const;

export type EffectMagnitude = 'negligible' | 'small' | 'medium' | 'large';

/** The customary word for the size of an effect, whatever its direction; null for NaN. The words are conventions. */
export function effectMagnitude(measure: keyof typeof THRESHOLDS, value: number): EffectMagnitude | null {
  if (Number.isNaN(value)) return null;
  const size = measure === 'a12' ? 0.5 + Math.abs(value - 0.5) : Math.abs(value);
  const [small, medium, large] = THRESHOLDS[measure];
  if (size >= large) return 'large';
  if (size >= medium) return 'medium';
  return size >= small ? 'small' : 'negligible';
}
