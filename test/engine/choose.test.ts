import { describe, expect, test } from 'vitest';
import { chooseEngine, describeChoice, type EngineRequest } from '../../src/engine/choose.ts';
import type { DeviceKind, EngineName, Finding, Proof } from '../../src/engine/contract.ts';

/** What was found on a machine that this one is not: per engine, the devices there, or why not. */
type Machine = Readonly<Record<EngineName, Readonly<Partial<Record<DeviceKind, true | number | string>>>>>;

const PLAIN: Machine = {
  onnx: { cpu: true, webgpu: 'no Vulkan', cuda: 'no NVIDIA driver' },
  tensorflow: { cpu: 'no binding', cuda: 'no NVIDIA driver' },
  wasm: { cpu: true },
};
/** Everything is installed, and there are two GPUs. */
const GPUS: Machine = {
  onnx: { cpu: true, webgpu: true, cuda: 2 },
  tensorflow: { cpu: true, cuda: 2 },
  wasm: { cpu: true },
};

function findings(found: Machine[EngineName]): Finding[] {
  return Object.entries(found).map(([kind, state]) => {
    const device = kind as DeviceKind;
    const remedy = `mend ${kind}`;
    if (typeof state === 'string') return { device, available: false, reason: state, remedy };
    return { device, available: true, detail: 'there', remedy, ...(state === true ? {} : { count: state }) };
  });
}

/** The choice on a machine, in words; `dead` devices look as if they were there but do not compute. */
async function choice(machine: Machine, request: Partial<EngineRequest> = {}, dead: string[] = []): Promise<string> {
  const asked: string[] = [];
  const prove = async (engine: EngineName, device: string): Promise<Proof> => {
    asked.push(`${engine} ${device}`);
    if (dead.includes(`${engine} ${device}`)) return { works: false, reason: 'it crashed' };
    return { works: true, detail: 'fine' };
  };
  const look = ({ name }: { readonly name: EngineName }) => findings(machine[name]);
  const chosen = await chooseEngine({ engine: 'auto', device: 'auto', ...request }, { look, prove });
  const text = describeChoice(chosen);
  if (chosen.device !== 'cpu') expect(asked).toContain(`${chosen.entry.name} ${chosen.device}`);
  return text;
}

describe('auto', () => {
  test.each([
    ['a plain machine', PLAIN, [], 'onnx on cpu (auto: no CUDA device: no NVIDIA driver)'],
    ['GPUs', GPUS, [], 'onnx on cuda:0 (auto: it computes there)'],
    [
      'GPUs, but ONNX Runtime without its CUDA libraries',
      { ...GPUS, onnx: { cpu: true, cuda: 'no CUDA libraries' } },
      [],
      'tensorflow on cuda:0 (auto: no CUDA device: no CUDA libraries)',
    ],
    [
      'GPUs that do not compute',
      GPUS,
      ['onnx cuda:0', 'tensorflow cuda:0'],
      'onnx on cpu (auto: no CUDA device: it crashed)',
    ],
    [
      'no binary of ONNX Runtime',
      { ...PLAIN, onnx: { cpu: 'no binary', webgpu: 'no binary', cuda: 'no binary' } },
      [],
      'wasm on cpu (auto: no CUDA device: no binary, no NVIDIA driver; no onnx: no binary)',
    ],
  ] satisfies [string, Machine, string[], string][])('with %s', async (_, machine, dead, expected) => {
    expect(await choice(machine, {}, dead)).toBe(expected);
  });

  test('takes WebGPU only when asked for', async () => {
    const webgpu: Machine = { ...PLAIN, onnx: { ...PLAIN.onnx, webgpu: true } };
    expect(await choice(webgpu)).toMatch(/^onnx on cpu/);
    expect(await choice(webgpu, { device: 'webgpu' })).toBe('onnx on webgpu (asked for)');
  });

  test('fills in what was not asked for', async () => {
    expect(await choice(PLAIN, { device: 'cpu' })).toBe('onnx on cpu (asked for)');
    expect(await choice(PLAIN, { engine: 'wasm' })).toBe('wasm on cpu (asked for)');
    expect(await choice(PLAIN, { engine: 'onnx' })).toBe('onnx on cpu (auto: no CUDA device: no NVIDIA driver)');
    expect(await choice(GPUS, { engine: 'tensorflow' })).toBe('tensorflow on cuda:0 (asked for)');
    expect(await choice(GPUS, { device: 'cuda:1' })).toBe('onnx on cuda:1 (asked for)');
    expect(await choice(GPUS, { device: 'cuda:1' }, ['onnx cuda:1'])).toBe(
      'tensorflow on cuda:1 (auto: no onnx: it crashed)',
    );
  });
});

describe('what is not there is refused with what mends it, and nothing else is taken', () => {
  test.each([
    [PLAIN, { device: 'webgpu' }, 'the engine onnx cannot run on webgpu here: no Vulkan; mend webgpu'],
    [PLAIN, { device: 'cuda:1' }, 'the engine tensorflow cannot run on cuda:1 here: no NVIDIA driver; mend cuda'],
    [PLAIN, { engine: 'tensorflow', device: 'cpu' }, 'tensorflow cannot run on cpu here: no binding; mend cpu'],
    [GPUS, { engine: 'onnx', device: 'cuda:0' }, 'onnx cannot run on cuda:0 here: it crashed; mend cuda'],
    [GPUS, { engine: 'onnx', device: 'cuda:2' }, 'the NVIDIA GPUs are cuda:0 to cuda:1; choose --device cuda:0'],
  ] as const)('%#', async (machine, request, message) => {
    await expect(choice(machine, request, ['onnx cuda:0'])).rejects.toMatchObject({
      code: 'device',
      message: expect.stringContaining(message),
    });
  });

  test.each([
    [{ engine: 'wasm', device: 'webgpu' }, 'the engine wasm runs on cpu only, received "webgpu"; choose --device cpu'],
    [{ engine: 'tensorflow', device: 'webgpu' }, 'the engine tensorflow runs on cpu or cuda:N only'],
    [{ engine: 'nothing' as EngineName }, 'received "nothing"; choose auto, onnx, tensorflow or wasm'],
  ] as const)('what makes no sense is a mistake of usage, %#', async (request, message) => {
    await expect(choice(GPUS, request)).rejects.toMatchObject({
      code: 'usage',
      message: expect.stringContaining(message),
    });
  });
});
