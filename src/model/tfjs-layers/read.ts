import { existsSync, statSync } from 'node:fs';
import { basename, dirname, isAbsolute, join, normalize } from 'node:path';
import { HeadstartError, messageOf } from '../../base/errors.ts';
import { parseJson } from '../../base/json.ts';
import { readRegularSync } from '../../base/read-file.ts';
import { parseManifest, readGroup, type StoredTensor, type WeightGroup } from './manifest.ts';
import { exportedLiteral } from './module-text.ts';
import { parseTopology, type Topology } from './topology.ts';

/** Larger ones are refused before they are read: shards, and what is read as text. */
const MOST_BYTES = 2 ** 31 - 1;
const MOST_TEXT = 2 ** 26;

/**
 * The topology in a model file. Read once per process and file.
 *
 * @param file model.json, or a module that exports what it would hold.
 */
export const readTopology: (file: string) => Topology = oncePerFile((file) =>
  parseTopology(readJson(file), basename(file)),
);

/** The tensors of all shards by their names in the manifest. Read once per process and file, the last one kept. */
export const readTensors: (file: string) => ReadonlyMap<string, StoredTensor> = oncePerFile((file) => {
  const groups = parseManifest(readJson(file), basename(file));
  return new Map(groups.flatMap((group) => [...readGroup(group, shardBytes(file, group), basename(file))]));
});

/** The model file and its shards: everything that a model's outputs depend on. */
export function shardedFiles(file: string): string[] {
  return [
    file,
    ...parseManifest(readJson(file), basename(file)).flatMap(({ paths }) => paths.map((path) => shardFile(file, path))),
  ];
}

function shardBytes(file: string, { paths }: WeightGroup): Uint8Array {
  return Buffer.concat(
    paths.map((path) => {
      const shard = shardFile(file, path);
      if (!/\.(js|cjs|mjs|json)$/.test(shard)) return readBytes(shard);
      const text = readValue(shard);
      if (typeof text === 'string' && /^[A-Za-z0-9+/]*={0,2}$/.test(text)) return Buffer.from(text, 'base64');
      return refuse(shard, 'a shard as a module must export its bytes in base64');
    }),
  );
}

/** A shard beside the model file: as named, or as a module of that name. It may not lie elsewhere. */
function shardFile(file: string, path: string): string {
  const inside = normalize(path);
  if (isAbsolute(inside) || inside.startsWith('..'))
    return refuse(file, `the shard ${path} lies outside of the model’s folder`);
  const place = join(dirname(file), inside);
  const found = ['', '.min.js', '.js', '.json', '.bin']
    .map((ending) => `${place}${ending}`)
    .find((each) => existsSync(each));
  return found ?? refuse(file, `the shard ${path} is not there`);
}

function readJson(file: string): unknown {
  const value = readValue(file);
  if (typeof value === 'object') return value;
  return refuse(file, 'it holds no model');
}

/** What a JSON file holds, or a module exports. */
function readValue(file: string): unknown {
  const text = new TextDecoder().decode(readBytes(file, MOST_TEXT));
  if (file.endsWith('.json')) {
    try {
      return parseJson(text);
    } catch (error) {
      return refuse(file, `it is no JSON: ${messageOf(error)}`);
    }
  }
  return exportedLiteral(text) ?? refuse(file, 'the module exports no plain value');
}

function readBytes(file: string, most = MOST_BYTES): Uint8Array {
  try {
    return readRegularSync(file, most);
  } catch (error) {
    return refuse(file, `it cannot be read: ${messageOf(error)}`);
  }
}

function refuse(file: string, message: string): never {
  throw new HeadstartError('data', { file: basename(file), message, remedy: 'get the model again' });
}

/** Keeps what was read last, as long as the file stays the same. */
function oncePerFile<Value>(read: (file: string) => Value): (file: string) => Value {
  let kept: { readonly key: string; readonly value: Value } | undefined;
  return (file) => {
    const { mtimeMs, size } = statSync(file);
    const key = JSON.stringify([file, mtimeMs, size]);
    if (kept?.key !== key) kept = { key, value: read(file) };
    return kept.value;
  };
}
