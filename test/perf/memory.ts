import { engines } from '../../src/engine/registry.ts';
import { Packing } from '../../src/model/packing.ts';
import { trainProgram } from '../../src/model/programs.ts';
import { optimizers } from '../../src/model/registry.ts';
import { architectureOf, stageNames } from './runner.ts';

/** Resident memory after 100 and after 1,000 rounds of compiling a program of a new key, which releases an old one. */
export async function measureMemory(): Promise<Record<string, string>[]> {
  const engine = await engines.onnx.start({ device: 'cpu', threads: 1 });
  const architecture = architectureOf('cnn');
  const sgd = optimizers.sgd.create({ momentum: 0 });
  const program = trainProgram(architecture, new Packing(architecture, stageNames(architecture)), sgd, 8);
  const megabytes = (): number => process.memoryUsage.rss() / 2 ** 20;
  const seen: Record<number, number> = {};
  for (let round = 1; round <= 1000; round++) {
    await engine.compile({ ...program, key: `${program.key}:${round}` });
    if (round === 100 || round === 1000) {
      globalThis.gc?.();
      seen[round] = megabytes();
    }
  }
  return [
    {
      'after 100 rounds, MB': seen[100]!.toFixed(0),
      'after 1,000 rounds, MB': seen[1000]!.toFixed(0),
      ratio: (seen[1000]! / seen[100]!).toFixed(2),
    },
  ];
}
