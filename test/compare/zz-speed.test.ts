import { test } from 'vitest';
import { makeRun, writeRunFolder } from '/work/main/test/compare/make-run.ts';
import { compareRun } from '/work/main/src/compare/compare-run.ts';
import { readRun } from '/work/main/src/compare/read-run.ts';
test('speed', async () => {
  const steps = Array.from({ length: 20 }, (_, i) => 15 * (i + 1));
  const t = makeRun({ arms: [{name:'scratch'}, ...Array.from({length:9},(_,i)=>({name:`a${i}`,source:'s',gain:.01*i}))], sizes: [20,50,100,200,500,800,1000,2000,3000,5000], folds: 10, repeats: 10, steps });
  const folder = await writeRunFolder(t);
  console.log(t.trials.length, t.curves.length);
  for (let i=0;i<3;i++){ let s=performance.now(); const run=await readRun(folder); const a=performance.now()-s; s=performance.now(); const {compareTables}=await import('/work/main/src/compare/compare-run.ts'); compareTables(run.record,run.trials,run.curves,run.timings); console.log('read',a.toFixed(0),'compare',(performance.now()-s).toFixed(0)); }
}, 120000);
