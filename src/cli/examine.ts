import { availableParallelism, cpus, freemem, totalmem } from 'node:os';
import type { z } from 'zod';
import { HeadstartError } from '../base/errors.ts';
import type { Storage as DataStorage } from '../data/contract.ts';
import { loadDataset } from '../data/load.ts';
import { type DatasetName, datasets } from '../data/registry.ts';
import { whereabouts } from '../data/whereabouts.ts';
import { chooseEngine, describeChoice, type EngineRequest } from '../engine/choose.ts';
import type { Device, EngineEntry, EngineName, Finding, Proof } from '../engine/contract.ts';
import { proveDevice } from '../engine/probe.ts';
import { engines } from '../engine/registry.ts';
import { examineStorage, type Storage } from './examine-storage.ts';
import type { State } from './state.ts';

/** All that `doctor` finds out about a machine. Memory is in bytes. */
export interface Examination {
  readonly machine: {
    readonly node: string;
    readonly platform: string;
    readonly processor: string;
    readonly cores: number;
    readonly memory: { readonly total: number; readonly free: number };
  };
  readonly engines: readonly ({ readonly engine: EngineName; readonly device: string } & State)[];
  /** What a run would take; undefined `engine` if none is possible. */
  readonly choice: { readonly engine?: EngineName; readonly device?: Device; readonly text: string };
  readonly packages: Readonly<Record<string, string>>;
  readonly data: readonly ({ readonly name: DatasetName; readonly title: string } & State)[];
  /** Where results and downloads go. */
  readonly storage: Storage;
}

/** A machine with more GPUs has them all alike: so many are looked at. */
const MOST_GPUS = 8;

/**
 * Looks at a machine: starts a process for each engine and device that seems to be there, reads all data and all kept
 * outcomes, and writes a file where results go, which it removes again.
 */
export async function examine(request: EngineRequest & { readonly out: string }): Promise<Examination> {
  const proofs = new Map<string, Promise<Proof>>();
  const prove = (engine: EngineName, device: Device): Promise<Proof> => {
    const key = `${engine} ${device}`;
    const proof = proofs.get(key) ?? proveDevice(engine, device);
    proofs.set(key, proof);
    return proof;
  };
  const found: Examination['engines'][number][] = [];
  for (const entry of Object.values(engines)) {
    for (const finding of entry.detect()) found.push(...(await statesOf(entry, finding, prove)));
  }
  return {
    machine: {
      node: process.version,
      platform: `${process.platform} ${process.arch}`,
      processor: cpus()[0]?.model.trim() ?? 'unknown',
      cores: availableParallelism(),
      memory: { total: totalmem(), free: freemem() },
    },
    engines: found,
    choice: await choiceOf(request, prove),
    packages: Object.assign({}, ...Object.values(engines).map((entry) => entry.versions())),
    data: await readData(),
    storage: await examineStorage(request.out),
  };
}

/** One state for each device: a GPU each, where their number is known. */
async function statesOf(
  { name: engine }: EngineEntry,
  finding: Finding,
  prove: (engine: EngineName, device: Device) => Promise<Proof>,
): Promise<Examination['engines'][number][]> {
  const { device: kind, remedy } = finding;
  if (!finding.available) return [{ engine, device: kind, there: false, detail: finding.reason, remedy }];
  const { count = 1, detail } = finding;
  const devices =
    kind === 'cuda'
      ? Array.from({ length: Math.min(count, MOST_GPUS) }, (_, index) => `cuda:${index}` as const)
      : [kind];
  const states: Examination['engines'][number][] = [];
  for (const device of devices) {
    const proof = await prove(engine, device);
    if (proof.works) states.push({ engine, device, there: true, detail: `${detail}: ${proof.detail}` });
    else states.push({ engine, device, there: false, detail: `${detail}, but: ${proof.reason}`, remedy });
  }
  return states;
}

async function choiceOf(
  request: EngineRequest,
  prove: (engine: EngineName, device: Device) => Promise<Proof>,
): Promise<Examination['choice']> {
  try {
    const choice = await chooseEngine(request, { prove });
    return { engine: choice.entry.name, device: choice.device, text: describeChoice(choice) };
  } catch (error) {
    if (error instanceof HeadstartError && error.code === 'device') return { text: error.message };
    throw error;
  }
}

/** One after another: together they may be more than memory holds. A folder of the user's own is none until one is named. */
async function readData(): Promise<Examination['data'][number][]> {
  const states: Examination['data'][number][] = [];
  for (const name of Object.keys(datasets) as DatasetName[]) {
    if (datasets[name].storage.kind !== 'own') states.push(await dataOf(name));
  }
  return states;
}

/**
 * What a package brings is read as a suite without options would; of downloads, which may be large, it is told that they are
 * there. `data verify` reads them.
 */
async function dataOf(name: DatasetName): Promise<Examination['data'][number]> {
  const { schema, title }: { schema: z.ZodObject; title: string } = datasets[name];
  const storage: DataStorage = datasets[name].storage;
  if (storage.kind === 'made') {
    return { name, title, there: true, detail: storage.of === undefined ? 'made here' : `made here of ${storage.of}` };
  }
  try {
    const where = whereabouts(name, storage);
    if (storage.kind !== 'npm' && where.status === 'files') {
      return { name, title, there: true, detail: `${(where.bytes / 1e6).toFixed(1)} MB in files` };
    }
    const { count } = await loadDataset({ use: name, options: schema.parse({}) });
    return { name, title, there: true, detail: `${count.toLocaleString('en')} examples` };
  } catch (error) {
    if (!(error instanceof HeadstartError)) throw error;
    const { message, remedy } = error.problems[0];
    return { name, title, there: false, detail: message, remedy };
  }
}
