export type GapCovered =
  | {
      readonly status: 'ok';
      /** 0 at the source-only score and 1 at the target-trained one; negative where adapting did harm. */
      readonly covered: number;
      /** targetTrained − sourceOnly, in the units of the metric. A share of a small gap is mostly noise. */
      readonly gap: number;
    }
  /** Training on the target's own labels scores as the source-only model does: there is nothing to cover. */
  | { readonly status: 'no_gap'; readonly gap: number }
  | { readonly status: 'invalid'; readonly reason: string };

export interface DomainScores {
  /** Trained on the source alone: the lower end. */
  readonly sourceOnly: number;
  /** Trained on the source's labels and the target's unlabelled examples. */
  readonly adapted: number;
  /** Trained on the target's labels: the upper end. */
  readonly targetTrained: number;
}

/** A gap below this share of the scores is rounding. */
const ROUNDING = 1e-10;

/**
 * The share of the gap between two domains that adaptation closes, all three scored on the target's held-out examples:
 *
 *     (adapted − sourceOnly) / (targetTrained − sourceOnly)
 *
 * Source: Ganin, Ustinova, Ajakan, Germain, Larochelle, Laviolette, Marchand & Lempitsky 2016, "Domain-adversarial
 * training of neural networks", JMLR 17(59), table 2. The same for metrics of either direction.
 *
 * `no_gap` where both ends score alike; `invalid` where a score is not finite.
 */
export function gapCovered({ sourceOnly, adapted, targetTrained }: DomainScores): GapCovered {
  if (![sourceOnly, adapted, targetTrained].every(Number.isFinite))
    return { status: 'invalid', reason: 'non-finite score' };
  const gap = targetTrained - sourceOnly;
  if (!Number.isFinite(gap) || !Number.isFinite(adapted - sourceOnly)) return { status: 'invalid', reason: 'overflow' };
  if (Math.abs(gap) <= ROUNDING * Math.max(Math.abs(sourceOnly), Math.abs(targetTrained)))
    return { status: 'no_gap', gap };
  return { status: 'ok', covered: (adapted - sourceOnly) / gap + 0, gap }; // no negative zero
}

export interface ProxyADistance {
  /** From −2 to 2; below 0 where the classifier did worse than guessing. */
  readonly raw: number;
  /** From 0 (the domains look alike) to 2 (they are told apart without error). */
  readonly clipped: number;
}

/**
 * The proxy A-distance of two domains, 2(1 − 2ε), ε the held-out error of a classifier that tells them apart. It takes
 * equally many examples of both, or guessing would already be better than ε = ½.
 * Source: Ben-David, Blitzer, Crammer & Pereira 2007, "Analysis of representations for domain adaptation", NIPS 19;
 * Ganin et al. 2016 for its use on learned features.
 *
 * @param domainError a share, from 0 to 1
 * @throws {RangeError} on an error outside that range.
 */
export function proxyADistance(domainError: number): ProxyADistance {
  if (!(domainError >= 0 && domainError <= 1))
    throw new RangeError(`a domain error from 0 to 1 is needed, received ${domainError}`);
  const raw = 2 * (1 - 2 * domainError);
  return { raw, clipped: Math.max(0, raw) };
}
