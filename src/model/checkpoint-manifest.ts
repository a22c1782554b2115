import { z } from 'zod';
import { HeadstartError, messageOf } from '../base/errors.ts';
import { parseJson } from '../base/json.ts';

/** Raised when a field changes its meaning: files of other versions are refused. */
export const CHECKPOINT_VERSION = 1;

const hash = z.string().regex(/^[0-9a-f]{64}$/, 'must be a SHA-256 in lower-case hexadecimal');

/** Where weights come from: enough to make them again, and to say in a label what they know. */
const provenance = z.strictObject({
  suite: z.string().describe('name of the suite'),
  version: z.int().describe('version of the suite'),
  source: z.string().describe('name of its source, or of the arm'),
  repeat: z.int().min(0).describe('repeat of the suite, from 0'),
  node: z.string().describe('id of the node that made them'),
  data: z.string().describe('fingerprint of the examples'),
  objective: z.string().describe('what was minimised, in words: `classifying mnist`'),
  quality: z
    .strictObject({ measure: z.string(), value: z.number(), unit: z.literal('plain').optional() })
    .nullable()
    .describe('how well that was learned; null if it is not known'),
  engine: z.string().describe('engine and kind of device: `onnx cpu`'),
  commit: z.string().nullable().describe('commit of the repository; null outside of one'),
  code: z.string().describe('hash of the code'),
  versions: z.record(z.string(), z.string()).describe('versions of packages'),
});

const manifest = z.strictObject({
  format: z.literal('headstart-checkpoint'),
  version: z.literal(CHECKPOINT_VERSION),
  model: z.record(z.string(), z.json()).describe('the architecture: backbone, head and options, as a suite has them'),
  inputShape: z.array(z.int().min(1)).describe('of one example'),
  content: z
    .record(z.string(), z.json())
    .optional()
    .describe('what the numbers of an example stand for, such as the tokens of one tokenizer; absent of pixels'),
  read: z
    .record(z.string(), z.json())
    .optional()
    .describe('how such examples were made: the options of the data set, such as how its tokenizer is trained'),
  stages: z.array(z.string()).min(1).describe('the stages whose weights are in the file, in order'),
  classes: z
    .array(z.string())
    .nullable()
    .describe('names of the head’s classes, in the order of its logits; null without a head'),
  sha256: hash.describe('of the file of weights'),
  provenance,
});

export type Provenance = Readonly<z.infer<typeof provenance>>;
export type CheckpointManifest = Readonly<z.infer<typeof manifest>>;

/**
 * @param file named in errors.
 * @throws {HeadstartError} `data` if the text is no manifest of this version.
 */
export function parseManifest(text: string, file: string): CheckpointManifest {
  const refuse = (message: string): never => {
    throw new HeadstartError('data', { file, message, remedy: 'export the checkpoint again with this version' });
  };
  let json: unknown;
  try {
    json = parseJson(text);
  } catch (error) {
    return refuse(`the manifest is no JSON: ${messageOf(error)}`);
  }
  const parsed = manifest.safeParse(json);
  if (parsed.success) return parsed.data as CheckpointManifest;
  const [{ path, message }] = parsed.error.issues as [z.core.$ZodIssue];
  return refuse(`the manifest is not valid at ${path.join('.') || 'its top'}: ${message}`);
}
