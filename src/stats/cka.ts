import { centred, dot, type RowMatrix, transposed } from './row-matrix.ts';

export type Cka =
  /** Linear: in [0, 1]. Debiased: at most 1, near 0 for unrelated features, and below it by chance. */
  | { readonly status: 'ok'; readonly value: number }
  /** The features of one side do not tell the examples apart: there is nothing to compare, and the ratio is 0/0. */
  | { readonly status: 'zero_variance'; readonly side: 'x' | 'y' }
  /** Too few examples: two for the linear index, four for the debiased one. */
  | { readonly status: 'insufficient'; readonly n: number }
  | { readonly status: 'invalid'; readonly reason: string };

/**
 * Linear centred kernel alignment of two representations of the same n examples, X (n × p) and Y (n × q), centred:
 *
 *     CKA = ||YᵀX||² / (||XᵀX|| · ||YᵀY||),  Frobenius norms
 *
 * It is 1 for equal representations, and unchanged by rotations and by one scale for all features, on either side.
 * Source: Kornblith, Norouzi, Lee & Hinton 2019, "Similarity of neural network representations revisited", ICML, table 1.
 * With few examples per feature it is far above 0 even for unrelated features: prefer `debiasedCka` there.
 *
 * Costs about n · (p + q) · min(n, p + q) / 2 multiplications.
 * @throws {RangeError} if the two differ in their rows, or values do not fill whole rows.
 */
export function linearCka(x: RowMatrix, y: RowMatrix): Cka {
  return bothCka(x, y).linear;
}

/**
 * Linear CKA with the unbiased estimator of the Hilbert–Schmidt independence criterion in place of the norms. K̃ and L̃
 * are the Gram matrices XXᵀ and YYᵀ with their diagonals set to 0:
 *
 *     HSIC(K, L) = (tr K̃L̃ + (1ᵀK̃1)(1ᵀL̃1)/((n − 1)(n − 2)) − 2/(n − 2) · 1ᵀK̃L̃1) / (n(n − 3))
 *     CKA = HSIC(K, L) / sqrt(HSIC(K, K) · HSIC(L, L))
 *
 * Source: Song, Smola, Gretton, Bedo & Borgwardt 2012, JMLR 13:1393–1434, HSIC₁; in CKA: Nguyen, Raghu & Kornblith 2021,
 * "Do wide and deep networks learn the same things?", ICLR. Examples have to be distinct draws, n above 3.
 *
 * The sums over K̃ and L̃ follow from the norms of the rows, so that either form of the norms serves. Costs as above.
 * @throws {RangeError} as above.
 */
export function debiasedCka(x: RowMatrix, y: RowMatrix): Cka {
  return bothCka(x, y).debiased;
}

/**
 * Both at the price of one: nearly all of it is spent on the norms, which they share.
 * @throws {RangeError} as above.
 */
export function bothCka(x: RowMatrix, y: RowMatrix): { readonly linear: Cka; readonly debiased: Cka } {
  const compared = compare(x, y);
  if (compared.status !== 'ok') return { linear: compared, debiased: compared };
  const { products, n } = compared;
  const debiased: Cka = n < 4 ? { status: 'insufficient', n } : alignment(products, unbiased(products, n));
  return { linear: alignment(products, products), debiased };
}

function unbiased({ xx, xy, yy, xNorms, yNorms }: Representations, n: number): Products {
  // Of centred features: row i of K̃ sums to −|x_i|², and all of K̃ to −Σ|x_i|².
  const form = (trace: number, a: Float64Array, b: Float64Array) =>
    trace - sumOfProducts(a, b) + (sum(a) * sum(b)) / ((n - 1) * (n - 2)) - (2 / (n - 2)) * sumOfProducts(a, b);
  return { xx: form(xx, xNorms, xNorms), xy: form(xy, xNorms, yNorms), yy: form(yy, yNorms, yNorms) };
}

interface Products {
  /** ||XᵀX||², ||YᵀX||², ||YᵀY||². */
  readonly xx: number;
  readonly xy: number;
  readonly yy: number;
}

interface Representations extends Products {
  /** |x_i|² and |y_i|² of every example. */
  readonly xNorms: Float64Array;
  readonly yNorms: Float64Array;
}

/** What is left of a side's own product below this share is rounding: its features are alike for all examples. */
const NOTHING = 1e-12;

function compare(x: RowMatrix, y: RowMatrix) {
  if (x.rows !== y.rows) throw new RangeError(`equal rows are needed, received ${x.rows} and ${y.rows}`);
  const n = x.rows;
  if (n === 0) return { status: 'insufficient', n } as const;
  const [a, b] = [centred(x), centred(y)];
  for (const one of [a, b]) if (one.status === 'invalid') return one;
  if (n < 2) return { status: 'insufficient', n } as const;
  if (a.status !== 'ok') return { status: 'zero_variance', side: 'x' } as const;
  if (b.status !== 'ok') return { status: 'zero_variance', side: 'y' } as const;
  const products = n < a.columns + b.columns ? byExamples(a.values, b.values, n) : byFeatures(a.values, b.values, n);
  const norms = { xNorms: squaredNorms(a.values, n), yNorms: squaredNorms(b.values, n) };
  return { status: 'ok', n, products: { ...products, ...norms } } as const;
}

/** The ratio of norms, in one of their forms. @param own the norms themselves. */
function alignment(own: Products, { xx, xy, yy }: Products): Cka {
  if (!(xx > NOTHING * own.xx)) return { status: 'zero_variance', side: 'x' };
  if (!(yy > NOTHING * own.yy)) return { status: 'zero_variance', side: 'y' };
  return { status: 'ok', value: Math.min(1, xy / Math.sqrt(xx) / Math.sqrt(yy)) };
}

/** From the n × n Gram matrices, as ⟨XXᵀ, YYᵀ⟩; neither is stored. */
function byExamples(x: Float64Array, y: Float64Array, n: number): Products {
  const [p, q] = [x.length / n, y.length / n];
  let [xx, xy, yy] = [0, 0, 0];
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      const k = dot(x, i, x, j, p);
      const l = dot(y, i, y, j, q);
      const times = i === j ? 1 : 2; // the other half is its mirror
      xx += times * k * k;
      xy += times * k * l;
      yy += times * l * l;
    }
  }
  return { xx, xy, yy };
}

/** From the p × p, p × q and q × q products of features. */
function byFeatures(x: Float64Array, y: Float64Array, n: number): Products {
  const [a, b] = [transposed(x, n), transposed(y, n)];
  return { xx: ownProduct(a, n), xy: crossProduct(a, b, n), yy: ownProduct(b, n) };
}

function ownProduct(a: Float64Array, n: number): number {
  let total = 0;
  for (let i = 0; i < a.length / n; i++) {
    for (let j = 0; j <= i; j++) total += (i === j ? 1 : 2) * dot(a, i, a, j, n) ** 2;
  }
  return total;
}

function crossProduct(a: Float64Array, b: Float64Array, n: number): number {
  let total = 0;
  for (let i = 0; i < a.length / n; i++) {
    for (let j = 0; j < b.length / n; j++) total += dot(a, i, b, j, n) ** 2;
  }
  return total;
}

function squaredNorms(values: Float64Array, n: number): Float64Array {
  return Float64Array.from({ length: n }, (_, i) => dot(values, i, values, i, values.length / n));
}

function sum(values: Float64Array): number {
  return values.reduce((total, value) => total + value, 0);
}

function sumOfProducts(a: Float64Array, b: Float64Array): number {
  return a.reduce((total, value, i) => total + value * b[i]!, 0);
}
