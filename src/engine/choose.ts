import { HeadstartError, type Problem } from '../base/errors.ts';
import { type Device, deviceKind, type EngineEntry, type EngineName, type Finding, type Proof } from './contract.ts';
import { proveDevice } from './probe.ts';
import { engines } from './registry.ts';

/** What a user asked for. */
export interface EngineRequest {
  readonly engine: 'auto' | EngineName;
  readonly device: 'auto' | Device;
}

export interface EngineChoice {
  readonly entry: EngineEntry;
  readonly device: Device;
  /** Why this one, as a clause for the user. */
  readonly reason: string;
}

/** How a choice learns what is there; each part can be given from elsewhere. */
export interface Senses {
  readonly look: (entry: EngineEntry) => readonly Finding[];
  readonly prove: (engine: EngineName, device: Device) => Promise<Proof>;
}

const SENSES: Senses = { look: (entry) => entry.detect(), prove: proveDevice };

/** Every device is there: for what will run on another machine, which then says itself if it is not. */
export const PRESUMED: Senses = {
  look: (entry) =>
    entry.devices.map((device) => ({ device, available: true, detail: 'elsewhere', remedy: 'look there' })),
  prove: async () => ({ works: true, detail: 'elsewhere' }),
};

/** From the fastest down. WebGPU is missing: it is taken only when asked for. */
const AUTO: readonly (readonly [EngineName, Device])[] = [
  ['onnx', 'cuda:0'],
  ['tensorflow', 'cuda:0'],
  ['onnx', 'cpu'],
  ['wasm', 'cpu'],
  ['tensorflow', 'cpu'],
];

/**
 * The engine to run on, and where. What is left to `auto` is the first that is there: a CUDA device if one computes,
 * else the processor. A GPU is proved to compute, in a process of its own, before it is chosen. There is no silent
 * fall-back: what was asked for is taken or refused, and `reason` says why `auto` passed over a GPU.
 *
 * @throws {HeadstartError} `device` if what was asked for cannot run here.
 * @throws {HeadstartError} `usage` if the engine has no such device anywhere, or is not known.
 */
export async function chooseEngine(request: EngineRequest, senses: Partial<Senses> = {}): Promise<EngineChoice> {
  const { look, prove } = { ...SENSES, ...senses };
  const skipped: Skipped[] = [];
  for (const [name, device] of candidates(request)) {
    const entry = engines[name];
    const reach = await reachable(entry, device, look, prove);
    if (reach === undefined) return { entry, device, reason: reasonFor(request, skipped) };
    skipped.push({ name, device, ...reach });
  }
  const problems = skipped.map(({ name, device, reason, remedy }) => ({
    message: `the engine ${name} cannot run on ${device} here: ${reason}`,
    remedy,
  }));
  throw new HeadstartError('device', problems as [Problem, ...Problem[]]);
}

/** As shown to the user: `onnx on cpu (auto: no CUDA device: no NVIDIA driver was found)`. */
export function describeChoice({ entry, device, reason }: EngineChoice): string {
  return `${entry.name} on ${device} (${reason})`;
}

interface Obstacle {
  readonly reason: string;
  readonly remedy: string;
}

interface Skipped extends Obstacle {
  readonly name: EngineName;
  readonly device: Device;
}

/** What keeps an engine from running on a device; undefined if nothing does. */
async function reachable(
  entry: EngineEntry,
  device: Device,
  look: Senses['look'],
  prove: Senses['prove'],
): Promise<Obstacle | undefined> {
  const kind = deviceKind(device);
  const found = look(entry).find((finding) => finding.device === kind)!;
  if (!found.available) return { reason: found.reason, remedy: found.remedy };
  if (kind === 'cpu') return undefined;
  const { count, remedy } = found;
  if (kind === 'cuda' && count !== undefined && Number(device.slice('cuda:'.length)) >= count) {
    const there = count === 1 ? 'the only NVIDIA GPU is cuda:0' : `the NVIDIA GPUs are cuda:0 to cuda:${count - 1}`;
    return { reason: there, remedy: 'choose --device cuda:0' };
  }
  const proof = await prove(entry.name, device);
  return proof.works ? undefined : { reason: proof.reason, remedy };
}

/** In order of preference. @throws {HeadstartError} `usage` */
function candidates({ engine, device }: EngineRequest): readonly (readonly [EngineName, Device])[] {
  if (engine !== 'auto' && !Object.hasOwn(engines, engine)) {
    const remedy = `choose auto, ${Object.keys(engines)
      .join(', ')
      .replace(/, (?=\w+$)/, ' or ')}`;
    throw new HeadstartError('usage', { message: 'there is no engine of this name', received: engine, remedy });
  }
  if (device === 'auto') return engine === 'auto' ? AUTO : AUTO.filter(([name]) => name === engine);
  if (engine === 'auto') {
    const names = [...new Set(AUTO.map(([name]) => name))];
    return names.filter((name) => engines[name].devices.includes(deviceKind(device))).map((name) => [name, device]);
  }
  const { devices } = engines[engine];
  if (devices.includes(deviceKind(device))) return [[engine, device]];
  const known = devices.map((kind) => (kind === 'cuda' ? 'cuda:N' : kind)).join(' or ');
  throw new HeadstartError('usage', {
    message: `the engine ${engine} runs on ${known} only`,
    received: device,
    remedy: `choose --device ${devices[0]}, or --engine onnx`,
  });
}

function reasonFor({ engine, device }: EngineRequest, skipped: readonly Skipped[]): string {
  if (skipped.length === 0) return engine === 'auto' && device === 'auto' ? 'auto: it computes there' : 'asked for';
  const gpus = device === 'auto' ? skipped.filter(({ device: passed }) => passed !== 'cpu') : [];
  const others = skipped.filter((one) => !gpus.includes(one));
  const clauses = [
    ...(gpus.length === 0 ? [] : [`no CUDA device: ${reasons(gpus)}`]),
    ...others.map(({ name, reason }) => `no ${name}: ${reason}`),
  ];
  return `auto: ${clauses.join('; ')}`;
}

/** Each reason once: without a GPU, all engines lack the same thing. */
function reasons(skipped: readonly Skipped[]): string {
  return [...new Set(skipped.map(({ reason }) => reason))].join(', ');
}
