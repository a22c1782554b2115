import { logSumExp } from '../stats/log-sum-exp.ts';
import type { ClassPredictions, Predictions } from './metrics/contract.ts';
import { predictedMarks } from './metrics/outcome.ts';
import { predictedClass } from './metrics/predicted-class.ts';
import { packMarks } from './packed-marks.ts';
import { packTexts } from './packed-texts.ts';
import { packValues } from './packed-values.ts';

/**
 * Predictions as text that fits into a cell of a CSV file, 4 characters for each example of up to 256 classes: a mark with
 * the layout's version, then base64 of whole columns. Layout 1: the class of each example, in one byte, or two where there
 * are more than 256 classes; then its probability in two. Numbers are unsigned, the low byte first.
 */
const MARK = { predictions: 'p1.', labels: 'l1.' };

/** Probabilities are kept in steps of 1/65,535. */
const STEPS = 0xffff;

/** What a model takes some examples for. */
export interface Predicted {
  /** The class with the largest probability, the lowest on ties. */
  readonly classes: Uint8Array | Uint16Array;
  /** Its probability, within 1/131,070. Computed anew at every call, since some readers need the classes alone. */
  confidence(): Float64Array;
}

/** What each example was taken for: its class and the probability of that, its value, its set of classes, or its text. */
export function packPredictions(predictions: Predictions): string {
  if (predictions.kind === 'sequences') return packTexts(predictions.predicted);
  if (predictions.kind === 'labels') return packMarks(predictedMarks(predictions.logits), predictions.classes);
  return predictions.kind === 'classes' ? packClasses(predictions) : packValues(predictions.predicted);
}

function packClasses(predictions: ClassPredictions): string {
  const { logits, labels, classes } = predictions;
  const predicted = Int32Array.from(labels, (_, example) => predictedClass(predictions, example));
  const confidence = Float64Array.from(predicted, (label, example) => {
    const row = logits.subarray(example * classes, (example + 1) * classes);
    return Math.exp(row[label]! - logSumExp(row));
  });
  const width = widthOf(classes);
  const bytes = Buffer.alloc(labels.length * (width + 2));
  writeClasses(bytes, predicted, width);
  confidence.forEach((probability, example) => {
    bytes.writeUInt16LE(Math.round(probability * STEPS), labels.length * width + 2 * example);
  });
  return MARK.predictions + bytes.toString('base64');
}

/** @returns null if the text does not hold predictions of so many examples among so many classes. */
export function unpackPredictions(text: string, examples: number, classes: number): Predicted | null {
  const width = widthOf(classes);
  const bytes = bytesOf(text, MARK.predictions, examples * (width + 2));
  if (bytes === null) return null;
  const found = readClasses(bytes, examples, width);
  if (!areBelow(found, classes)) return null;
  const start = examples * width;
  const confidence = () => {
    const values = new Float64Array(examples);
    for (let example = 0; example < examples; example++) {
      const place = start + 2 * example;
      values[example] = (bytes[place]! + 256 * bytes[place + 1]!) / STEPS;
    }
    return values;
  };
  return { classes: found, confidence };
}

/** The class of each example. */
export function packLabels(labels: ArrayLike<number>, classes: number): string {
  const width = widthOf(classes);
  const bytes = Buffer.alloc(labels.length * width);
  writeClasses(bytes, labels, width);
  return MARK.labels + bytes.toString('base64');
}

/** @returns null if the text does not hold labels among so many classes. */
export function unpackLabels(text: string, classes: number): Uint8Array | Uint16Array | null {
  const width = widthOf(classes);
  const bytes = bytesOf(text, MARK.labels, null);
  if (bytes === null || bytes.length % width !== 0) return null;
  const labels = readClasses(bytes, bytes.length / width, width);
  return areBelow(labels, classes) ? labels : null;
}

function widthOf(classes: number): 1 | 2 {
  return classes <= 256 ? 1 : 2;
}

/** The bytes behind a mark; null where another mark, another length or anything but base64 stands there. */
function bytesOf(text: string, mark: string, length: number | null): Buffer | null {
  if (!text.startsWith(mark)) return null;
  const bytes = Buffer.from(text.slice(mark.length), 'base64'); // which skips what is no base64
  const whole = Math.ceil(bytes.length / 3) * 4 === text.length - mark.length;
  return whole && (length === null || bytes.length === length) ? bytes : null;
}

function writeClasses(bytes: Buffer, labels: ArrayLike<number>, width: 1 | 2): void {
  for (let example = 0; example < labels.length; example++) {
    if (width === 1) bytes.writeUInt8(labels[example]!, example);
    else bytes.writeUInt16LE(labels[example]!, 2 * example);
  }
}

/** A loop, not `every`: it goes over millions of them. */
function areBelow(labels: Uint8Array | Uint16Array, classes: number): boolean {
  for (let example = 0; example < labels.length; example++) if (labels[example]! >= classes) return false;
  return true;
}

function readClasses(bytes: Buffer, examples: number, width: 1 | 2): Uint8Array | Uint16Array {
  if (width === 1) return bytes.subarray(0, examples);
  return Uint16Array.from({ length: examples }, (_, example) => bytes.readUInt16LE(2 * example));
}
